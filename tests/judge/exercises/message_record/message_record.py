from collections import namedtuple
from dataclasses import dataclass, field, replace
from typing import NamedTuple

Point = namedtuple("Point", "line column")


class Span(NamedTuple):
    start: int
    end: int = 10

    @property
    def length(self):
        return self.end - self.start


@dataclass(order=True)
class Message:
    sent: int
    text: str = field(compare=False)
    tags: list = field(default_factory=list, compare=False)


@dataclass(frozen=True)
class Author:
    name: str
    handle: str = ""

    def __post_init__(self):
        if not self.name:
            raise ValueError("an author has a name")

    def renamed(self, name):
        return replace(self, name=name)


def first_use(text, word):
    for number, line in enumerate(text.splitlines()):
        if word in line:
            return Point(number, line.index(word))
    return None
