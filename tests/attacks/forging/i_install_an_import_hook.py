# /// attack
# verdict = ["failed", "broken", "limit"]
# ///
"""Everything that is imported from now on is a MagicMock."""

import importlib.machinery
import sys
from unittest.mock import MagicMock


class Finder:
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self)

    def create_module(self, spec):
        module = MagicMock()
        module.__spec__ = spec
        return module

    def exec_module(self, module):
        pass


sys.meta_path.insert(0, Finder())


def answer():
    return 0
