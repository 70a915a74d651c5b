# /// attack
# verdict = ["limit"]
# limits = { seconds = 3, output_kb = 16 }
# ///
"""The same by a child, which writes faster than anybody reads."""

import subprocess


def answer():
    subprocess.run(["yes"])
