# /// attack
# verdict = ["failed"]
# ///
"""An object that is thrown away takes the process along."""

import os


class Bomb:
    def __del__(self):
        os._exit(0)


def answer():
    Bomb()
