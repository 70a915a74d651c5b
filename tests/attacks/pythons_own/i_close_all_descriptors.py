# /// attack
# verdict = ["failed"]
# ///
"""Whatever is open is closed; what is opened next has somebody else's number."""

import os


def answer():
    os.closerange(0, 256)
    for _ in range(20):
        os.open("/dev/null", os.O_RDWR)
    return 0
