"""Progress over the API: what the pages show, as data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from roadworthy.labs import Status, Verdict

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from roadworthy.web.state import AppState

API = "/api/v1"


def attempt(state: AppState, status: Status = Status.PASSED, *, days: float = 0) -> str:
    lab = state.labs["adding"]
    verdict = Verdict(lab.id, status, (), lab_hash=lab.hash, submission_hash="", seed=1)
    began = datetime.now(UTC) - timedelta(days=days)
    return state.store.record_attempt(state.learner, lab, verdict, {"adder.py": f"{days}"}, started=began).id


def test_mastery_says_what_it_rests_on(client: TestClient, state: AppState) -> None:
    proof = attempt(state)
    skills = {each["skill"]: each for each in client.get(f"{API}/mastery").json()}
    assert len(skills) == len(state.skills)
    redis = skills["redis"]
    assert (redis["title"], redis["standing"], redis["basis"], redis["rests_on"]) == ("Redis", "passed", "lab", [proof])
    assert redis["confidence"] > 0.95
    assert redis["due"] > redis["passed"]
    required = state.skills["redis"].requires[0]
    assert (skills[required]["standing"], skills[required]["rests_on"]) == ("inferred", ["redis"])


def test_reviews_are_due_with_a_reason_and_the_next_is_dated(client: TestClient, state: AppState) -> None:
    assert client.get(f"{API}/reviews").json() == {"due": [], "next_due": None}
    attempt(state, days=400)
    (due,) = client.get(f"{API}/reviews").json()["due"]
    assert (due["lab"], due["kind"], due["skills"]) == ("adding", "find-mistake", ["redis"])
    assert "“Redis” has been due for" in due["reason"]
    assert client.get(f"{API}/next").json()["review"] == due


def test_the_forecast_has_a_row_for_each_week(client: TestClient, state: AppState) -> None:
    attempt(state, days=400)
    weeks = client.get(f"{API}/reviews/forecast?weeks=3").json()
    assert [week["reviews"] for week in weeks] == [1, 0, 0]
    assert weeks[0]["minutes"] > 0


def test_activity_counts_by_day(client: TestClient, state: AppState) -> None:
    attempt(state, Status.FAILED)
    attempt(state)
    days = client.get(f"{API}/activity?days=7").json()
    assert [(day["attempts"], day["passed"]) for day in days] == [(0, 0)] * 6 + [(2, 1)]


def test_a_placement_goes_from_claims_to_what_it_infers(client: TestClient, state: AppState) -> None:
    begun = client.post(f"{API}/placement", json={"claims": {"sql": True}})
    assert begun.status_code == 201
    assert (begun.json()["claims"], begun.json()["steps"]) == ({"sql": True}, [])
    assert begun.json()["probe"]["lab"] == "adding"
    attempt(state)
    placed = client.get(f"{API}/placement").json()
    (step,) = placed["steps"]
    assert (step["lab"], step["outcome"]) == ("adding", "passed")
    assert "redis" in step["known"]
    assert placed["skills"]["redis"] | {"probability": 1} == {
        "probability": 1,
        "known": True,
        "ground": "tested",
        "by": ["redis"],
        "why": "Passed: “Adding”.",
    }
    assert placed["probe"] is None


def test_words_stop_and_resume(client: TestClient) -> None:
    client.post(f"{API}/placement", json={})
    later = client.post(f"{API}/placement/words", json={"probe": "adding", "word": "later"}).json()
    assert (later["probe"], later["steps"], later["enough"]) == (None, [], True)
    cannot = client.post(f"{API}/placement/words", json={"probe": "adding", "word": "cannot"}).json()
    assert [step["outcome"] for step in cannot["steps"]] == ["cannot"]
    client.post(f"{API}/placement", json={})
    assert client.patch(f"{API}/placement", json={"ended": True}).json()["running"] is False
    assert client.patch(f"{API}/placement", json={"ended": False}).json()["running"] is True
