# /// attack
# verdict = ["failed"]
# ///
"""Attributes of modules on the other side: the test module itself, perhaps."""

import os
import sys

from tools import request


def answer():
    for module, name in ((sys, "modules"), (os, "environ"), (sys, "argv"), (sys, "path")):
        try:
            return f"leaked: {request('get', module, name)!r:.200}"
        except Exception:
            continue
    return 0
