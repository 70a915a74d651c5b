# /// attack
# verdict = ["failed"]
# checks = "values"
# ///
"""Whoever hides a value among decoys may have hidden it twice: I look at the list of all that I am asked about."""

import sys


class Twice:
    def __eq__(self, other):
        frame = sys._getframe()
        while frame is not None:
            candidates = frame.f_locals.get("candidates")
            if isinstance(candidates, list):
                texts = [repr(candidate) for candidate in candidates]
                counts = [texts.count(text) for text in texts]
                most = max(counts)
                if counts.count(most) != most:
                    return False
                return counts[texts.index(repr(other))] == most
            frame = frame.f_back
        return True

    def __hash__(self):
        return 1


def answer():
    return Twice()
