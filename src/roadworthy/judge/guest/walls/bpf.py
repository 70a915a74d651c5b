"""Classic BPF in blocks: a block always ends by returning an action, so blocks nest and need no labels."""

from __future__ import annotations

import struct
from collections.abc import Sequence

Block = list[tuple[int, int, int, int]]
"""Instructions as (code, steps to jump if true, steps to jump if false, constant)."""

EQUAL, AT_LEAST, ANY_BIT = 0x15, 0x35, 0x45  # BPF_JMP | BPF_K | BPF_JEQ, BPF_JGE, BPF_JSET
_LOAD_WORD, _AND, _RETURN = 0x20, 0x54, 0x06
_FARTHEST = 255  # a conditional jump has eight bits


def give(action: int) -> Block:
    """Return the action."""
    return [(_RETURN, 0, 0, action)]


def load(offset: int, then: Block, mask: int | None = None) -> Block:
    """Load 32 bits at a byte offset of the data, keep the masked bits, and go on."""
    masked = [] if mask is None else [(_AND, 0, 0, mask)]
    return [(_LOAD_WORD, 0, 0, offset), *masked, *then]


def choose(test: int, constant: int, then: Block, otherwise: Block) -> Block:
    """Compare what is loaded with a constant by EQUAL, AT_LEAST or ANY_BIT."""
    return [(test, 0, _near(len(then)), constant), *then, *otherwise]


def among(constants: Sequence[int], then: Block, otherwise: Block) -> Block:
    """Go on with `then` if what is loaded is one of the constants."""
    last = len(constants) - 1
    tests = [(EQUAL, _near(last - at + len(otherwise)), 0, constant) for at, constant in enumerate(constants)]
    return [*tests, *otherwise, *then]


def search(starts: Sequence[tuple[int, Block]]) -> Block:
    """Go on with the block of the range in which the loaded number lies, found by halving.

    Args:
        starts: the first number of each range and its block, ascending, from 0; the last range has no end.
    """
    if len(starts) == 1:
        return starts[0][1]
    middle = len(starts) // 2
    return choose(AT_LEAST, starts[middle][0], search(starts[middle:]), search(starts[:middle]))


def assemble(block: Block) -> bytes:
    """Return the instructions as the kernel reads them."""
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in block)


def _near(distance: int) -> int:
    if distance > _FARTHEST:
        raise ValueError(f"a jump over {distance} instructions; BPF jumps over {_FARTHEST} at most")
    return distance
