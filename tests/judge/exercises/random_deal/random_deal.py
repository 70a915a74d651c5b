import random

SUITS = "♠♥♦♣"
seeded = random.Random(5)


def deck():
    return [f"{rank}{suit}" for suit in SUITS for rank in "789TJQKA"]


def shuffled():
    cards = deck()
    random.shuffle(cards)
    return cards


def roll(times, sides=6):
    return [random.randint(1, sides) for _ in range(times)]


def draw(cards, generator=random):
    return generator.choice(cards)


def code():
    return "".join(random.choices("abc", k=5))
