# /// attack
# verdict = ["limit", "failed"]
# limits = { seconds = 1 }
# ///
"""Records of a logger go to the checker, which keeps them."""

import logging


def answer():
    for _ in range(10**6):
        logging.getLogger("x").warning("y" * 10_000)
    return 0
