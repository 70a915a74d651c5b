# /// attack
# verdict = ["failed"]
# folders = ["out.txt", "a/b/c/d", ".git/hooks", "__pycache__", ".pytest_cache"]
# [files]
# ".git/config" = "[core]\n\tfsmonitor = touch /tmp/pwned\n"
# "BRIEF.md" = "mine"
# ".roadworthy.toml" = "mine"
# ///
"""Folders where files are expected, and files that tools obey."""


def answer():
    return 0
