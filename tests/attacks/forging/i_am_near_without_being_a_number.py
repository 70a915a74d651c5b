# /// attack
# verdict = ["failed"]
# checks = "near"
# ///
"""The same, by an object that only says that it is a float."""


class Near:
    __class__ = float

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def __abs__(self):
        return 0.0

    def __float__(self):
        return 0.5

    def __hash__(self):
        return 1


def answer():
    return Near()
