import random
import string

_given = set()


class Cup:
    def __init__(self, dice):
        if dice < 1:
            raise ValueError("A cup needs dice.")
        self.dice = dice
        self.thrown = []

    def throw(self):
        self.thrown = [random.randint(1, 6) for _ in range(self.dice)]
        return self.thrown


def label():
    while True:
        name = "".join(random.choices(string.ascii_uppercase, k=3)) + str(random.randrange(100, 1000))
        if name not in _given:
            _given.add(name)
            return name
