# /// attack
# verdict = ["failed"]
# ///
"""An answer that would run code where it is loaded, if it were pickled."""

import os


class Bomb:
    def __reduce__(self):
        return (os._exit, (0,))

    def __reduce_ex__(self, protocol):
        return self.__reduce__()

    def __getstate__(self):
        os._exit(0)


def answer():
    return Bomb()
