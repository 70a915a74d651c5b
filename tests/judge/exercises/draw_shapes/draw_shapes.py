from typing import Protocol, runtime_checkable


@runtime_checkable
class Drawable(Protocol):
    name: str

    def draw(self) -> str: ...


class Square:
    name = "square"

    def draw(self) -> str:
        return "[]"


def draw_all(things):
    done, skipped = [], []
    for thing in things:
        if isinstance(thing, Drawable):
            done.append(thing.draw())
        else:
            skipped.append(thing)
    return done, skipped
