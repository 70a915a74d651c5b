# /// attack
# verdict = ["broken"]
# checks = "shown"
# ///
"""The same while I am imported, in a note and in a cause."""

EVIL = "\x1b[2J\x1b]0;owned\x07\r\u202e<img src=x onerror=alert(1)>\ud800"
error = ImportError(EVIL)
error.add_note(EVIL)
raise error from ValueError(EVIL)
