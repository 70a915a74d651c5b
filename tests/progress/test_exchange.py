from __future__ import annotations

import csv
import io
import json
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadworthy.errors import ContentError, UsageError
from roadworthy.labs import CheckResult, Outcome, Status, Verdict
from roadworthy.progress import entries, export_csv, export_json, import_ledger, mastery, read_document
from roadworthy.storage import AttemptOrigin, Store, open_store

from .conftest import NOON
from .ledgers import DAY, LABS, RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

IMPORTER = Path(__file__).with_name("importer.py")
ODD = "odd: \x00 \ud800 \u202e ü"


def make(tmp_path: Path, name: str) -> Store:
    return open_store(f"sqlite:///{tmp_path / name}.sqlite3")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with make(tmp_path, "from") as opened:
        yield opened


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    with make(tmp_path, "to") as opened:
        yield opened


def attempt(store: Store, of: str, status: Status, days: int, code: str = "x") -> str:
    lab = LABS[of]
    checks = (CheckResult("test_it", "It works", Outcome.PASSED, output=ODD),)
    verdict = Verdict(of, status, checks, lab_hash=lab.hash, submission_hash=code, seed=2**70, seconds=0.25)
    recorded = store.record_attempt(
        "ada", lab, verdict, {"a.py": ODD + code}, started=NOON + days * DAY, environment_hash="e"
    )
    return recorded.id


@pytest.fixture
def exported(store: Store) -> bytes:
    attempt(store, "indexes-1", Status.FAILED, -9)
    attempt(store, "indexes-1", Status.PASSED, -8, "y")
    attempt(store, "redis-1", Status.NOT_JUDGED, -3)
    return export_json(store, "ada")


def read(data: bytes):
    return read_document(data, "ada.json")


def contents(store: Store) -> list[object]:
    return [
        replace(each, record=replace(each.record, origin=AttemptOrigin.JUDGED))
        for each in store.portable_attempts("ada")
    ]


def test_what_was_exported_is_there_after_an_import_with_ids_verdicts_and_code(
    store: Store, other: Store, exported: bytes
) -> None:
    outcome = import_ledger(other, "ada", read(exported))
    assert (outcome.added, outcome.known, outcome.skills) == (3, 0, ("indexes", "sql"))
    assert contents(other) == contents(store)
    assert {each.record.origin for each in other.portable_attempts("ada")} == {AttemptOrigin.IMPORTED}
    assert {each.record.origin for each in store.portable_attempts("ada")} == {AttemptOrigin.JUDGED}
    assert other.submission_files("y") == {"a.py": ODD + "y"}
    assert other.ledger("ada") == store.ledger("ada")
    assert {each.attempt for each in other.evidence("ada")} == {each.attempt for each in store.evidence("ada")}
    assert [each.at for each in other.evidence("ada")] == [each.at for each in store.evidence("ada")]


def test_importing_twice_is_importing_once(other: Store, exported: bytes) -> None:
    import_ledger(other, "ada", read(exported))
    before = export_json(other, "ada")
    again = import_ledger(other, "ada", read(exported))
    assert (again.added, again.known, again.skills) == (0, 3, ())
    assert export_json(other, "ada") == before


def test_an_import_goes_beside_what_is_there_and_only_adds_what_is_new(other: Store, exported: bytes) -> None:
    own = attempt(other, "orm-1", Status.PASSED, -1, "mine")
    half = json.loads(exported)
    half["attempts"] = half["attempts"][:2]
    import_ledger(other, "ada", read(json.dumps(half).encode()))
    assert import_ledger(other, "ada", read(exported)).added == 1
    assert other.attempt(own).origin is AttemptOrigin.JUDGED
    assert other.attempts("ada")[0].id == own, "newest first by when it was made"


def test_a_dry_run_says_the_same_and_does_nothing(other: Store, exported: bytes) -> None:
    dry = import_ledger(other, "ada", read(exported), dry_run=True)
    assert other.portable_attempts("ada") == ()
    assert other.submissions(["x", "y"]) == {}
    assert import_ledger(other, "ada", read(exported)) == dry


