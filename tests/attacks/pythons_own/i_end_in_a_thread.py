# /// attack
# verdict = ["failed"]
# ///
"""A thread that ends the process a moment later, with status 0."""

import os
import threading


def answer():
    threading.Timer(0.01, os._exit, (0,)).start()
    threading.Event().wait(5)
