# /// attack
# verdict = ["failed"]
# checks = "values"
# ///
"""Attributes that are another thing every time they are read."""


class Shifty:
    def __getattribute__(self, name):
        if name == "__class__":
            return int
        return Shifty()

    def __get__(self, instance, owner):
        return True

    def __eq__(self, other):
        return other

    def __hash__(self):
        return 1


def answer():
    return Shifty()
