import random
from string import ascii_uppercase


class Bot:
    _taken = set()

    def __init__(self):
        self._name = None

    @property
    def name(self):
        while self._name is None:
            name = "".join(random.choices(ascii_uppercase, k=2)) + f"{random.randrange(1000):03}"
            if name not in Bot._taken:
                Bot._taken.add(name)
                self._name = name
        return self._name

    def reset(self):
        self._name = None
