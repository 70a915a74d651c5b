# /// attack
# verdict = ["failed"]
# ///
"""The line of an error is read from my file, which meanwhile is as long as a file may be."""


def answer():
    with open(__file__, "r+b") as file:
        file.truncate(60 << 20)
    raise ValueError("look at me")
