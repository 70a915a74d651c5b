# /// attack
# verdict = ["failed"]
# ///
"""Callbacks of weak references, and finalizers that bring the dead back."""

import weakref

KEPT = []


class Ghost:
    def __del__(self):
        KEPT.append(self)

    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


def answer():
    ghost = Ghost()
    weakref.finalize(ghost, lambda: (_ for _ in ()).throw(SystemExit(0)))
    KEPT.append(weakref.ref(ghost, lambda _: KEPT.append(Ghost())))
    return ghost
