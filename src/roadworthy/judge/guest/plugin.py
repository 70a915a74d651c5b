"""The pytest plugin that runs the checks and tells the host how each ended."""

from __future__ import annotations

import ast
import contextlib
import inspect
import signal
import sys
import time
import types
import unittest
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from . import failure, raised
from .asynchronous import AsyncChecks
from .host_link import Control, HostError, Results
from .patches import Watcher
from .value_bases import plain_number
from .wire import ClosedError, ProtocolError

MOST_PATIENCE = 4
"""How many times a check's own time it is given on top, on a machine that is busy with others."""
_SHORTEST = 0.05
GRACE = 1.0
"""Seconds that the learner's code has to end once it is told that its time is over."""


_THEY_DIFFER = "they differ; they are too long to tell how"


class TimeIsOverError(BaseException):
    """The check took longer than it may. No Exception, so that neither check nor learner swallows it unawares."""


class Judging:
    """Runs checks one after the other and sends each result to the host."""

    def __init__(self, peer: Any, results: Results, control: Control, config: dict[str, Any], watcher: Watcher) -> None:
        self._peer = peer
        self._results = results
        self._control = control
        self._seconds = float(config["seconds"])
        self._modules = frozenset(config["modules"])
        self._comparison = failure.Comparison()
        self._names: dict[str, str] = {}
        self._reports: list[pytest.TestReport] = []
        self._errors: list[tuple[pytest.Item, BaseException, str]] = []
        self._watcher = watcher
        self._alarms = 0
        self._begun = 0.0
        self._async = AsyncChecks()
        self._gone = ""
        self._output_is_over = False
        self._collect_errors: list[BaseException] = []

    # --- collecting

    def pytest_configure(self, config: pytest.Config) -> None:
        """Know the marks that natural test files carry, and look on when unittest compares."""
        for mark in ("asyncio", "anyio", "task(taskno)", "slow", "timeout(seconds)"):
            config.addinivalue_line("markers", mark)
        config.pluginmanager.register(self._async, "roadworthy-async")
        self._watch_unittest()
        self._weigh_numbers()
        failure.bound_explanations(config)

    def _watch_unittest(self) -> None:
        compare = unittest.TestCase._getAssertEqualityFunc  # noqa: SLF001  # the one place
        comparison = self._comparison

        def noting(case: Any, first: Any, second: Any) -> Any:
            function = compare(case, first, second)

            def check(first: Any, second: Any, msg: Any = None) -> None:
                try:
                    if type(first) is type(second) and failure.is_long(first) and first != second:
                        raise case.failureException(case._formatMessage(msg, _THEY_DIFFER))  # noqa: SLF001  # as its own do
                    function(first, second, msg=msg)
                except AssertionError as error:
                    comparison.note(first, second, error, literal_left=False)
                    raise

            return check

        unittest.TestCase._getAssertEqualityFunc = noting  # type: ignore[method-assign, assignment]  # noqa: SLF001

    def _weigh_numbers(self) -> None:
        """Let `pytest.approx` see the number that an object of the learner's is, not the distance that it claims."""
        scalar: Any = type(pytest.approx(1.0))  # where pytest has it changes
        compare, ref_of = scalar.__eq__, self._peer.stand_ins.ref_of

        def weigh(approx: Any, actual: Any) -> Any:
            return compare(approx, plain_number(actual) if ref_of(actual) is not None else actual)

        scalar.__eq__ = weigh

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Generator[None, Any, Any]:
        """Keep the exception with which loading a check file ended, also one that would end pytest."""
        try:
            report = yield
        except (SystemExit, KeyboardInterrupt) as error:
            self._note_broken(collector, error)
            return pytest.CollectReport(collector.nodeid, "failed", type(error).__name__, [])
        call = getattr(report, "call", None)
        if report.failed and call is not None and call.excinfo is not None:
            self._note_broken(collector, call.excinfo.value)
        return report

    def _note_broken(self, collector: pytest.Collector, error: BaseException) -> None:
        cause: BaseException = error
        while isinstance(cause, pytest.Collector.CollectError) and (cause.__cause__ or cause.__context__):
            cause = cause.__cause__ or cause.__context__ or cause
        message = failure.message_of(cause) if not isinstance(cause, SyntaxError) else _syntax_message(cause)
        is_the_learners = self._began_with_the_learner(cause)
        is_of_values = not is_the_learners and self._may_be_of_values(cause)
        self._results.send(
            "broken",
            message=f"The checks could not be loaded with your code: {message}" if is_of_values else message,
            frames=failure.frames_of(cause) or _syntax_frame(cause),
            ours=not is_the_learners and not is_of_values,
            gone=isinstance(cause, ClosedError),
            checks=_checks_in(Path(str(collector.path))),
        )

    def _began_with_the_learner(self, error: BaseException) -> bool:
        """Return True if the learner's code raised the error, or one that a check file answered with this one."""
        seen: set[int] = set()
        link: BaseException | None = error
        while link is not None and id(link) not in seen:
            if isinstance(link, ClosedError) or raised.origin_of(link) or self._is_missing_import(link):
                return True
            seen.add(id(link))
            link = link.__cause__ or link.__context__  # also after `from None`, which only hides it
        return False

    def _may_be_of_values(self, error: BaseException) -> bool:
        """Return True if what the learner's module holds may have led to the error, by way of the checks or pytest.

        Checks that are made from the learner's values (`parametrize`) cannot be collected if those are of no use. What
        a name that is not there leads to is the checks' own, whatever the learner wrote.
        """
        is_of_a_name = isinstance(error, NameError | SyntaxError | ImportError)
        return not is_of_a_name and not self._modules.isdisjoint(sys.modules)

    def _is_missing_import(self, error: BaseException) -> bool:
        return isinstance(error, ImportError) and (error.name or "").partition(".")[0] in self._modules

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell the host which checks there are."""
        for module in {item.module for item in session.items if isinstance(item, pytest.Function)}:
            self._watcher.watch_globals(module)
        self._names = _short_names(session.items)
        self._results.send(
            "collected",
            checks=[
                [self._names[item.nodeid], failure.sentence_of(getattr(item, "function", None), item.name)]
                for item in session.items
            ],
        )

    # --- running

    @contextlib.contextmanager
    def untold(self, item: pytest.Item) -> Generator[None, None, None]:
        """Let a check be run that is none of the lab's."""
        waiting = self._results.waiting
        self._names[item.nodeid] = item.name
        yield
        del self._names[item.nodeid]
        self._results.forget(waiting)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Time a check, and send its result once it is torn down."""
        self._comparison.clear()
        self._reports.clear()
        self._errors.clear()
        self._results.send("started", name=self._names[item.nodeid])
        begun = self._begun = time.monotonic()
        previous = signal.signal(signal.SIGALRM, self._time_is_over)
        self._alarms = 0
        self._peer.stray_frames = []
        self._peer.overdue = None
        signal.setitimer(signal.ITIMER_REAL, self._seconds, GRACE)
        try:
            outcome = yield
            self._peer.overdue = None
            if self._alarms:
                self._is_subject_well()
            seconds = time.monotonic() - begun
            told = self._told()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)
        self._finish(item, seconds, *told)
        return outcome

    def _time_is_over(self, _number: int, _frame: Any) -> None:
        if not self._alarms and (left := self._time_left()) > _SHORTEST:
            signal.setitimer(signal.ITIMER_REAL, left, GRACE)
            return
        self._alarms += 1
        if not self._peer.is_inside():
            raise TimeIsOverError
        # The learner's code has control: it is ended there, gently first, which ends the waiting here.
        self._peer.overdue = TimeIsOverError()
        with contextlib.suppress(HostError, OSError):
            self._control.ask("interrupt" if self._alarms == 1 else "kill")

    def _time_left(self) -> float:
        """Return the seconds that the check still has: those do not count in which the machine was busy with others."""
        lasted = time.monotonic() - self._begun
        starved = min(self._control.ask_for_patience(), self._seconds * MOST_PATIENCE)
        return self._seconds + starved - lasted

    def _is_subject_well(self) -> None:
        """Make sure that the learner's process answers after its time was over, or have it killed."""
        signal.setitimer(signal.ITIMER_REAL, GRACE, GRACE)
        try:
            self._peer.request("ping")
        except (TimeIsOverError, ClosedError):
            with contextlib.suppress(HostError, OSError):
                self._control.ask("kill")
            with contextlib.suppress(TimeIsOverError, ClosedError):
                self._peer.request("ping")

    def too_much_output(self) -> None:
        """Note that the learner's code printed more than it may."""
        self._output_is_over = True
        self._results.send("limit", which="output")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        """Keep the exception of each phase."""
        error = None if call.excinfo is None else call.excinfo.value  # pytest replaces unittest.SkipTest by its own
        report = yield
        if error is None and call.excinfo is not None:  # and finds out only now what unittest caught
            error = call.excinfo.value
        self._reports.append(report)
        if error is not None and not report.passed:
            self._errors.append((item, error, report.when))
        return report

    def pytest_assertrepr_compare(self, config: pytest.Config, op: str, left: Any, right: Any) -> None:
        """Note what an `==` compared."""
        del config
        if op == "==":
            frame = self._asserting_frame()
            place = None if frame is None else (frame.f_code.co_filename, frame.f_lineno)
            self._comparison.note(left, right, place, literal_left=failure.is_literal_on_the_left(_line_of(frame)))

    @staticmethod
    def _asserting_frame() -> types.FrameType | None:
        frame: types.FrameType | None = sys._getframe()  # noqa: SLF001  # the assert statement is a few frames up
        while frame is not None and "@pytest_ar" not in frame.f_globals:
            frame = frame.f_back
        return frame

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self) -> Generator[None, Any, Any]:
        """Let wider fixtures be torn down for as long as there is a learner's process; the verdict is known already."""
        try:
            return (yield)
        except (ClosedError, ProtocolError):
            return None

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
        """Turn what would end pytest itself into a failure of this check."""
        del pyfuncitem
        try:
            return (yield)
        except KeyboardInterrupt as error:
            raise RuntimeError("KeyboardInterrupt") from error

    def _told(self) -> tuple[str, BaseException | None, dict[str, Any]]:
        """Return outcome, error, and what the learner is told; their `__str__` and `__repr__` may run for that."""
        outcome, error = self._outcome()
        told: dict[str, Any] = {"message": "", "expected": "", "actual": "", "frames": []}
        try:
            if error is not None and outcome != "skipped":
                told = self._tell(error)
            elif error is not None:
                told["message"] = str(error)
        except TimeIsOverError:
            told["message"] = f"Telling what is wrong took longer than {self._seconds:g} s."
        self._peer.overdue = None
        return outcome, error, told

    def _finish(
        self, item: pytest.Item, seconds: float, outcome: str, error: BaseException | None, told: dict[str, Any]
    ) -> None:
        output = "".join(report.capstdout + report.capstderr for report in self._reports[-1:])
        self._results.send(
            "finished",
            name=self._names[item.nodeid],
            outcome=outcome,
            output=failure.cut(output),
            seconds=seconds,
            timed_out=self._alarms > 0 and outcome != "passed",
            gone=isinstance(error, ClosedError),
            out_of_memory=isinstance(error, MemoryError),
            **told,
        )
        if self._peer.mail.closed is not None:
            item.session.shouldstop = "the learner's process is gone"

    def _outcome(self) -> tuple[str, BaseException | None]:
        for report in self._reports:
            if report.skipped:
                error = next((error for _, error, when in self._errors if when == report.when), None)
                if error is not None and raised.origin_of(error) is not None:
                    return "failed", error
                return "skipped", error
        for _, error, when in self._errors:
            foreign = raised.origin_of(error) is not None
            return ("failed" if when == "call" or foreign else "error"), error
        if self._peer.mail.closed is not None:  # a check that expects an OSError must not take the end for it
            return "failed", ClosedError(str(self._peer.mail.closed))
        passed = any(report.when == "call" and report.passed for report in self._reports)
        return ("passed" if passed else "error"), None

    def _tell(self, error: BaseException) -> dict[str, Any]:
        if self._alarms:
            message = f"This took longer than {self._seconds:g} s."
        elif isinstance(error, ClosedError):
            message = "Your program ended in the middle of this check."
            if isinstance(self._peer.mail.closed, ProtocolError):
                message = f"Your program sent what no program should: {self._peer.mail.closed}"
        else:
            message = failure.message_of(error)
        expected, actual = self._comparison.of(error)
        if expected and message.startswith("assert "):
            message = ""
        frames = failure.frames_of(error)
        if self._alarms and not frames:
            frames = [list(frame) for frame in self._peer.stray_frames]
        return {"message": message, "expected": expected, "actual": actual, "frames": frames}


