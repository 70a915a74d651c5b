"""From a failed check to what a learner reads: a message, expected and actual, and their own frames."""

from __future__ import annotations

import ast
import inspect
import unittest
from typing import Any

import pytest

from . import raised

MAX_TEXT = 4000
_SIZED = (str, bytes, list, tuple, dict, set, frozenset)
_MOST_EXPLAINED = 2000
"""Characters or members."""


class Comparison:
    """What failing `==`s compared: reprs of what was expected and of what happened, kept by where it was."""

    def __init__(self) -> None:
        self._noted: list[tuple[Any, str, str]] = []

    def clear(self) -> None:
        """Forget all before the next check."""
        self._noted.clear()

    def note(self, left: Any, right: Any, place: Any, *, literal_left: bool) -> None:
        """Note both sides; a literal on the left only is what was expected, else the right side is.

        Args:
            left: The left side.
            right: The right side.
            place: (file, line) of the assert statement, or the exception that a unittest method raised.
            literal_left: True if the left side, and only that, is a literal.
        """
        if literal_left:
            left, right = right, left
        self._noted.append((place, show(right), show(left)))

    def of(self, error: BaseException) -> tuple[str, str]:
        """Return (expected, actual) of the comparison that ended in this exception; empty if none did."""
        if not isinstance(error, AssertionError):
            return "", ""
        places: list[Any] = []
        traceback = error.__traceback__
        while traceback is not None:
            places.append((traceback.tb_frame.f_code.co_filename, traceback.tb_lineno))
            traceback = traceback.tb_next
        for place, expected, actual in reversed(self._noted):
            if place is error or place in places:
                return expected, actual
        return "", ""


def show(value: Any) -> str:
    """Return a repr for people, cut to a length."""
    try:
        text = repr(value)
    except Exception as error:  # a repr of the learner's may fail
        text = f"<a {type(value).__name__} whose repr raises {type(error).__name__}>"
    return cut(text)


def cut(text: str, limit: int = MAX_TEXT) -> str:
    """Return the text, its middle left out if it is too long."""
    if len(text) <= limit:
        return text
    return f"{text[: limit // 2]} ... {len(text) - limit} characters left out ... {text[-limit // 2 :]}"


def is_long(value: Any) -> bool:
    """Return True for a value with so many members that explaining how it differs would take too long."""
    return type(value) in _SIZED and len(value) > _MOST_EXPLAINED


def bound_explanations(config: pytest.Config) -> None:
    """Let pytest explain no difference of long values: that takes time which grows with the square of their length."""
    for implementation in config.hook.pytest_assertrepr_compare.get_hookimpls():
        if implementation.plugin_name == "assertion":
            names, explain = implementation.argnames, implementation.function

            def bounded(*args: Any) -> Any:
                given = dict(zip(names, args, strict=True))  # noqa: B023  # there is one such plugin
                return None if is_long(given["left"]) or is_long(given["right"]) else explain(*args)  # noqa: B023

            implementation.function = bounded  # type: ignore[misc]  # pluggy has no other way to take its place


def is_literal_on_the_left(source: str) -> bool:
    """Return True for `assert 5 == f()`: a literal on the left and none on the right."""
    try:
        statement = ast.parse(source.strip()).body[0]
    except (SyntaxError, IndexError):
        return False
    test = getattr(statement, "test", None)
    if not isinstance(test, ast.Compare) or len(test.comparators) != 1:
        return False
    return _is_literal(test.left) and not _is_literal(test.comparators[0])


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True


def message_of(error: BaseException) -> str:
    """Return what went wrong in words for the learner."""
    text = str(error) if isinstance(error, AssertionError | unittest.TestCase.failureException) else ""
    if isinstance(error, AssertionError):
        # After a message of the check's own, pytest's explanation adds nothing: what was compared is shown anyway.
        own, _, _ = text.rpartition("\nassert ")
        return cut(own or text) or "This should hold, but does not."
    if isinstance(error, pytest.fail.Exception):
        return cut(str(error))
    name = type(error).__name__
    detail = _text(error)
    return cut(f"{name}: {detail}" if detail else name)


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # a __str__ of the learner's may fail
        return "(its text cannot be shown)"


def frames_of(error: BaseException) -> list[list[Any]]:
    """Return the learner's frames that an exception, or what caused it, went through: [file, line, function]."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        origin = raised.origin_of(current)
        if origin is not None and origin.frames:
            return [list(frame) for frame in origin.frames]
        if isinstance(current, BaseExceptionGroup) and current.exceptions:
            current = current.exceptions[0]
        else:
            current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return []


def sentence_of(function: Any, name: str) -> str:
    """Return the first paragraph of a docstring; without one, the name in words."""
    doc = inspect.getdoc(function) if function is not None else None
    return sentence_from(doc, name)


def sentence_from(doc: str | None, name: str) -> str:
    """Return the first paragraph of a docstring, on one line; without one, the name in words."""
    if doc:
        paragraph = doc.strip().split("\n\n")[0]
        return " ".join(paragraph.split())
    words = name.partition("[")[0].removeprefix("test").strip("_").replace("_", " ")
    return words[:1].upper() + words[1:]
