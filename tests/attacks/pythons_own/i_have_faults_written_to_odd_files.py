# /// attack
# verdict = ["failed", "limit"]
# ///
"""faulthandler writes to any descriptor, at any time, even that of the channel."""

import faulthandler

from tools import peer


def answer():
    faulthandler.enable(file=peer().wire.sock.fileno())
    faulthandler.dump_traceback_later(0.01, repeat=True, file=peer().wire.sock.fileno())
    faulthandler.dump_traceback(file=peer().wire.sock.fileno())
    return 0
