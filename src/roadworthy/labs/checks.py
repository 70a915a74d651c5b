"""Reading the checks of a lab without running them: their names, their sentences, their lines."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from roadworthy.labs.files import walk_files

if TYPE_CHECKING:
    from roadworthy.labs.model import Lab
    from roadworthy.labs.problems import Problems


@dataclass(frozen=True, slots=True)
class Check:
    """A check as its source shows it.

    Attributes:
        name: The function's name, without parameters.
        sentence: First paragraph of its docstring on one line; "" if it has none.
        file: Where it is.
        line: 1-based line of its `def`.
    """

    name: str
    sentence: str
    file: Path
    line: int


def read_checks(lab: Lab, problems: Problems | None = None) -> tuple[Check, ...]:
    """Return the checks of a lab in the order of the source: functions and methods named test_* in files named test_*.py.

    Args:
        lab: The lab.
        problems: Is told of files that are not Python.
    """
    found: list[Check] = []
    for name, path in walk_files(lab.checks):
        if not (Path(name).name.startswith("test_") or name.endswith("_test.py")) or not name.endswith(".py"):
            continue
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError) as error:
            if problems:
                line = error.lineno if isinstance(error, SyntaxError) else None
                message = error.msg if isinstance(error, SyntaxError) else str(error)
                problems.add(path, f"not Python: {message}", line=line)
            continue
        found += _functions(tree, path)
    return tuple(found)


def _functions(tree: ast.Module | ast.ClassDef, path: Path) -> list[Check]:
    found: list[Check] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            found.append(Check(node.name, first_paragraph(ast.get_docstring(node) or ""), path, node.lineno))
        elif isinstance(node, ast.ClassDef):
            found += _functions(node, path)
    return found


def first_paragraph(docstring: str) -> str:
    """Return the first paragraph of a docstring on one line: the sentence of a check."""
    return " ".join(inspect.cleandoc(docstring).split("\n\n", 1)[0].split())
