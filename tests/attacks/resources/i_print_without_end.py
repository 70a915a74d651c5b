# /// attack
# verdict = ["limit"]
# limits = { seconds = 3, output_kb = 16 }
# ///
"""Output that never ends."""


def answer():
    while True:
        print("x" * 1000)
