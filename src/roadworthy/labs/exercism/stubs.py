"""Guessing, without running anything, whether a stub works already: then the exercise is about refactoring."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def seems_finished(contents: Mapping[str, bytes]) -> bool:
    """Return True if the brief speaks of refactoring and every function of the stub does something.

    Args:
        contents: Files of the lab by name.
    """
    stubs = [content for name, content in contents.items() if name.startswith("starter/") and name.endswith(".py")]
    if b"refactor" not in contents["brief.md"].lower():
        return False
    functions: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
    for stub in stubs:
        try:
            functions += [
                node for node in ast.walk(ast.parse(stub)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            ]
        except (SyntaxError, ValueError, RecursionError):
            return False
    return bool(functions) and not any(_is_unwritten(function) for function in functions)


def _is_unwritten(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    body = [node for node in function.body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
    return not body or (len(body) == 1 and isinstance(body[0], ast.Pass | ast.Raise))
