"""Records attempts and keeps summaries, by turns, until it is killed. Run by test_kept.py."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from roadworthy.labs import Lab, Status, Verdict
from roadworthy.progress import masteries, rules
from roadworthy.storage import open_store

lab = Lab(
    id="redis-1",
    folder=Path("/nowhere"),
    topic="topic",
    title="lab",
    skills=("redis",),
    minutes=20,
    difficulty=2,
    environment="python",
    components=(),
    edit=(),
    after=(),
    mutants={},
    hints=(),
    stand_in="",
    starter_may_pass=False,
)
vars(lab)["hash"] = "v1"
by = rules({lab.id: lab}, {})
begin = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(days=int(sys.argv[2]))
with open_store(sys.argv[1]) as store:
    number = 0
    while True:
        number += 1
        verdict = Verdict(
            lab.id, Status.PASSED if number % 3 else Status.FAILED, (), lab_hash="v1", submission_hash="x"
        )
        store.record_attempt("ada", lab, verdict, {}, started=begin + timedelta(minutes=number))
        masteries(store, ["ada"], by, now=begin + timedelta(days=9))
        print(number, flush=True)
