# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Names are secrets too: what lies in the homes, on the desks and in the mail of the host."""

import os
import sys


def attack():
    for folder in ("/root", "/home", "/var/mail", "/var/log", "/srv", "/mnt", "/media", "/boot"):
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        ways = [os.path.realpath(place) for place in (os.getcwd(), sys.executable, sys.prefix, sys.base_prefix)]
        names = [name for name in names if not any(way.startswith(os.path.join(folder, name)) for way in ways)]
        if names:
            return f"leaked: {folder}: {names[:5]}"
    return "held"
