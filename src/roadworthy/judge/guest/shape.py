"""The shape of a message, before anything in it is looked at: ten parts, each of its type."""

from __future__ import annotations

from typing import Any

from .wire import ProtocolError

KINDS = frozenset({"q", "a", "x", "n"})
_LONGEST = 100
"""Characters of a name: of a thread, a loop, an operation."""
_MOST_FRAMES = 10_000


def checked(message: list[Any]) -> list[Any]:
    """Return the message; raises ProtocolError if it has another shape (see `peer.Message` for what its parts mean)."""
    if len(message) != 10:
        raise ProtocolError(f"a message of {len(message)} parts")
    kind, tid, call, loop, name, sync, surroundings, args, frames, _ = message
    fits = (
        (type(kind) is str and kind in KINDS)
        and _is_name(tid)
        and (type(call) is int and 0 <= call < 1 << 63)
        and (loop is None or _is_name(loop))
        and _is_name(name)
        and (sync is None or (type(sync) is list and len(sync) == 4))
        and (surroundings is None or (type(surroundings) is list and len(surroundings) == 4))
        and type(args) is list
        and (kind != "a" or len(args) == 1)
        and (frames is None or frames is True or _are_frames(frames))
    )
    if not fits:
        raise ProtocolError("a message of another shape")
    return message


def _is_name(value: Any) -> bool:
    return type(value) is str and len(value) <= _LONGEST


def _are_frames(frames: Any) -> bool:
    return type(frames) is list and len(frames) <= _MOST_FRAMES and all(map(_is_frame, frames))


def _is_frame(frame: Any) -> bool:
    return type(frame) is list and [*map(type, frame)] == [str, int, str]
