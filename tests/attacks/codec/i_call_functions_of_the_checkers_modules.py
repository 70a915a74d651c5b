# /// attack
# verdict = ["failed"]
# ///
"""Modules can be named; so their functions can be called over there: the checks are read by the checker itself."""

import gc
import os
import sys

from tools import request, secret_in


def answer():
    for module, name, arguments in ((os, "getcwd", ()), (gc, "get_objects", ()), (sys, "_getframe", (0,)), (os, "listdir", ("/",))):
        try:
            request("method", module, name, arguments, {})
        except Exception:
            continue
        return "leaked: a function of the checker's was called"
    return secret_in("")
