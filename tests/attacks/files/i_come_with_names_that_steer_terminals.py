# /// attack
# verdict = ["failed"]
# [files]
# "\u001b[2J\u001b]0;owned\u0007.py" = "x"
# "\u202egnp.py" = "x"
# "a\nb\rc.txt" = "x"
# "<img src=x onerror=alert(1)>.md" = "x"
# " " = "x"
# "\u200b.py" = "x"
# ///
"""File names that clear the screen, turn text around, start a new line or run a script."""


def answer():
    return 0
