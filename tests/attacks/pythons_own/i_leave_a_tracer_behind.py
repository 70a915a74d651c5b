# /// attack
# verdict = ["failed"]
# ///
"""settrace and setprofile see every call, and change what is returned where they can."""

import sys
import threading


def trace(frame, event, argument):
    for name in ("result", "value", "outcome"):
        if name in frame.f_locals:
            frame.f_locals[name] = 42
    frame.f_trace_opcodes = True
    return trace


sys.settrace(trace)
threading.settrace(trace)
sys.setprofile(lambda *args: None)


def answer():
    sys.settrace(trace)
    return 0
