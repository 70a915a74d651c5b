"""What is warm outlives the threads that use it, and a lab whose files are gone."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import pytest
from tests.judge import warm_labs
from tests.judge.conftest import Submit, told

from roadworthy.judge import JudgeEvent, containment, judge
from roadworthy.judge.pool import close_the_pool, the_pool
from roadworthy.labs import Status


@pytest.fixture(autouse=True)
def _own_pool() -> None:
    """Begin with nothing warm."""
    assert containment.is_contained()
    close_the_pool()


def test_what_is_warm_outlives_the_thread_that_started_it(tmp_path: Path) -> None:
    one = warm_labs.honest(tmp_path)[0]
    thread = threading.Thread(target=judge, args=(one.lab, one.folder))
    thread.start()
    thread.join()
    (warm,) = the_pool()._warm.values()
    assert judge(one.lab, one.folder).status is Status.PASSED
    assert [*the_pool()._warm.values()] == [warm]
    assert not warm.is_worn()


@pytest.mark.long
def test_the_checks_of_a_lab_stay_while_it_is_attempted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roadworthy.judge.pool.MOST_LABS", 1)
    submissions = warm_labs.honest(tmp_path)
    with_a_file, others = submissions[6], submissions[:6:2]
    assert with_a_file.name == "file-right"

    def judge_others(event: JudgeEvent) -> None:
        if event.kind == "collected":
            (warm,) = the_pool()._warm.values()
            verdicts = [judge(one.lab, one.folder).status for one in others]
            assert verdicts == [Status.PASSED] * len(others)
            assert str(with_a_file.lab.folder) in {folder for folder, _ in warm.labs}
            assert len(warm.labs) <= len(others)  # this one, the last, and what is being made ready

    assert judge(with_a_file.lab, with_a_file.folder, on_event=judge_others).status is Status.PASSED


@pytest.mark.long
def test_places_are_made_ready_after_a_lab_has_gone(tmp_path: Path) -> None:
    gone, stays = warm_labs.honest(tmp_path)[:3:2]
    pool = the_pool()
    assert judge(gone.lab, gone.folder).status is Status.PASSED
    (warm,) = pool._warm.values()
    shutil.rmtree(gone.lab.folder)
    with pool._lock:
        warm.labs.pop((str(gone.lab.folder), gone.lab.hash)).close()
    keeper = pool._keeper
    pool._wanted.put((warm, gone.lab))
    pool.close()
    keeper.join(30)  # it ends when it has come to the end of what is wanted, without raising
    assert not keeper.is_alive()
    assert warm.is_retired
    assert judge(stays.lab, stays.folder).status is Status.PASSED


def test_labs_that_nobody_attempts_are_given_back(tmp_path: Path) -> None:
    one = warm_labs.honest(tmp_path)[0]
    assert judge(one.lab, one.folder).status is Status.PASSED
    pool = the_pool()
    (warm,) = pool._warm.values()
    (kept,) = warm.labs.values()
    pool.give_back(3600)
    assert [*warm.labs.values()] == [kept]
    deadline = time.monotonic() + 30
    while kept.users or not kept.ready:  # until the place for the next attempt is made
        assert time.monotonic() < deadline
    pool.give_back(0)
    assert not warm.labs
    assert not kept.ready
    assert judge(one.lab, one.folder).status is Status.PASSED


@pytest.mark.long
def test_a_lab_that_has_gone_is_not_judged(tmp_path: Path) -> None:
    gone, stays = warm_labs.honest(tmp_path)[:3:2]
    assert gone.lab.hash
    shutil.rmtree(gone.lab.checks)
    verdict = judge(gone.lab, gone.folder)
    assert verdict.status is Status.NOT_JUDGED
    assert "cannot be read" in verdict.message
    assert judge(stays.lab, stays.folder).status is Status.PASSED


@pytest.mark.long
@pytest.mark.parametrize(
    "more", ["", "import os\nADDRESS = os.environ.get('NOT_SET')\n"], ids=["collected-once", "bare"]
)
def test_files_are_there_before_checks_that_import_nothing(submit: Submit, more: str) -> None:
    checks = more + "def test_it(subject): assert (subject.workspace / 'learner.py').read_text() == 'x = 1'\n"
    for _ in range(12):
        verdict = submit("x = 1", checks)
        assert verdict.passed, told(verdict)
