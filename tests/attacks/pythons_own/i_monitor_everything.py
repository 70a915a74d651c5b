# /// attack
# verdict = ["failed"]
# ///
"""sys.monitoring raises in the middle of others' functions."""

import sys


def answer():
    monitoring = getattr(sys, "monitoring", None)
    if monitoring is not None:
        monitoring.use_tool_id(3, "mine")
        monitoring.register_callback(3, monitoring.events.PY_RETURN, lambda *args: (_ for _ in ()).throw(SystemExit(0)))
        monitoring.set_events(3, monitoring.events.PY_RETURN)
    return 0
