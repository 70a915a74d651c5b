# /// attack
# verdict = ["failed", "limit"]
# checks = "callback"
# limits = { seconds = 2 }
# ///
"""A callback whose result calls me, which calls back."""


def answer(callback, *_):
    class Deep:
        def __bool__(self):
            return bool(callback(Deep()))

    return bool(callback(Deep())) and answer(callback)
