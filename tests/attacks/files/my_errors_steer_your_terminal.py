# /// attack
# verdict = ["failed"]
# checks = "shown"
# ///
"""The same in the name and the text of an exception, and in the name of a function."""

EVIL = "\x1b[2J\x1b]0;owned\x07\r\u202e<img src=x onerror=alert(1)>\x9b31m"
Error = type(EVIL.replace("\0", ""), (Exception,), {})


def answer():
    raise Error(EVIL)


answer.__code__ = answer.__code__.replace(co_name=EVIL)
