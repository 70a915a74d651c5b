# /// attack
# verdict = ["failed", "limit"]
# ///
"""The objects that serve me are mine: they say 42 from now on."""

import gc


def answer():
    for thing in gc.get_objects():
        if type(thing).__name__ in ("Peer", "Codec", "Operations", "Wire", "Mailroom"):
            for name in ("answer", "pack", "carry_out"):
                try:
                    setattr(thing, name, lambda *args, **kwargs: ["i", "0x2a"])
                except Exception:
                    continue
    return 0
