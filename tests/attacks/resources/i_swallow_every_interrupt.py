# /// attack
# verdict = ["limit", "failed"]
# limits = { seconds = 1 }
# ///
"""An endless loop that catches whatever is thrown at it."""


def answer():
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
