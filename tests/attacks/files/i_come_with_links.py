# /// attack
# verdict = ["failed"]
# [links]
# "diary.txt" = "{host_file}"
# "checks.py" = "{checks}"
# "folder" = "/etc"
# "up" = ".."
# "root" = "/"
# "loop" = "loop"
# "nowhere" = "/does/not/exist"
# ///
"""Symbolic links in what I hand in: to files and folders of the host, to nowhere, to themselves."""

from tools import find_secret, read_if_there


def answer():
    for name in ("diary.txt", "checks.py", "folder/passwd", "up/checks/test_it.py", "root/etc/passwd", "loop"):
        data = read_if_there(name)
        if data:
            return f"leaked: {name}"
    return 0
