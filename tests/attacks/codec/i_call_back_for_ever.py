# /// attack
# verdict = ["failed", "limit"]
# checks = "callback"
# limits = { seconds = 1 }
# ///
"""A callback is called and called, until somebody has had enough."""


def answer(callback, *_):
    while True:
        callback(1)
