# /// attack
# verdict = ["failed"]
# checks = "values"
# ///
"""A list that is handed to me for comparison is the check's own list: I make it what I have."""

ASKED = [0]


class Rewriter:
    def __eq__(self, other):
        for name in ("clear", "pop"):
            try:
                getattr(other, name)()
            except Exception:
                continue
        return False

    def __hash__(self):
        return 1


def answer():
    ASKED[0] += 1
    return Rewriter() if ASKED[0] % 2 else []
