# /// attack
# verdict = ["limit", "failed"]
# limits = { seconds = 1 }
# ///
"""A dict whose keys all have the same hash."""


class Key(int):
    def __hash__(self):
        return 1


def answer():
    return len({Key(number): number for number in range(200_000)})