@pytest.mark.parametrize("field", ["lab_hash", "submission_hash", "started", "environment_hash"])
def test_what_contradicts_what_is_there_changes_nothing(other: Store, exported: bytes, field: str) -> None:
    import_ledger(other, "ada", read(exported))
    before = export_json(other, "ada")
    forged = json.loads(exported)
    forged["attempts"][2][field] = "2026-01-01T00:00:00+00:00" if field == "started" else "x" * 5
    forged["submissions"]["xxxxx"] = {}
    forged["attempts"].insert(0, {**forged["attempts"][0], "id": "brand-new"})
    with pytest.raises(UsageError, match="nothing was imported"):
        import_ledger(other, "ada", read(json.dumps(forged).encode()))
    assert export_json(other, "ada") == before


def test_somebody_elses_ledger_is_not_taken_for_ones_own(other: Store, exported: bytes) -> None:
    with pytest.raises(UsageError, match="ledger of 'ada', and you are 'bob'"):
        import_ledger(other, "bob", read(exported))


def test_an_export_without_code_shows_none_is_enough_for_mastery_and_cannot_be_imported(
    store: Store, other: Store, exported: bytes
) -> None:
    slim = export_json(store, "ada", with_code=False)
    assert b"odd" not in slim
    document = read(slim)
    assert mastery(entries(document), RULES, now=NOON) == mastery(store.ledger("ada"), RULES, now=NOON)
    with pytest.raises(UsageError, match="without code"):
        import_ledger(other, "ada", document)


def test_csv_has_a_line_for_every_attempt(store: Store, exported: bytes) -> None:
    rows = list(csv.DictReader(io.StringIO(export_csv(store, "ada"))))
    assert [(row["lab"], row["status"], row["skills"]) for row in rows] == [
        ("indexes-1", "failed", ""),
        ("indexes-1", "passed", "indexes sql"),
        ("redis-1", "not-judged", ""),
    ]
    assert rows[0]["started"] == "2026-11-12T12:00:00+00:00"
    assert rows[0]["seed"] == str(2**70)


