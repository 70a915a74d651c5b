# /// attack
# verdict = ["failed"]
# checks = "values"
# ///
"""A subclass of str that agrees with every text."""


class Text(str):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __contains__(self, other):
        return True

    __hash__ = str.__hash__


def answer():
    return Text("x")
