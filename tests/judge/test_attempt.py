"""From a learner's files to the record, judged for real."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from roadworthy.judge import JudgeEvent, attempt, environment_fingerprint
from roadworthy.labs import Lab, Status, Workspace, create_workspace, load_lab
from roadworthy.storage import Store, new_attempt_id, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

LAB = Path(__file__).parent.parent / "labs" / "data" / "pack" / "python" / "unread-count"


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(LAB)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'roadworthy.sqlite3'}") as opened:
        yield opened


@pytest.fixture
def workspace(lab: Lab, tmp_path: Path) -> Workspace:
    return create_workspace(lab, tmp_path / "workspaces")


def solve(workspace: Workspace) -> str:
    solution = (workspace.lab.reference / "unread.py").read_text()
    workspace.write("unread.py", solution)
    return solution


def test_a_pass_is_recorded_as_evidence_with_the_very_code(lab: Lab, workspace: Workspace, store: Store) -> None:
    solution = solve(workspace)
    known = new_attempt_id()
    events: list[JudgeEvent] = []
    verdict = attempt(lab, workspace, store, "ada", attempt_id=known, seed=5, on_event=events.append)
    recorded = store.attempt(known)
    assert verdict.status is Status.PASSED
    assert recorded.verdict == verdict
    assert (recorded.seed, recorded.lab_hash) == (5, lab.hash)
    assert recorded.submission_hash == workspace.submission_hash()
    assert recorded.environment_hash == environment_fingerprint(lab.environment)
    assert store.submission_files(recorded.submission_hash)["unread.py"] == solution
    assert [record.skill for record in store.evidence("ada")] == list(lab.skills)
    assert {event.kind for event in events} >= {"collected", "check-started", "check-finished"}


def test_a_failure_is_recorded_and_is_no_evidence(lab: Lab, workspace: Workspace, store: Store) -> None:
    assert attempt(lab, workspace, store, "ada").status is Status.FAILED
    assert len(store.attempts("ada")) == 1
    assert store.evidence("ada") == ()


def test_a_cancelled_attempt_is_recorded_and_counts_for_nothing(lab: Lab, workspace: Workspace, store: Store) -> None:
    solve(workspace)
    cancel = threading.Event()
    cancel.set()
    assert attempt(lab, workspace, store, "ada", cancel=cancel).status is Status.NOT_JUDGED
    assert [each.status for each in store.attempts("ada")] == [Status.NOT_JUDGED]
    assert store.evidence("ada") == ()
    assert store.attempt_counts("ada") == {}


def test_files_that_change_while_they_are_taken_are_not_passed_off_as_others(
    lab: Lab, workspace: Workspace, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moment between reading the files and the judge's copy is made to hold a change, every time."""
    read_files = Workspace.files

    def read_then_change(self: Workspace) -> dict[str, str]:
        files = read_files(self)
        solve(self)
        return files

    monkeypatch.setattr(Workspace, "files", read_then_change)
    verdict = attempt(lab, workspace, store, "ada")
    assert verdict.status is Status.NOT_JUDGED
    assert "changed" in verdict.message
    assert store.evidence("ada") == ()
    (recorded,) = store.attempts("ada")
    assert store.submission_files(recorded.submission_hash)["unread.py"] == (lab.starter / "unread.py").read_text()
