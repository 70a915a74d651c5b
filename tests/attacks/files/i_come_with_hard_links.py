# /// attack
# verdict = ["failed"]
# [hard_links]
# "diary.txt" = "{host_file}"
# ///
"""A hard link is an ordinary file. It is copied, so that writing to it changes nothing of the host's."""

import os


def answer():
    if os.path.exists("diary.txt"):
        with open("diary.txt", "w") as file:
            file.write("changed")
    return 0
