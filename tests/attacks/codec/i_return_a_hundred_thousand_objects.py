# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 2 }
# ///
"""A list of so many objects that whoever refers to them chokes."""


class Thing:
    def __eq__(self, other):
        return True

    __hash__ = None


def answer():
    return [Thing() for _ in range(100_000)]
