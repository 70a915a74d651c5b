# /// attack
# verdict = ["failed"]
# checks = "isinstance"
# ///
"""An object that says it is an int, is true, and is nothing."""


class Liar:
    __class__ = int

    def __eq__(self, other):
        return True

    def __index__(self):
        return 1

    def __bool__(self):
        return True

    def __hash__(self):
        return 1


def answer():
    return Liar()
