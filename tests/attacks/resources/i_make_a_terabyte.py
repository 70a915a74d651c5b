# /// attack
# verdict = ["passed", "failed"]
# checks = "held"
# ///
"""A file that says it is a terabyte long."""


def attack():
    try:
        with open("big", "wb") as file:
            file.truncate(1 << 40)
    except OSError:
        return "held"
    return "leaked: a terabyte"
