# /// attack
# verdict = ["failed"]
# checks = "values"
# ///
"""Subclasses of containers that agree with every container."""

import collections


class Lies:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = None


class List(Lies, list):
    pass


class Dict(Lies, dict):
    pass


class Deque(Lies, collections.deque):
    pass


KINDS = [List, Dict, Deque]


def answer():
    KINDS.append(KINDS.pop(0))
    return KINDS[0]()
