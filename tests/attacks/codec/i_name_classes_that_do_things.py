# /// attack
# verdict = ["failed"]
# ///
"""Classes whose construction starts a program or opens a file."""

from tools import reply


def answer(turn=[0]):
    turn[0] += 1
    reply(["G", "subprocess", "Popen"] if turn[0] % 2 else ["G", "_io", "FileIO"])
    return 0
