# /// attack
# verdict = ["broken"]
# ///
"""Whoever is gone with status 0 must have passed."""

import os

os._exit(0)
