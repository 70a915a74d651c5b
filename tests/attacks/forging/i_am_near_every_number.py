# /// attack
# verdict = ["failed"]
# checks = "near"
# ///
"""My distance to every number is nothing."""


class Near(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def __abs__(self):
        return 0.0

    def __le__(self, other):
        return True

    __lt__ = __ge__ = __gt__ = __le__
    __hash__ = float.__hash__


def answer():
    return Near(7.0)
