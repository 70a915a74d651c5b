"""Hands an attack to the judge, on the terms at its head, and looks at what came of it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.attacks.bait import IPC_KEY_BASE, Bait
from tests.attacks.corpus import HERE, Attack
from tests.judge.conftest import make_lab, told, write_all

from roadworthy.judge import JudgeEvent, judge
from roadworthy.labs import Lab, Limits, Outcome, Verdict

DEFAULT_LIMITS = {"seconds": 3, "memory_mb": 256, "processes": 32, "output_kb": 64}
_SUBMITTED = ("files", "links", "fifos", "hard_links", "sockets", "folders")


class Attempt:
    """One attack under way.

    Args:
        attack: The attack.
        folder: Where its lab is made.
        bait: What it may look for.
    """

    def __init__(self, attack: Attack, folder: Path, bait: Bait) -> None:
        self.attack = attack
        self.bait = bait
        self.secret = secrets.randbelow(8_000_000) + 1_000_000
        self.mark = f"rwa-{secrets.token_hex(4)}"
        self.ipc_key = IPC_KEY_BASE + secrets.randbelow(0xFFFF)
        self.known = {str(self.secret), bait.secret}
        self._limits = Limits(**{**DEFAULT_LIMITS, **attack.terms.get("limits", {})})
        self.lab = self._lab(folder, attack.path.read_text(encoding="utf-8"), attack.checks(self.secret))
        self.work = self.lab.folder / "work"
        self._submit()

    def _lab(self, folder: Path, learner: str, checks: str) -> Lab:
        for part in ("starter", "checks", "work", "reference"):
            (folder / part).mkdir(parents=True)
        write_all(folder / "starter", {"learner.py": ""})
        write_all(folder / "checks", {"test_it.py": checks})
        write_all(folder / "reference", {"learner.py": f"def answer():\n    return {self.secret}\n"})
        (folder / "work" / "learner.py").write_text(learner, encoding="utf-8")
        return make_lab(folder, edit=("learner.py",), limits=self._limits)

    def _submit(self) -> None:
        """Lay beside the attack what its head asks for."""
        work, terms = self.work, self.attack.terms
        target = {
            **self.bait.described(),
            "mark": self.mark,
            "ipc_key": self.ipc_key,
            "reference": str(self.lab.folder / "reference" / "learner.py"),
            "checks": str(self.lab.folder / "checks" / "test_it.py"),
            "secrets": sorted(self.known - {str(self.secret)}),
        }
        (work / "target.json").write_text(json.dumps(target), encoding="utf-8")
        (work / "tools.py").write_bytes((HERE / "tools.py").read_bytes())
        places = {key: value for key, value in target.items() if isinstance(value, str)}
        write_all(work, terms.get("files", {}))
        for name, goal in terms.get("links", {}).items():
            (work / name).symlink_to(goal.format(**places))
        for name, goal in terms.get("hard_links", {}).items():
            with contextlib.suppress(OSError):  # across file systems, or protected_hardlinks
                (work / name).hardlink_to(goal.format(**places))
        for name in terms.get("fifos", ()):
            os.mkfifo(work / name)
        for name in terms.get("folders", ()):
            (work / name).mkdir(parents=True)
        for name in terms.get("sockets", ()):
            with socket.socket(socket.AF_UNIX) as sock, contextlib.chdir(work):
                sock.bind(name)

    def run(self) -> Verdict:
        """Return the verdict, with another attempt beside it if the attack asks for one."""
        if not self.attack.terms.get("beside"):
            return judge(self.lab, self.work)
        with bystander(self.lab.folder.parent / "bystander", self.known):
            self._submit_again()
            return judge(self.lab, self.work)

    def _submit_again(self) -> None:
        path = self.work / "target.json"
        target = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**target, "secrets": sorted(self.known - {str(self.secret)})}), encoding="utf-8")

    def faults(self, verdict: Verdict) -> list[str]:
        """Return what the judge did not hold."""
        found = []
        if verdict.status.value not in self.attack.verdicts:
            found.append(f"the verdict should have been one of {sorted(self.attack.verdicts)}")
        if not verdict.passed and not verdict.message:
            found.append("the verdict does not say why")
        shown = str(verdict.to_dict())
        found += [line for line in shown.split("'") if line.startswith("leaked")]
        if self.bait.secret in shown:
            found.append("the verdict shows a secret of the host's")
        if len(shown) > 2_000_000:
            found.append(f"the verdict has {len(shown)} characters")
        if "passed" not in self.attack.verdicts and not self.attack.terms.get("some_may_pass"):
            found += [f"{check.name} passed" for check in verdict.checks if check.outcome is Outcome.PASSED]
        return [*found, told(verdict)] if found else []


@contextlib.contextmanager
def bystander(folder: Path, known: set[str]) -> Iterator[None]:
    """Have another attempt run meanwhile, with a secret of its own in files, memory, arguments and environment."""
    secret = f"other-{secrets.token_hex(8)}"
    known.add(secret)
    for part in ("starter", "checks", "work"):
        (folder / part).mkdir(parents=True)
    write_all(folder / "starter", {"learner.py": ""})
    write_all(folder / "checks", {"test_it.py": "import learner\ndef test_waits():\n    learner.wait()\n"})
    source = (HERE / "bystander.py").read_text(encoding="utf-8").replace("{secret}", secret)
    write_all(folder / "work", {"learner.py": source})
    started, cancel = threading.Event(), threading.Event()

    def follow(event: JudgeEvent) -> None:
        if event.kind == "check-started":
            started.set()

    lab = make_lab(folder, edit=("learner.py",), limits=Limits(seconds=60))
    arguments: dict[str, Any] = {"on_event": follow, "cancel": cancel}
    thread = threading.Thread(target=judge, args=(lab, folder / "work"), kwargs=arguments)
    thread.start()
    try:
        assert started.wait(30)
        yield
    finally:
        cancel.set()
        thread.join()
