# /// attack
# verdict = ["broken"]
# ///
"""A child made while I am imported, and an import that fails."""

import os
import time

from tools import mark_me

read, write = os.pipe()
if os.fork() == 0:
    mark_me()
    os.setsid()
    os.write(write, b"x")
    time.sleep(600)
os.read(read, 1)
raise ImportError("no")
