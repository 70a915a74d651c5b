"""Where a Python source can be made wrong by a small edit, as somebody in a hurry would.

Edits are of the text, at the places that the syntax tree names: the rest of the file stays as its author wrote it, so
that a mutant can be shown as one changed line.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST_NUMBER = 1000  # a larger one is a size or a time, and one more of it is no mistake
LONGEST_TEXT = 20

_COMPARISONS = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
_COMPARISON = re.compile(rb"not\s+in\b|is\s+not\b|<=|>=|==|!=|<|>|\bin\b|\bis\b")
_ARITHMETIC = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "+",
    ast.Div: "*",
    ast.FloorDiv: "/",
    ast.Mod: "//",
    ast.Pow: "*",
    ast.LShift: ">>",
    ast.RShift: "<<",
    ast.BitAnd: "|",
    ast.BitOr: "&",
    ast.BitXor: "&",
}
_OPERATOR = re.compile(rb"\*\*|//|<<|>>|[-+*/%&|^]")
_LOGGING = re.compile(r"(?:^|\.)_?(?:log|logger|logging)\.\w+$", re.IGNORECASE)
# Whose answer does not depend on the order, or where another order cannot even run.
_ORDERLESS = frozenset(
    [
        "delattr",
        "delete",
        "gather",
        "gcd",
        "getattr",
        "hasattr",
        "hypot",
        "isclose",
        "isinstance",
        "issubclass",
        "max",
        "min",
        "print",
        "setattr",
        "uniform",
    ]
)
_UNCHECKED_ARGUMENTS = frozenset({"indent", "timeout", "maxsize", "buffering", "width", "encoding", "errors", "name"})


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes `start` to `end` of the source become `new`; `kind` says in words what that is."""

    start: int
    end: int
    new: bytes
    kind: str
    line: int


