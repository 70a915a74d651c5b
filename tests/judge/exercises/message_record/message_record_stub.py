from collections import namedtuple
from dataclasses import dataclass

Point = namedtuple("Point", "line column")
Span = namedtuple("Span", "start end")


@dataclass
class Message:
    sent: int
    text: str
    tags: tuple = ()


@dataclass
class Author:
    name: str
    handle: str = ""

    def renamed(self, name):
        self.name = name
        return self


def first_use(text, word):
    return None
