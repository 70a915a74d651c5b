"""Evidence survives `kill -9` in the middle of a write: what was said to be recorded is there, and nothing by halves."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from roadworthy.storage import open_store

WRITER = Path(__file__).with_name("writer.py")


def kill_a_writer(url: str, round_: int, rng: random.Random) -> list[str]:
    """Return the ids that a writer had reported when it was killed, at a moment that nobody chose."""
    with subprocess.Popen(
        [sys.executable, WRITER, url, f"{round_:04d}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stderr is not None
        reported = [writer.stdout.readline().strip() for _ in range(rng.randrange(1, 40))]
        writer.kill()
        reported += writer.stdout.read().split("\n")
        assert writer.stderr.read() == ""
    # The last line may have been cut by the kill; it counts as reported only if it is whole.
    return [line for line in reported if len(line) == 32]


@pytest.mark.parametrize("rounds", [1, *(pytest.param(rounds, marks=pytest.mark.long) for rounds in (4, 40))])
def test_evidence_survives_kill_9_in_the_middle_of_a_write(tmp_path: Path, rounds: int) -> None:
    file = tmp_path / "roadworthy.sqlite3"
    url = f"sqlite:///{file}"
    rng = random.Random(rounds)  # noqa: S311 - moments to kill at, replayable
    reported: list[str] = []
    for round_ in range(rounds):
        reported += kill_a_writer(url, round_, rng)
    with open_store(url) as store:
        attempts = {attempt.id: attempt for attempt in store.attempts("ada")}
        skills: dict[str, set[str]] = {}
        for record in store.evidence("ada"):
            skills.setdefault(record.attempt, set()).add(record.skill)
        for attempt in attempts.values():
            assert store.submission_files(attempt.submission_hash) == {"a.py": "x = 1\n" * 2000}
    assert set(reported) <= attempts.keys()
    assert skills == {attempt: {"redis", "cache-aside"} for attempt in attempts}
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
