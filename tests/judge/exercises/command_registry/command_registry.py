from abc import ABC, abstractmethod
from collections.abc import MutableMapping


class Command(ABC):
    known = {}

    def __init_subclass__(cls, /, name=None, **more):
        super().__init_subclass__(**more)
        cls.name = name or cls.__name__.lower()
        Command.known[cls.name] = cls

    def __init__(self, room):
        self.room = room

    @abstractmethod
    def run(self, *words):
        """Do it."""

    def describe(self):
        return f"/{self.name} in {self.room}: {self.run('x')}"


class Echo(Command):
    def run(self, *words):
        return " ".join(words)


class Shout(Echo, name="loud"):
    def run(self, *words):
        return super().run(*words).upper()


def dispatch(line, room="ops"):
    name, *words = line.removeprefix("/").split()
    return Command.known[name](room).run(*words)


class Aliases(MutableMapping):
    def __init__(self, **names):
        self._names = names

    def __getitem__(self, key):
        return self._names[key.lower()]

    def __setitem__(self, key, value):
        self._names[key.lower()] = value

    def __delitem__(self, key):
        del self._names[key.lower()]

    def __iter__(self):
        return iter(self._names)

    def __len__(self):
        return len(self._names)


class Percent:
    """A field between 0 and 100."""

    def __set_name__(self, owner, name):
        self._name = "_" + name

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self._name, 0)

    def __set__(self, instance, value):
        if not 0 <= value <= 100:
            raise ValueError(f"{value} is not between 0 and 100")
        setattr(instance, self._name, value)


class Volume:
    __slots__ = ("_left", "_right")
    left, right = Percent(), Percent()

    @classmethod
    def loud(cls):
        volume = cls()
        volume.left = volume.right = 100
        return volume

    @staticmethod
    def parse(text):
        return int(text.rstrip("%"))

    def __call__(self, factor):
        self.left = int(self.left * factor)
        return self