def put(path: str, value: Any):
    def change(document: dict[str, Any]) -> None:
        *above, last = [int(part) if part.isdigit() else part for part in path.split("/")]
        for part in above:
            document = document[part]
        document[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (put("format", "roadworthy-ledger-9"), "ada.json: format: input should be 'roadworthy-ledger-1'"),
        (put("attempts/1/started", "yesterday"), "ada.json: attempts[1].started: input should be a valid datetime"),
        (put("attempts/1/started", "2026-01-01T00:00:00"), "attempts[1].started: input should have timezone info"),
        (put("attempts/0/id", "../x"), "attempts[0].id: string should match"),
        (put("attempts/0/id", "A B"), "attempts[0].id"),
        (put("attempts/0/status", "great"), "attempts[0].status"),
        (put("attempts/0/skills", ["sql"]), "attempts[0].skills: an attempt that failed proves nothing"),
        (put("attempts/0/seconds", -1), "attempts[0].seconds"),
        (put("attempts/0/seconds", float("nan")), "NaN is no number"),
        (put("attempts/0/surprise", 1), "attempts[0].surprise"),
        (put("attempts/0/lab", ""), "attempts[0].lab"),
        (put("attempts/0/lab", "\x1b[31m"), "attempts[0].lab"),
        (put("attempts/1/skills", ["=cmd()"]), "attempts[1].skills[0]"),
        (put("attempts/0/verdict", {"lab": "x"}), "attempts[0].verdict"),
        (put("attempts/0/verdict/status", "passed"), "attempts[0].verdict: is the verdict of another attempt"),
        (put("attempts/0/submission_hash", "gone"), "attempts[0].submission_hash: its code is not in the file"),
        (put("submissions/x", {"a.py": 7}), "submissions.x.a.py"),
        (put("attempts", "none"), "attempts: input should be"),
    ],
)
def test_a_malformed_file_gives_one_line_with_the_place(exported: bytes, change: Any, says: str) -> None:
    document = json.loads(exported)
    change(document)
    with pytest.raises(ContentError) as caught:
        read(json.dumps(document).encode())
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "ada.json:1:1: is not JSON"),
        (b'{"format": "roadworthy-ledger-1",\n oops}', "ada.json:2:2: is not JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "ada.json: the whole"),
        (b"null", "ada.json: the whole"),
    ],
)
def test_what_is_no_ledger_at_all_does_too(data: bytes, says: str) -> None:
    with pytest.raises(ContentError) as caught:
        read(data)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_attempt_that_is_there_twice_is_refused(exported: bytes) -> None:
    document = json.loads(exported)
    document["attempts"].append(document["attempts"][0])
    with pytest.raises(ContentError, match=r"attempts\[3\]: attempt .* is there twice"):
        read(json.dumps(document).encode())


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database: a copy of it is there sooner than a new one."""
    folder = tmp_path_factory.mktemp("empty")
    make(folder, "empty").close()
    return folder / "empty.sqlite3"


@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_imports_in_any_order_and_any_pieces_end_the_same(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory, empty: Path
) -> None:
    folder = tmp_path_factory.mktemp("stores")
    for name in ("whole", "pieces"):
        shutil.copy(empty, folder / f"{name}.sqlite3")
    with make(folder, "whole") as whole, make(folder, "pieces") as pieces:
        kinds = st.tuples(st.sampled_from(sorted(LABS)), st.sampled_from(list(Status)), st.integers(-50, 0))
        for of, status, days in data.draw(st.lists(kinds, min_size=1, max_size=6)):
            attempt(whole, of, status, days, code=f"{of}{days}")
        document = read(export_json(whole, "ada"))
        for _ in range(3):
            some = tuple(data.draw(st.permutations(document.attempts)))[: data.draw(st.integers(0, 6))]
            import_ledger(pieces, "ada", document.model_copy(update={"attempts": some}))
        import_ledger(pieces, "ada", document)
        assert contents(pieces) == contents(whole)
        assert pieces.ledger("ada") == whole.ledger("ada")


@pytest.mark.parametrize("status", [Status.PASSED, Status.FAILED])
def test_attempts_of_one_moment_are_the_same_ledger_in_whichever_order_they_came(
    tmp_path: Path, status: Status
) -> None:
    with make(tmp_path, "whole") as whole, make(tmp_path, "turned") as turned:
        for each in (status, Status.PASSED, Status.BROKEN):
            attempt(whole, "sql-1", each, -3)
        document = read(export_json(whole, "ada"))
        import_ledger(turned, "ada", document.model_copy(update={"attempts": document.attempts[::-1]}))
        assert turned.ledger("ada") == whole.ledger("ada")


@pytest.mark.long
def test_an_import_that_is_killed_has_imported_all_or_nothing(tmp_path: Path) -> None:
    with make(tmp_path, "big") as big:
        first = attempt(big, "sql-1", Status.PASSED, -1)
        document = json.loads(export_json(big, "ada"))
    one = document["attempts"][0]
    document["attempts"] = [
        {**one, "id": f"{first}-{n}", "started": (NOON - timedelta(minutes=n)).isoformat()} for n in range(1500)
    ]
    file = tmp_path / "ada.json"
    file.write_text(json.dumps(document))
    rng = random.Random(7)  # noqa: S311 - moments to kill at, replayable
    database = tmp_path / "to.sqlite3"
    open_store(f"sqlite:///{database}").close()
    for _ in range(4):
        with subprocess.Popen(
            [sys.executable, IMPORTER, f"sqlite:///{database}", file], stdout=subprocess.PIPE, text=True
        ) as importer:
            assert importer.stdout is not None
            assert importer.stdout.readline() == "begins\n"
            try:
                importer.wait(rng.uniform(0.05, 0.5))
            except subprocess.TimeoutExpired:
                importer.kill()
        with closing(sqlite3.connect(database)) as connection:
            counts = connection.execute(
                "SELECT (SELECT count(*) FROM attempts), (SELECT count(*) FROM evidence)"
            ).fetchone()
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert counts in {(0, 0), (1500, 1500)}
    with open_store(f"sqlite:///{database}") as store:
        import_ledger(store, "ada", read(file.read_bytes()))
        assert len(store.ledger("ada")) == 1500
