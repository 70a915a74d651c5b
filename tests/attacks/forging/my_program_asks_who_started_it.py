# /// attack
# verdict = ["failed"]
# checks = "output"
# walls = true
# ///
"""A program that looks for the expected output in whoever started it."""

import os
import re

from tools import read_if_there

for pid in [entry for entry in os.listdir("/proc") if entry.isdecimal()]:
    for name in ("cmdline", "environ"):
        found = re.search(rb"SECRET = (\d+)", read_if_there(f"/proc/{pid}/{name}"))
        if found:
            print(int(found[1]))
