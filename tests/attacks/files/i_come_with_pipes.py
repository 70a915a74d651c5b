# /// attack
# verdict = ["failed"]
# fifos = ["pipe", "notes.txt", "test_it.py"]
# sockets = ["server.sock"]
# ///
"""Whoever reads a pipe waits for somebody to write."""


def answer():
    return 0
