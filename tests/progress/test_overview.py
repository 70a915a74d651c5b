from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from roadworthy.labs import Lab, Status, Verdict
from roadworthy.progress import Basis, EstimateSource, Overview, Placed, Standing, place
from roadworthy.roadmap import Claim, EvidenceMark
from roadworthy.skills import Catalogue
from roadworthy.storage import Ledger, PlacementRecord, Store, open_store

from .conftest import NOON, claim, match, road, stop
from .ledgers import CATALOGUE, DAY, LABS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROAD = road(data=[stop("sql"), stop("indexes"), stop("redis")])
MATCHES = tuple(each for name in ("sql", "indexes", "redis") for each in match(name, name))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'roadworthy.sqlite3'}") as opened:
        yield opened


def attempt(store: Store, of: Lab, status: Status, days: float) -> None:
    verdict = Verdict(of.id, status, (), lab_hash=of.hash, submission_hash=f"{of.id}{days}")
    store.record_attempt("ada", of, verdict, {}, started=NOON + days * DAY)


def overview(store: Store, **more) -> Overview:
    return Overview(store, "ada", LABS, Catalogue(CATALOGUE.values()), **({"now": NOON} | more))


def test_everything_is_computed_from_what_the_store_holds(store: Store) -> None:
    attempt(store, LABS["sql-1"], Status.FAILED, -5.01)
    attempt(store, LABS["sql-1"], Status.PASSED, -5)
    attempt(store, LABS["redis-1"], Status.PASSED, -0.1)
    found = overview(store)
    assert found.mastery["sql"].standing is Standing.FADING
    marks = {skill: state.mark for skill, state in found.skill_states.items()}
    assert (marks["sql"], marks["redis"], marks["tuning"]) == (EvidenceMark.DUE, EvidenceMark.PASSED, EvidenceMark.NONE)
    assert [task.lab for task in found.reviews(MATCHES)] == ["indexes-1"], "another lab that proves it"
    assert found.forecast()[0].reviews >= 1
    assert sum(day.attempts for day in found.activity()) == 3
    suggested = found.next_lab(ROAD, MATCHES, [claim("sql", Claim.DONE)])
    assert suggested.lab is not None
    assert suggested.lab.lab == "indexes-1"
    assert suggested.lab.estimate is not None
    assert suggested.lab.estimate.source is EstimateSource.LAB
    assert suggested.review is not None
    assert "“Sql”" in suggested.review_reason


def test_placement_is_taken_into_account(store: Store) -> None:
    attempt(store, LABS["orm-1"], Status.PASSED, -0.1)
    assert overview(store).placed is None
    assert overview(store).mastery["indexes"].standing is Standing.UNPROVEN
    before = overview(store).next_lab(ROAD, MATCHES, ()).lab
    record = store.placements.begin("ada", {"sql": True}, seed=1)

    found = overview(store)
    assert found.placed == place(record, store.ledger("ada"), LABS, found.catalogue)
    assert found.mastery["indexes"].standing is Standing.INFERRED
    assert found.mastery["indexes"].basis is Basis.PLACEMENT
    assert found.skill_states["indexes"].mark is EvidenceMark.INFERRED
    after = found.next_lab(ROAD, MATCHES, ()).lab
    assert before is not None
    assert after is not None
    assert (before.lab, after.lab) == ("indexes-1", "redis-1"), "what is inferred to be known can wait"
    assert b"placement" in found.rebuilt()


def test_a_placement_is_computed_the_way_that_one_asks_for_from_the_ledger_that_was_read(store: Store) -> None:
    attempt(store, LABS["orm-1"], Status.PASSED, -0.1)
    record = store.placements.begin("ada", {"sql": True}, seed=1)
    asked = []

    def placing(of: PlacementRecord, ledger: Ledger) -> Placed:
        asked.append((of, ledger))
        return place(of, ledger, LABS, Catalogue(CATALOGUE.values()))

    found = overview(store, placing=placing)
    assert found.mastery["indexes"].basis is Basis.PLACEMENT
    assert found.placed is not None
    assert [of for of, _ in asked] == [record]
    assert asked[0][1] is found.ledger


def test_rebuilding_gives_the_same_bytes_on_any_day_and_in_any_order(store: Store, tmp_path: Path) -> None:
    made = [("sql-1", Status.PASSED, -9.0), ("sql-1", Status.FAILED, -3.0), ("redis-1", Status.PASSED, -1.0)]
    for name, status, days in made:
        attempt(store, LABS[name], status, days)
    first = overview(store).rebuilt()
    assert b'"sql"' in first
    assert overview(store).rebuilt() == first
    assert overview(store, now=NOON + 99 * DAY).rebuilt() == first
    assert overview(store).rebuilt(at=NOON + 99 * DAY) != first
    with open_store(f"sqlite:///{tmp_path / 'other.sqlite3'}") as other:
        for name, status, days in reversed(made):
            attempt(other, LABS[name], status, days)
        assert [json.loads(bytes_)["skills"].keys() for bytes_ in (overview(other).rebuilt(), first)] == [
            {"redis", "sql"}
        ] * 2
    assert overview(store).rebuilt(at=NOON + timedelta(days=1)) != first


def test_rebuilding_nothing_is_nothing(store: Store) -> None:
    assert json.loads(overview(store).rebuilt()) == {
        "format": "roadworthy-mastery-1",
        "learner": "ada",
        "at": "1970-01-01T00:00:00+00:00",
        "skills": {},
    }
