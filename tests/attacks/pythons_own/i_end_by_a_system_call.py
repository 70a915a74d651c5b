# /// attack
# verdict = ["failed"]
# ///
"""exit_group, past every handler that Python knows."""

from tools import syscall


def answer():
    syscall("exit_group", 0)
