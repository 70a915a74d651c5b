"""Mutants of a source file: each differs from it by one small mistake."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roadworthy.judge.mutate_edits import EditFinder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadworthy.judge.mutate_edits import Edit

# What is left out first when there are too many: mistakes that checks rarely miss, or that nobody makes.
_LAST = ("constant", "text")


@dataclass(frozen=True, slots=True)
class SourceMutant:
    """A source file with one mistake.

    Attributes:
        file: Its name, relative to the workspace.
        line: 1-based line of the change.
        kind: What was done ("removed await").
        before: The lines that were changed.
        after: What they became.
        text: The whole file.
    """

    file: str
    line: int
    kind: str
    before: str
    after: str
    text: bytes


def mutants_of(file: str, source: bytes) -> list[SourceMutant]:
    """Return the mutants of a Python source, in the order of their places; none if it is no Python.

    Each compiles, differs from the source in its syntax tree, and from every other mutant.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the source or a mutant is warned of is not our business here
            tree = ast.parse(source)
            finder = EditFinder(source)
            finder.visit(tree)
            original = ast.dump(tree)
            edits = sorted(finder.found, key=lambda edit: (edit.start, edit.end, edit.kind))
            found: dict[str, SourceMutant] = {}
            for edit in edits:
                text = source[: edit.start] + edit.new + source[edit.end :]
                shape = _shape(text)
                if shape is not None and shape != original and shape not in found:
                    found[shape] = _mutant(file, source, text, edit)
    except (SyntaxError, ValueError, RecursionError):
        return []
    return list(found.values())


def spread(mutants: Sequence[SourceMutant], most: int) -> list[SourceMutant]:
    """Return at most `most` of the mutants, spread evenly over the files, in their order."""
    chosen: list[SourceMutant] = []
    strong = [mutant for mutant in mutants if mutant.kind not in _LAST]
    for group in (strong, *([mutant for mutant in mutants if mutant.kind == kind] for kind in _LAST)):
        room = most - len(chosen)
        count = min(room, len(group))
        chosen += [group[position * len(group) // count] for position in range(count)]
    places = {id(mutant): place for place, mutant in enumerate(mutants)}
    return sorted(chosen, key=lambda mutant: places[id(mutant)])


def _shape(text: bytes) -> str | None:
    try:
        tree = ast.parse(text)
        compile(tree, "<mutant>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError):
        return None
    return ast.dump(tree)


def _mutant(file: str, source: bytes, text: bytes, edit: Edit) -> SourceMutant:
    """Cut out the whole lines that the edit is in, before and after."""
    start = source.rfind(b"\n", 0, edit.start) + 1
    end = source.find(b"\n", max(edit.end, start))
    end = len(source) if end < 0 else end
    end_after = end + len(text) - len(source)
    before, after = source[start:end].decode("utf-8", "replace"), text[start:end_after].decode("utf-8", "replace")
    return SourceMutant(file, edit.line, edit.kind, before.strip("\r"), after.strip("\r"), text)
