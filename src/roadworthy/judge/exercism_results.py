"""A verdict as `results.json` of Exercism's test runners, version 3 of their interface (docs/exercism.md)."""

from __future__ import annotations

import ast
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roadworthy.judge.verdicts import NOT_REACHED
from roadworthy.labs import Outcome, Status, walk_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadworthy.labs import CheckResult, Frame, Lab, Verdict

VERSION = 3
LONGEST_OUTPUT = 500
LONGEST_MESSAGE = 65535
_CUT = "\nOutput was truncated. Please limit to 500 chars."
_STATUS = {Outcome.PASSED: "pass", Outcome.FAILED: "fail", Outcome.ERROR: "error", Outcome.SKIPPED: "error"}


@dataclass(frozen=True, slots=True)
class _Source:
    """A check as its file shows it: the class it is in or "", name, body, and the number of its task if it has one."""

    group: str
    name: str
    code: str
    task: int | None


def exercism_results(lab: Lab, verdict: Verdict) -> dict[str, Any]:
    """Return what a test runner of Exercism's would write for this verdict. Plain JSON-able data.

    A check that skipped itself is left out, since their interface has no such status; one that was not reached is an
    error.

    Args:
        lab: Whose checks they are; they are read for `test_code` and `task_id`.
        verdict: Of an attempt on it.
    """
    sources = _read_sources(lab)
    reached = [check for check in verdict.checks if check.message != NOT_REACHED]
    shown = [check for check in verdict.checks if check.outcome is not Outcome.SKIPPED or check.message == NOT_REACHED]
    if verdict.passed:
        status = "pass"
    elif reached and verdict.status in (Status.FAILED, Status.LIMIT):
        status = "fail"
    else:
        status = "error"
    results: dict[str, Any] = {"version": VERSION, "status": status, "message": None, "tests": []}
    if status == "error":
        said = verdict.message or f"The attempt ended as {verdict.status.value}."
        results["message"] = _message([said, *_traceback(verdict.traceback)])
    else:
        # pytest runs the methods of a TestCase by name; learners read them as the file has them.
        places = {id(source): place for place, source in enumerate(sources)}
        shown.sort(key=lambda check: places.get(id(_source_of(check.name, sources)), len(places)))
        results["tests"] = [_test(check, sources) for check in shown]
    return results


def _test(check: CheckResult, sources: Sequence[_Source]) -> dict[str, Any]:
    bracket, parameters = check.name.partition("[")[1:]
    found: dict[str, Any] = {
        "name": f"{check.sentence} {bracket}{parameters}".strip(),
        "status": _STATUS[check.outcome],
    }
    if check.outcome is not Outcome.PASSED:
        lines = [check.message] if check.message else []
        if check.expected or check.actual:
            lines += [f"Expected: {check.expected}", f"Actual: {check.actual}"]
        found["message"] = _message([*lines, *_traceback(check.traceback)] or ["This test did not pass."])
    if check.output:
        found["output"] = _output(check.output)
    source = _source_of(check.name, sources)
    if source:
        found["test_code"] = source.code
        if source.task is not None:
            found["task_id"] = source.task
    return found


def _message(lines: Sequence[str]) -> str:
    text = "\n".join(lines)
    encoded = text.encode("utf-8", "replace")
    return text if len(encoded) <= LONGEST_MESSAGE else encoded[:LONGEST_MESSAGE].decode("utf-8", "ignore")


def _traceback(frames: Sequence[Frame]) -> list[str]:
    return [f"{frame.file}:{frame.line} in {frame.function}: {frame.source}".rstrip(": ") for frame in frames]


def _output(text: str) -> str:
    return text if len(text) <= LONGEST_OUTPUT else text[: LONGEST_OUTPUT - len(_CUT)] + _CUT


def _source_of(name: str, sources: Sequence[_Source]) -> _Source | None:
    """Find a check by its name in the verdict: function, "Class::function" or "file::Class::function", and "[5]"."""
    *groups, function = name.partition("[")[0].split("::")
    same = [source for source in sources if source.name == function]
    mine = [source for source in same if groups and source.group == groups[-1]]
    return next(iter(mine or same), None)


def _read_sources(lab: Lab) -> list[_Source]:
    found: list[_Source] = []
    for name, path in walk_files(lab.checks):
        if not name.endswith(".py"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        found += _in_body(tree, text.splitlines(), "", None)
    return found


def _in_body(parent: ast.Module | ast.ClassDef, lines: list[str], group: str, task: int | None) -> list[_Source]:
    found: list[_Source] = []
    for node in parent.body:
        if isinstance(node, ast.ClassDef):
            found += _in_body(node, lines, node.name, _task(node, task))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            found.append(_Source(group, node.name, _code(node, lines), _task(node, task)))
    return found


def _code(node: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> str:
    """Return the body without docstring; comments in it belong to it."""
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None and len(node.body) > 1 else node.body
    before = node.body[0].end_lineno if body is not node.body else _end_of_header(node)
    first = (before or node.lineno) + 1
    if first > body[0].lineno:  # header and body on one line
        return "\n".join(ast.unparse(statement) for statement in body)
    if lines[first - 1].strip() in (")", "):") or lines[first - 1].lstrip().startswith(") ->"):
        first += 1  # the line that closes a header of many lines
    return textwrap.dedent("\n".join(lines[first - 1 : node.end_lineno])).strip("\n")


def _end_of_header(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    arguments = [*ast.walk(node.args), *([node.returns] if node.returns else [])]
    ends = [getattr(part, "end_lineno", 0) or 0 for part in arguments]
    return max([node.lineno, *ends])


def _task(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, inherited: int | None) -> int | None:
    """Return N of `@pytest.mark.task(taskno=N)`."""
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.task":
            values = [keyword.value for keyword in decorator.keywords if keyword.arg == "taskno"] + decorator.args
            for value in values:
                if isinstance(value, ast.Constant) and type(value.value) is int:
                    return value.value
    return inherited
