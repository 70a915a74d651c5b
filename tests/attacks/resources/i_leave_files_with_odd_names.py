# /// attack
# verdict = ["passed"]
# checks = "held"
# ///
"""Names that are options, end lines, turn text around, or are no text at all; and folders that nobody may enter."""

import os


def attack():
    for name in (b"-rf", b"--help", b"a\nb", b"\xff\xfe", "\u202egpj.exe".encode(), b"\x1b[2J", b" ", b"$(reboot)", b"x" * 255):
        open(name, "w").close()
    os.makedirs("shut/in")
    os.chmod("shut/in", 0)
    os.chmod("shut", 0)
    return "held"
