# /// attack
# verdict = ["limit", "failed"]
# limits = { seconds = 1 }
# ///
"""Reading all that there is, again and again, so that nobody else finds anything in memory."""

import os
import sys


def answer():
    while True:
        for base, _, names in os.walk(sys.prefix):
            for name in names:
                with open(os.path.join(base, name), "rb") as file:
                    file.read(1 << 20)
