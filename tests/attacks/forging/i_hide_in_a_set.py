# /// attack
# verdict = ["failed"]
# checks = "items"
# ///
"""Objects whose hash is that of the item that is looked for, whatever it is."""


class Chameleon:
    turn = 0

    def __init__(self, number):
        self.number = number

    def __hash__(self):
        Chameleon.turn += 1
        return (1, 2, 3, self.number)[Chameleon.turn % 4]

    def __eq__(self, other):
        return True

    def __iter__(self):
        return iter([Chameleon(1), Chameleon(2), Chameleon(3)])


def answer():
    return Chameleon(1)