class EditFinder(ast.NodeVisitor):
    """Collects the edits of a source in `found`; `visit` its tree."""

    def __init__(self, source: bytes) -> None:
        self.found: list[Edit] = []
        self._source = source
        self._lines = [0]
        for line in source.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self._endless = False

    def _start(self, node: ast.expr | ast.stmt) -> int:
        return self._lines[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.expr | ast.stmt) -> int:
        return self._lines[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)

    def _text(self, node: ast.expr) -> bytes:
        return self._source[self._start(node) : self._end(node)]

    def _put(self, node: ast.expr | ast.stmt, start: int, end: int, new: str | bytes, kind: str) -> None:
        line = node.lineno + self._source.count(b"\n", self._start(node), start)
        self.found.append(Edit(start, end, new.encode() if isinstance(new, str) else new, kind, line))

    def _between(
        self, node: ast.expr | ast.stmt, left: ast.expr, right: ast.expr, token: re.Pattern[bytes], new: str, kind: str
    ) -> None:
        """Replace the first token between two operands."""
        if found := token.search(self._source, self._end(left), self._start(right)):
            self._put(node, found.start(), found.end(), new, kind)

    # --- expressions

    def visit_Compare(self, node: ast.Compare) -> None:
        """Move a bound by one, or turn a comparison round."""
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            self._between(node, left, right, _COMPARISON, _COMPARISONS[type(operator)], "comparison")
            left = right
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """Swap `and` and `or`."""
        token, new = (rb"\band\b", "or") if isinstance(node.op, ast.And) else (rb"\bor\b", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._between(node, left, right, re.compile(token), new, "boolean operator")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Calculate something else; texts and lists can only be added, so that shall stay."""
        unlike = (ast.JoinedStr, ast.List, ast.ListComp, ast.Tuple)
        sides = (node.left, node.right)
        if type(node.op) in _ARITHMETIC and not any(isinstance(s, unlike) or _is_text(s) for s in sides):
            self._between(node, *sides, _OPERATOR, _ARITHMETIC[type(node.op)], "arithmetic")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """Forget a `not`."""
        if isinstance(node.op, ast.Not):
            start = self._start(node)
            blank = 4 if self._source[start + 3 : start + 4] == b" " else 3
            self._put(node, start, start + blank, b"", "removed not")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Take another number, the opposite truth, or a text that is not quite the one."""
        value, text = node.value, self._text(node)
        if isinstance(value, bool):
            self._put(node, self._start(node), self._end(node), str(not value), "constant")
        elif type(value) is int and abs(value) < LARGEST_NUMBER:
            self._put(node, self._start(node), self._end(node), str(value + 1), "constant")
        elif isinstance(value, str) and len(value) <= LONGEST_TEXT and not text.endswith((b'"""', b"'''")):
            self._put(node, self._end(node) - 1, self._end(node) - 1, b"~", "text")

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Leave texts with holes alone: before Python 3.12 the places in them are not told."""

    def visit_Call(self, node: ast.Call) -> None:
        """Swap the first two arguments."""
        name = ast.unparse(node.func)
        if _LOGGING.search(name):
            return
        pair = [argument for argument in node.args[:2] if not isinstance(argument, ast.Starred)]
        if len(pair) == 2 and name.rpartition(".")[2] not in _ORDERLESS:
            first, second = pair
            middle = self._source[self._end(first) : self._start(second)]
            new = self._text(second) + middle + self._text(first)
            self._put(node, self._start(first), self._end(second), new, "swapped arguments")
        self.visit(node.func)
        for argument in node.args:
            self.visit(argument)
        for keyword in node.keywords:
            if keyword.arg not in _UNCHECKED_ARGUMENTS:
                self.visit(keyword.value)

    def visit_Await(self, node: ast.Await) -> None:
        """Forget an `await`."""
        start = self._start(node)
        self._put(node, start, start + len(b"await "), b"", "removed await")
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        """Ask the opposite."""
        self._negate(node.test)
        self.generic_visit(node)

    def _negate(self, test: ast.expr) -> None:
        if isinstance(test, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
            self._put(test, self._start(test), self._end(test), b"not " + self._text(test), "negated condition")

    # --- statements

    def _remove(self, node: ast.stmt) -> None:
        self._put(node, self._start(node), self._end(node), b"pass", "removed statement")

    def visit_Expr(self, node: ast.Expr) -> None:
        """Forget a call; what is only there to be read stays."""
        value = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(node.value, ast.Constant):
            return
        if isinstance(value, ast.Call) and not _LOGGING.search(ast.unparse(value.func)):
            # A wait that is not waited changes how busy the machine is, and mostly nothing else.
            waits = value is node.value and ast.unparse(value.func).endswith("sleep")
            if ast.unparse(value) != "super().__init__()" and not waits:
                self._remove(node)
            self.generic_visit(node)
        elif not isinstance(value, ast.Call):
            self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Forget to write to an object; without a variable the code would not even run."""
        names = {target.id for target in node.targets if isinstance(target, ast.Name)}
        if names & {"__all__", "__slots__"}:
            return
        if not names and all(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets):
            self._remove(node)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Look at the value, not at the type."""
        if node.value is not None:
            self.visit(node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Count the other way, or not at all."""
        if type(node.op) in _ARITHMETIC and not _is_text(node.value) and not isinstance(node.value, ast.JoinedStr):
            self._between(node, node.target, node.value, _OPERATOR, _ARITHMETIC[type(node.op)], "arithmetic")
        if not self._endless:
            self._remove(node)
        self.generic_visit(node)

    def visit_Delete(self, node: ast.Delete) -> None:
        """Forget to delete."""
        self._remove(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        """Forget to refuse; the words of an error are not looked at."""
        self._remove(node)

    def visit_Assert(self, node: ast.Assert) -> None:
        """Leave alone what says what is so anyway."""

    def visit_Continue(self, node: ast.Continue) -> None:
        """Go on where the next round should begin."""
        self._remove(node)

    def visit_Break(self, node: ast.Break) -> None:
        """Go on where the loop should end, unless it then never would."""
        if not self._endless:
            self._remove(node)

    def visit_While(self, node: ast.While) -> None:
        """Know that a loop without a `break`, or without counting, may never end."""
        before, self._endless = self._endless, True
        self.generic_visit(node)
        self._endless = before

    def visit_For(self, node: ast.For) -> None:
        """A `break` in here ends this loop, which ends anyway."""
        before, self._endless = self._endless, False
        self.generic_visit(node)
        self._endless = before

    def visit_Return(self, node: ast.Return) -> None:
        """Return nothing."""
        if node.value is not None:
            if not isinstance(node.value, ast.Constant):
                self._put(node, self._start(node.value), self._end(node.value), b"None", "return value")
            self.visit(node.value)

    def visit_If(self, node: ast.If) -> None:
        """Ask the opposite; leave out what is only for type checkers, for scripts, or for keeping the best so far."""
        asked = ast.unparse(node.test)
        if "__name__" in asked or asked.endswith("TYPE_CHECKING"):
            return
        self._negate(node.test)
        if not _keeps_the_best(node):
            self.visit(node.test)
        self._visit_all(node.body)
        self._visit_all(node.orelse)

    def visit_Try(self, node: ast.Try) -> None:
        """Forget to clean up, or not to let an error through."""
        if node.finalbody:
            self._replace_body(node.finalbody, b"pass", "removed finally")
        for handler in node.handlers:
            again = isinstance(handler.body[0], ast.Raise) and handler.body[0].exc is None
            if not again and ast.unparse(handler.type or ast.Name("")) not in ("ImportError", "ModuleNotFoundError"):
                self._replace_body(handler.body, b"raise", "removed except")
        self.generic_visit(node)

    def _replace_body(self, body: Sequence[ast.stmt], new: bytes, kind: str) -> None:
        self._put(body[0], self._start(body[0]), self._end(body[-1]), new, kind)

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        """Forget a lock, a transaction, a guard: one that gives nothing a name."""
        if all(item.optional_vars is None for item in node.items):
            end = self._end(node.items[-1].context_expr)
            self._put(node, self._start(node), end, b"if True", "removed with")
        self.generic_visit(node)

    visit_AsyncWith = visit_With  # noqa: N815  # ast has the name

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Look at defaults and body, not at types and decorators."""
        before, self._endless = self._endless, False
        self._visit_all([*node.args.defaults, *(default for default in node.args.kw_defaults if default)])
        self._visit_all(node.body)
        self._endless = before

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815  # ast has the name

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Look at the body."""
        self._visit_all(node.body)

    def _visit_all(self, nodes: Sequence[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)


def _keeps_the_best(node: ast.If) -> bool:
    """Return True for `if a < best: best = a`, where an equal value makes no difference."""
    test, statement = node.test, node.body[0]
    if not isinstance(test, ast.Compare) or not isinstance(statement, ast.Assign) or len(node.body) > 1:
        return False
    compared = {ast.unparse(side) for side in (test.left, *test.comparators)}
    return compared == {ast.unparse(statement.targets[0]), ast.unparse(statement.value)}
