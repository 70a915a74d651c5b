"""`watch` itself: one loop that takes events, changes what is known, and draws."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.text import Text

from roadworthy.cli import watch_frames as frames
from roadworthy.cli.brief import rendered as rendered_brief
from roadworthy.cli.console import READING_WIDTH, output, text
from roadworthy.cli.hint import rendered as rendered_hints
from roadworthy.cli.render_lab import title
from roadworthy.cli.render_verdict import check_line, headline, verdict_detail
from roadworthy.cli.start import short
from roadworthy.cli.text import one_line
from roadworthy.cli.watch_files import FilesChanged, FileWatcher, PollingBegan
from roadworthy.cli.watch_judge import Judged, JudgeRunner, Progress, Stopped
from roadworthy.cli.watch_list import LabList, Row
from roadworthy.cli.watch_pager import Pager
from roadworthy.cli.watch_terminal import Ended, Key, Terminal
from roadworthy.errors import RoadworthyError
from roadworthy.progress import LabProgress

if TYPE_CHECKING:
    from rich.console import RenderableType

    from roadworthy.cli.session import Session
    from roadworthy.judge import JudgeEvent
    from roadworthy.labs import CheckResult, Lab, Verdict, Workspace

# How long a run may take before the last verdict gives way to the checks as they end, in seconds: quicker runs would
# only flicker.
_GRACE = 0.4
# Lines to which a message, a value or an output is cut: `check` shows more, here the whole shall fit a window.
_LONGEST = 6
# How often the elapsed time is drawn anew, in seconds.
_TICK = 0.1
# How long leaving waits for a judge that was told to stop, in seconds.
_PATIENCE = 5.0


@dataclass(slots=True)
class Run:
    """What is known of the latest run; `number` is the runner's, 0 before the first and for one that was stopped."""

    number: int = 0
    going: bool = False
    began: float = field(default_factory=time.monotonic)
    words: str = ""
    names: tuple[str, ...] = ()
    current: str = ""
    results: dict[str, CheckResult] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began


