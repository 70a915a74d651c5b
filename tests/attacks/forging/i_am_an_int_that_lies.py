# /// attack
# verdict = ["failed"]
# checks = "values"
# ///
"""A subclass of int that agrees with every number."""


class Int(int):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __sub__(self, other):
        return 0

    __rsub__ = __sub__
    __hash__ = int.__hash__


def answer():
    return Int(7)
