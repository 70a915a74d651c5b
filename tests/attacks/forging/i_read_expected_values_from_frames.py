# /// attack
# verdict = ["failed"]
# ///
"""Locals and globals of every frame, of every thread, and everything that the collector knows."""

import gc
import sys

from tools import secret_in


def answer():
    spaces = []
    for frame in [sys._getframe(), *sys._current_frames().values()]:
        while frame is not None:
            spaces += [frame.f_globals, frame.f_locals]
            frame = frame.f_back
    for space in spaces:
        if type(space.get("SECRET")) is int:
            return space["SECRET"]
    for thing in gc.get_objects():
        if type(thing) is dict and type(thing.get("SECRET")) is int:
            return thing["SECRET"]
        if type(thing) is str and (found := secret_in(thing)):
            return found
    return 0
