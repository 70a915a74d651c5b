# /// attack
# verdict = ["limit"]
# limits = { seconds = 3, output_kb = 16 }
# ///
"""The same on standard error, past Python's own buffers."""

import os


def answer():
    while True:
        os.write(2, b"x" * 1000)