def _line_of(frame: types.FrameType | None) -> str:
    """Return the source line that a frame is at."""
    if frame is not None:
        with contextlib.suppress(OSError, TypeError, IndexError):
            lines, first = inspect.getsourcelines(frame.f_code)
            return lines[frame.f_lineno - max(first, 1)]
    return ""


def _short_names(items: list[pytest.Item]) -> dict[str, str]:
    """Return node id -> name: the function's, with class and then file in front where that is not unique."""
    names = {item.nodeid: item.name for item in items}
    for depth in (2, 3):
        counts = Counter(names.values())
        for node, name in names.items():
            if counts[name] > 1:
                names[node] = "::".join(node.split("::")[-depth:])
    return names


def _syntax_message(error: SyntaxError) -> str:
    return f"{type(error).__name__}: {error.msg}"


def _syntax_frame(error: BaseException) -> list[list[Any]]:
    if isinstance(error, SyntaxError) and error.filename:
        return [[error.filename, error.lineno or 1, "<module>"]]
    return []


def _checks_in(path: Path) -> list[list[str]]:
    """Return names and sentences of the checks in a file that could not be loaded."""
    found: list[list[str]] = []
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return found
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        found += [
            [function.name, failure.sentence_from(ast.get_docstring(function), function.name)]
            for function in inner
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name.startswith("test")
        ]
    return found
