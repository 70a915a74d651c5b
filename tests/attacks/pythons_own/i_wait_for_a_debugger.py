# /// attack
# verdict = ["failed", "limit"]
# limits = { seconds = 2 }
# ///
"""breakpoint() asks somebody what to do."""


def answer():
    breakpoint()
    return 0
