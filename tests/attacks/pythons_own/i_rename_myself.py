# /// attack
# verdict = ["failed", "broken", "limit"]
# ///
"""A module that replaces itself by an object that has every attribute."""

import sys


class Everything:
    __file__ = __file__
    __path__ = []
    __all__ = ["answer"]

    def __getattr__(self, name):
        return Everything()

    def __call__(self, *args, **kwargs):
        return Everything()

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1


sys.modules[__name__] = Everything()
