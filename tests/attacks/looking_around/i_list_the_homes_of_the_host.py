# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Names are secrets too: what lies in the homes, on the desks and in the mail of the host."""

import os


def attack():
    for folder in ("/root", "/home", "/var/mail", "/var/log", "/srv", "/mnt", "/media", "/boot"):
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        if names and os.path.realpath(folder) not in os.path.realpath(os.getcwd()):
            return f"leaked: {folder}: {names[:5]}"
    return "held"
