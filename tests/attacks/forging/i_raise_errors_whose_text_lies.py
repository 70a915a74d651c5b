# /// attack
# verdict = ["failed"]
# checks = "text"
# ///
"""An exception whose text matches every pattern, since nobody asks twice."""


class Text(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class Args(tuple):
    def __eq__(self, other):
        return True

    __hash__ = tuple.__hash__


class Lie(ValueError):
    def __str__(self):
        return Text("x")

    __repr__ = __str__

    @property
    def args(self):
        return Args(("x",))


def answer():
    raise Lie("x")
