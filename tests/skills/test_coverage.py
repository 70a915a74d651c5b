"""How much of a roadmap has labs."""

from __future__ import annotations

from roadworthy.roadmap import read_roadmap
from roadworthy.skills import coverage, match_roadmap

ROADMAP = read_roadmap("""# Ours

## Storage

- Redis
- PostgreSQL / psql
- The thing only we have

## Delivery

- Docker & Kubernetes
""")


def test_stops_with_labs_are_counted_among_those_recognised(catalogue) -> None:
    result = coverage(ROADMAP, match_roadmap(ROADMAP, catalogue), {"redis", "kubernetes"})
    assert str(result) == f"2 of {result.stops} stops have labs"
    titles = {stop.id: stop.title for stop in ROADMAP.walk()}
    assert [titles[one] for one in result.unknown] == ["The thing only we have"]
    assert all("PostgreSQL" in titles[one] or "psql" in titles[one] for one in result.missing)
    assert result.with_labs + len(result.missing) == result.stops


def test_no_labs_and_no_matches_are_counted_too(catalogue) -> None:
    assert coverage(ROADMAP, match_roadmap(ROADMAP, catalogue), ()).with_labs == 0
    assert coverage(ROADMAP, (), {"redis"}).stops == 0
