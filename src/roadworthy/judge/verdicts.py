"""From what was heard of an attempt to its verdict."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from roadworthy.judge.conductor import Heard
from roadworthy.judge.events import JudgeEvent
from roadworthy.judge.submission import Submission
from roadworthy.labs import CheckResult, Frame, Lab, Outcome, Status, Verdict

_MAX_FRAMES = 30
NOT_REACHED = "This check was not run."


class VerdictMaker:
    """Hears the checker's events one by one, passes them on to people, and makes the verdict at the end.

    A check counts only if it was announced before it finished, and finished once.
    """

    def __init__(self, lab: Lab, submission: Submission, workspace: str, tell: Callable[[JudgeEvent], None]) -> None:
        self._lab = lab
        self._submission = submission
        self._workspace = workspace
        self._tell = tell
        self._sentences: dict[str, str] = {}
        self._results: dict[str, CheckResult] = {}
        self._broken: list[dict[str, Any]] = []
        self._collected = False
        self._running = ""
        self._limits: list[str] = []
        self._gone_in = ""

    def hear(self, event: dict[str, Any]) -> None:
        """Take note of an event of the checker."""
        kind = event["kind"]
        if kind == "collected":
            self._collected = True
            self._sentences.update((name, sentence) for name, sentence in event["checks"])
            self._tell(JudgeEvent("collected", names=tuple(self._sentences)))
        elif kind == "broken":
            self._broken.append(event)
            self._sentences.update((name, sentence) for name, sentence in event["checks"])
        elif kind == "started":
            self._running = event["name"]
            self._tell(JudgeEvent("check-started", event["name"]))
        elif kind == "finished":
            self._running = ""
            self._finish(event)

    def _finish(self, event: dict[str, Any]) -> None:
        name = event["name"]
        if name not in self._sentences or name in self._results:
            raise ValueError(f"the checker reported {name!r}, which was not to be run")
        result = CheckResult(
            name,
            self._sentences[name],
            Outcome(event["outcome"]),
            event["message"],
            event["expected"],
            event["actual"],
            self._frames(event["frames"]),
            event["output"],
            event["seconds"],
        )
        if event["timed_out"]:
            self._limits.append(f"{name} took longer than {self._lab.limits.seconds:g} s.")
        if event["out_of_memory"]:
            self._limits.append(f"Your code needs more than {self._lab.limits.memory_mb} MiB of memory.")
        if event["gone"]:
            self._gone_in = name
        self._results[name] = result
        self._tell(JudgeEvent("check-finished", name, result))

    def _frames(self, frames: list[list[Any]]) -> tuple[Frame, ...]:
        return tuple(
            Frame(self._relative(file), line, function, self._submission.source_line(self._relative(file), line))
            for file, line, function in frames[-_MAX_FRAMES:]
        )

    def _relative(self, file: str) -> str:
        return file.removeprefix(f"{self._workspace}/")

    def verdict(self, heard: Heard, seed: int, begun: float, notes: tuple[str, ...] = ()) -> Verdict:
        """Return the verdict on what was heard."""
        status, message = self._judge(heard)
        broken = self._broken[0] if status is Status.BROKEN and self._broken else None
        return Verdict(
            self._lab.id,
            status,
            self._checks(message if status is Status.LIMIT else ""),
            message,
            self._frames(broken["frames"]) if broken else (),
            bytes(heard.output).decode("utf-8", "replace"),
            self._submission.notes + notes,
            self._lab.hash,
            self._submission.hash,
            seed,
            time.monotonic() - begun,
        )

    def _checks(self, why_stopped: str) -> tuple[CheckResult, ...]:
        checks = []
        for name, sentence in self._sentences.items():
            result = self._results.get(name)
            if result is None:
                result = CheckResult(name, sentence, Outcome.SKIPPED, NOT_REACHED)
                if name == self._running and why_stopped:
                    result = replace(result, outcome=Outcome.FAILED, message=why_stopped)
            checks.append(result)
        return tuple(checks)

    def _judge(self, heard: Heard) -> tuple[Status, str]:
        limits = self._lab.limits
        if heard.stopped == "cancelled":
            return Status.NOT_JUDGED, "Cancelled."
        if heard.stopped == "stage":
            return Status.NOT_JUDGED, f"The judge broke down: {heard.why}"
        if heard.stopped == "memory":
            return Status.LIMIT, f"Your code needs more than {limits.memory_mb} MiB of memory."
        if heard.stopped == "time":
            what = f"{self._running} took longer than {limits.seconds:g} s" if self._running else "It took too long"
            return Status.LIMIT, f"{what} and was stopped."
        if heard.stopped == "output":
            return Status.LIMIT, f"Your code printed more than {limits.output_kb} KiB and was stopped."
        if heard.stopped == "processes":
            return (
                Status.LIMIT,
                f"Your code started more than {limits.processes} processes and threads and was stopped.",
            )
        if self._broken:
            return self._judge_broken(heard)
        if not self._collected or not any(event["kind"] == "done" for event in heard.events):
            log = bytes(heard.checker_log).decode("utf-8", "replace").strip().splitlines()
            return Status.NOT_JUDGED, f"The checker ended early: {log[-1] if log else 'it said nothing'}"
        if self._gone_in or any(name not in self._results for name in self._sentences):
            return self._judge_gone(heard)
        if self._limits:
            return Status.LIMIT, self._limits[0]
        if not self._sentences:
            return Status.NOT_JUDGED, "The lab has no checks."
        outcomes = {result.outcome for result in self._results.values()}
        if outcomes & {Outcome.FAILED, Outcome.ERROR}:
            failed = sum(result.outcome in (Outcome.FAILED, Outcome.ERROR) for result in self._results.values())
            return Status.FAILED, f"{failed} of {len(self._sentences)} checks failed."
        if Outcome.PASSED not in outcomes:
            return Status.NOT_JUDGED, "Every check was skipped."
        return Status.PASSED, ""

    def _judge_broken(self, heard: Heard) -> tuple[Status, str]:
        first = self._broken[0]
        if first["gone"]:
            return Status.BROKEN, _how_it_ended(heard.subject_status, "while it was being imported")
        if first["ours"]:
            return Status.NOT_JUDGED, f"The lab's own checks could not be loaded: {first['message']}"
        return Status.BROKEN, first["message"]

    def _judge_gone(self, heard: Heard) -> tuple[Status, str]:
        if self._limits:
            return Status.LIMIT, self._limits[0]
        where = f"in {self._gone_in}" if self._gone_in else "before the checks were done"
        return Status.FAILED, _how_it_ended(heard.subject_status, where)


def _how_it_ended(status: int | None, where: str) -> str:
    if status is not None and status < 0:
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = f"signal {-status}"
        return f"Your program was ended by {name} {where}."
    suffix = f" with status {status}" if status else ""
    return f"Your program ended itself{suffix} {where}."
