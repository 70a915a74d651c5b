import random
import string


class Robot:
    taken = set()

    def __init__(self):
        self._name = None

    @property
    def name(self):
        if self._name is None:
            while True:
                name = "".join(random.choices(string.ascii_uppercase, k=2) + random.choices(string.digits, k=3))
                if name not in Robot.taken:
                    break
            Robot.taken.add(name)
            self._name = name
        return self._name

    def reset(self):
        self._name = None


class Character:
    def __init__(self, roll=None):
        roll = roll or (lambda: sorted(random.randint(1, 6) for _ in range(4)))
        for trait in ("strength", "wisdom"):
            setattr(self, trait, sum(roll()[1:]))
        self.points = 10 + modifier(self.wisdom)

    def ability(self):
        return random.choice([value for name, value in vars(self).items() if name != "points"])


def modifier(value):
    return (value - 10) // 2


NAMES = {"bin": "Binary", "hex": "Hexadecimal"}


def spell(number, names=NAMES):
    return ", ".join(f"{long} {format(number, short[0].replace('h', 'x'))}" for short, long in names.items())
