# /// attack
# verdict = ["limit", "failed"]
# limits = { seconds = 1 }
# ///
"""Sleeping costs no processor time."""

import time


def answer():
    time.sleep(3600)