class Watch:
    """One person at one terminal, working on one lab at a time.

    Args:
        session: Labs, store, workspaces.
        terminal: Entered already.
        lab: Where to begin.
        poll: Poll for changes from the beginning.
    """

    def __init__(self, session: Session, terminal: Terminal, lab: Lab, *, poll: bool = False) -> None:
        self._session = session
        self._terminal = terminal
        self._console = output()
        self._poll = poll
        self._runner = JudgeRunner(session, terminal.post)
        self._watcher: FileWatcher | None = None
        self._view: LabList | Pager | None = None
        self._asked = False  # whether "reset?" waits for its answer
        self._leave_unpassed = False  # whether n was pressed on a lab that is not passed
        self._message: Text = Text()
        self._everything: list[Lab] = []  # what `c` runs, while its overview is shown
        self._current = Run()
        self._verdict: Verdict | None = None  # of the current lab
        self._hints = 0  # how many to show
        self._standing = self._count_passed()
        self._open(lab)

    # --- the loop

    def loop(self) -> int:
        """Serve until `q` or a signal; return the exit code."""
        try:
            self._terminal.clear()
            while True:
                self._draw()
                drawn = time.monotonic()
                event = self._terminal.next_event(_TICK if self._current.going else None)
                # A judge is quicker than a terminal: take in all it has said by now, and draw that once.
                while True:
                    if isinstance(event, Ended):
                        return event.code
                    try:
                        if isinstance(event, Key) and self._press(event.name):
                            return 0
                        self._take(event)
                    except RoadworthyError as error:  # a folder in the way, a locked database: worth a word, not an end
                        self._message = text(one_line(str(error)), "red")
                    if time.monotonic() > drawn + _TICK or (event := self._terminal.next_event(0)) is None:
                        break
        finally:
            if self._watcher:
                self._watcher.stop()
            self._runner.close(_PATIENCE)

    def _take(self, event: object) -> None:
        """Learn what a thread has to say."""
        match event:
            case FilesChanged(folder) if folder == self._workspace.folder:
                self._message = Text()
                self._run()
            case PollingBegan(folder) if folder == self._workspace.folder:
                self._message = Text(
                    "Changes are not announced in this folder; looking for them instead.", style="yellow"
                )
            case Progress(number, _, told) if number == self._current.number:
                self._follow(told)
            case Judged(number, lab, verdict) if number == self._current.number:
                self._current.verdicts[lab] = verdict
                if lab == self._lab.id:
                    self._verdict = verdict
                self._standing = self._count_passed()
            case Stopped(number, error) if number == self._current.number:
                self._current.going = False
                if isinstance(error, RoadworthyError | OSError):  # the latter when files vanish while they are read
                    self._message = text(one_line(str(error)), "red")
                elif error is not None:
                    raise error
            case _:  # resized, or news of a run that is no longer of interest: drawing anew is all there is to do
                pass

    def _follow(self, told: JudgeEvent) -> None:
        run = self._current
        if told.kind == "collected":
            run.names = told.names
        elif told.kind == "check-started":
            run.current, run.words = told.text, ""
        elif told.check is not None:
            run.results[told.check.name] = told.check
        else:
            run.words = told.text

    # --- keys

    def _press(self, key: str) -> bool:
        """Do what a key means; return True to quit."""
        if self._view is not None:
            self._press_in_view(key)
        elif self._everything:
            self._everything = []
            if self._current.going:
                self._runner.cancel()
                self._current = Run()
        elif self._asked:
            self._answer(key)
        else:
            again, self._leave_unpassed = self._leave_unpassed, False
            self._message = Text()
            match key:
                case "q":
                    return True
                case "n":
                    self._next(leave_unpassed=again)
                case "h":
                    store, lab = self._session.store, self._lab
                    self._hints = store.take_hint(self._session.learner, lab.id, available=len(lab.hints))
                case "l":
                    self._view = self._list()
                case "r" | "enter" if self._is_gone():
                    self._open(self._lab)
                case "r" | "enter":
                    self._run()
                case "c":
                    self._run_everything()
                case "x":
                    self._asked = True
                case "b":
                    self._view = Pager(rendered_brief(self._lab), READING_WIDTH)
                case "?":
                    self._view = Pager(text(frames.HELP), READING_WIDTH)
        return False

    def _press_in_view(self, key: str) -> None:
        view = self._view
        if isinstance(view, Pager):
            self._view = None if view.press(key) == "back" else view
        elif isinstance(view, LabList):
            action = view.press(key)
            chosen = view.chosen
            if action != "stay":
                self._view = None
            if action == "open" and chosen is not None and chosen.id != self._lab.id:
                self._open(chosen)

    def _next(self, *, leave_unpassed: bool) -> None:
        if not leave_unpassed and not self._is_passed():
            self._leave_unpassed = True
            self._message = Text("Not passed yet. n again leaves it for later.", style="yellow")
            return
        found = self._session.next_lab()
        offered = [offer for offer in (found.lab, *found.alternatives) if offer and offer.lab != self._lab.id]
        if not offered:
            self._message = Text("There is no other lab that is not passed. l lists them all.", style="green")
            return
        self._open(self._session.labs[offered[0].lab])
        self._message = text(one_line(offered[0].reason), "cyan")

    def _answer(self, key: str) -> None:
        self._asked = False
        if key not in {"y", "Y"} or self._is_gone():
            self._message = Text("Nothing was changed.")
            return
        self._runner.cancel()
        kept = self._workspace.reset()
        self._message = text(f"The starter is back. What you wrote is in {one_line(short(kept))}", "green")
        self._verdict = None
        self._run()

    # --- labs and runs

    def _open(self, lab: Lab) -> None:
        """Make a lab the current one, with a workspace, and judge it."""
        self._workspace = self._session.start(lab)
        self._lab = lab
        self._verdict = None
        self._hints = 0
        if self._watcher:
            self._watcher.stop()
        self._watcher = FileWatcher(self._workspace.folder, self._terminal.post, poll=self._poll)
        self._run()

    def _is_gone(self) -> bool:
        return self._session.workspace(self._lab) is None

    def _run(self) -> None:
        self._everything = []
        if self._is_gone():
            self._message = Text("The workspace is gone. r makes it anew, from the starter.", style="yellow")
            return
        self._begin([(self._lab, self._workspace)])

    def _run_everything(self) -> None:
        work = [
            (lab, workspace)
            for lab in self._session.labs.values()
            if (workspace := self._session.workspace(lab)) is not None
        ]
        self._everything = [lab for lab, _ in work]
        self._begin(work)

    def _begin(self, work: list[tuple[Lab, Workspace]]) -> None:
        self._current = Run(number=self._runner.start(work), going=True)

    # --- how the learner stands

    def _states(self) -> dict[str, LabProgress]:
        return {lab: state.progress for lab, state in self._session.lab_states().items()}

    def _count_passed(self) -> tuple[int, int]:
        states = self._states()
        return sum(progress is LabProgress.PASSED for progress in states.values()), len(states)

    def _is_passed(self) -> bool:
        return self._states()[self._lab.id] is LabProgress.PASSED

    def _list(self) -> LabList:
        states = self._states()
        rows = [
            Row(lab, states[lab.id], self._session.workspace(lab) is not None) for lab in self._session.labs.values()
        ]
        return LabList(rows, self._lab.id)

    # --- drawing

    def _draw(self) -> None:
        width, height = self._terminal.size
        if isinstance(self._view, LabList):
            lines = frames.to_lines(self._console, self._view.lines(width, height), width)
            self._terminal.draw(lines, alternate=True)
        elif isinstance(self._view, Pager):
            self._terminal.draw(self._view.lines(self._console, width, height), alternate=True)
        else:
            parts = self._overview() if self._everything else self._lab_frame()
            lines = frames.to_lines(self._console, [*parts, *self._footer(width)], width)
            self._terminal.draw(lines, whole=not self._current.going)

    def _overview(self) -> list[RenderableType]:
        return frames.all_labs(self._everything, self._current.verdicts, over=not self._current.going)

    def _lab_frame(self) -> list[RenderableType]:
        run, verdict = self._current, self._verdict
        files = ", ".join(short(self._workspace.folder / name) for name in self._lab.edit)
        parts: list[RenderableType] = [title(self._lab), text(one_line(files), "dim"), Text()]
        if run.going and run.names and (verdict is None or run.elapsed > _GRACE):
            parts += [*frames.live_checks(run.names, run.results, run.current), Text()]
        elif verdict is not None:
            parts += [*map(check_line, verdict.checks), *verdict_detail(verdict, failures=1, longest=_LONGEST), Text()]
        if run.going:
            parts.append(frames.running(run.elapsed, run.words))
        elif verdict is not None:
            parts.append(headline(verdict))
            if verdict.passed:
                parts.append(Text("n goes on to the next lab.", style="green"))
        if self._hints:
            parts += [Text(), Text("Hints", style="bold"), *rendered_hints(self._lab, self._hints)]
        return parts

    def _footer(self, width: int) -> list[RenderableType]:
        parts: list[RenderableType] = [Text()]
        if self._asked:
            question = f"Put the starter of {self._lab.id} back? What you wrote is kept in a copy. y/N"
            return [*parts, text(question, "bold yellow")]
        if self._message:
            parts += [self._message, Text()]
        return [*parts, frames.bar(*self._standing, width), frames.keys(width)]
