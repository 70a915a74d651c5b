# /// attack
# verdict = ["failed"]
# checks = "items"
# ///
"""Every iteration gives other items, and the last of them equals everything."""


class Equal:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 3


class Items:
    turn = 0

    def __iter__(self):
        Items.turn += 1
        yield from [1, 2, Equal()] if Items.turn % 2 else [Equal(), 2, 1]

    def __hash__(self):
        return 1

    def __eq__(self, other):
        return True


def answer():
    return Items()
