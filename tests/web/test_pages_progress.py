"""Pages of somebody's progress: what is passed, inferred and only claimed never look alike, and each leads on."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from roadworthy.labs import CheckResult, LabCatalogue, Outcome, Status, Verdict, find_labs, read_checks
from roadworthy.web.state import AppState

from .conftest import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

    from roadworthy.settings import Settings

OURS = ("the-index-that-was-not-there", "two-inboxes-one-list", "half-a-backup")


@pytest.fixture(scope="module")
def our_labs() -> LabCatalogue:
    """Read once, since no test changes them."""
    return LabCatalogue(dict(find_labs(())))


@pytest.fixture
def state(settings: Settings, our_labs: LabCatalogue) -> Iterator[AppState]:
    """Our own labs, so that skills build on one another."""
    opened = AppState(settings, labs=our_labs)
    yield opened
    opened.close()


def attempt(state: AppState, lab: str, status: Status = Status.PASSED, *, days: float = 0, version: str = "") -> str:
    found = state.labs[lab]
    verdict = Verdict(lab, status, (), lab_hash=version or found.hash, submission_hash="", seed=1)
    began = datetime.now(UTC) - timedelta(days=days)
    return state.store.record_attempt(state.learner, found, verdict, {found.edit[0]: f"{days}"}, started=began).id


def row_of(page: str, skill: str) -> str:
    found = re.search(rf'<li class="skill-row [^"]*" id="skill-{skill}">.*?</li>', page, re.DOTALL)
    assert found is not None, f"{skill} is not among the skills of which something is known"
    return found[0]


def test_a_pass_is_shown_with_its_code_and_what_it_implies_is_only_inferred(
    client: TestClient, state: AppState
) -> None:
    lab = state.labs["the-index-that-was-not-there"]
    proof = attempt(state, lab.id)
    page = client.get("/me").text
    passed = row_of(page, lab.skills[0])
    assert 'class="plate passed"' in passed
    assert f'href="/evidence/{proof}"' in passed
    required = next(skill for skill in state.skills.requires(lab.skills[0]) if skill not in lab.skills)
    inferred = row_of(page, required)
    assert 'class="plate inferred"' in inferred
    assert 'class="plate passed"' not in inferred
    assert "You passed" in inferred


def test_an_old_pass_asks_for_review_and_one_of_another_version_says_so(client: TestClient, state: AppState) -> None:
    old, changed = state.labs["the-index-that-was-not-there"], state.labs["half-a-backup"]
    attempt(state, old.id, days=400)
    attempt(state, changed.id, version="0" * 64)
    page = client.get("/me").text
    assert 'class="plate due"' in row_of(page, old.skills[0])
    assert 'class="plate earlier"' in row_of(page, changed.skills[0])
    review = client.get("/review").text
    assert state.skills[old.skills[0]].title in review
    assert "Begin, " in review
    assert "Nothing is due" not in review


def test_the_map_and_the_outline_draw_what_is_inferred_and_due(client: TestClient, state: AppState) -> None:
    attempt(state, "the-index-that-was-not-there", days=400)
    drawn = client.get("/").text
    assert re.search(r'<a class="[^"]*\breview-due\b[^"]*"', drawn)
    assert re.search(r'<a class="[^"]*\binferred\b[^"]*"', drawn)
    outline = client.get("/maps/python-backend/outline").text
    assert 'class="plate due"' in outline
    assert 'class="plate inferred"' in outline


def test_next_says_why_how_long_and_what_a_lock_waits_for(client: TestClient, state: AppState) -> None:
    page = client.get("/me").text
    card = page[page.index('id="next-title"') : page.index('id="due-title"')]
    assert "about " in card
    assert "own estimate" in card
    assert card.count("Or</h3>") == 1
    attempt(state, next(lab.id for lab in state.labs.values() if lab.after), Status.FAILED)
    card = client.get("/me").text
    assert "You have tried it once" in card
    assert re.search(r'class="small muted lock">.*?opens it\.', card, re.DOTALL)


def test_activity_counts_attempts_and_the_months_say_the_same(client: TestClient, state: AppState) -> None:
    attempt(state, OURS[0], Status.FAILED, days=0)
    attempt(state, OURS[0], days=0)
    page = client.get("/me").text
    assert "2 attempts on 1 day, 1 passed" in page
    assert page.count('class="passed" x=') == 2, "the day, and the key"


def test_the_old_address_of_evidence_leads_on(client: TestClient) -> None:
    answer = client.get("/evidence", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/me")


def probe_of(page: str) -> str:
    found = re.search(r'name="probe" value="([^"]+)"', page)
    assert found is not None, "no question is asked"
    return found[1]


def test_a_placement_is_begun_with_claims_that_never_count_as_evidence(client: TestClient, state: AppState) -> None:
    start = client.get("/placement").text
    assert 'name="skill" value="sql"' in start
    asked = client.post("/placement", data={"say": "claims", "skill": ["sql", "python"]})
    assert asked.url.path == "/placement"
    assert "Question 1" in asked.text
    record = state.store.placements.last("ada")
    assert record is not None
    assert (record.claims["sql"], record.claims["redis"]) == (True, False)
    page = client.get("/me").text
    assert 'class="plate claim"' in row_of(page, "sql")
    assert 'class="plate inferred"' not in page[page.index('id="skills-title"') : page.index('id="activity-title"')]


def test_claims_can_be_skipped(client: TestClient, state: AppState) -> None:
    client.post("/placement", data={"say": "nothing", "skill": ["sql"]})
    record = state.store.placements.last("ada")
    assert record is not None
    assert record.claims == {}


def test_a_skill_that_is_none_is_not_claimed(client: TestClient, state: AppState) -> None:
    client.post("/placement", data={"say": "claims", "skill": ["<script>", "sql"]})
    record = state.store.placements.last("ada")
    assert record is not None
    assert set(record.claims) <= set(state.skills)


def test_questions_are_answered_put_off_stopped_and_gone_on_with(client: TestClient, state: AppState) -> None:
    first = probe_of(client.post("/placement", data={"say": "nothing"}).text)
    put_off = client.post("/placement/answer", data={"probe": first, "word": "later"}).text
    second = probe_of(put_off)
    assert second != first
    assert "Question 1" in put_off
    answered = client.post("/placement/answer", data={"probe": second, "word": "cannot"}).text
    assert "You cannot do" in answered
    assert "Question 2" in answered
    stopped = client.post("/placement/end").text
    assert "You stopped" in stopped
    assert "Question" not in stopped
    assert "Question 2" in client.post("/placement/resume").text


def test_a_pass_answers_the_question_and_says_what_it_changed(client: TestClient, state: AppState) -> None:
    probe = probe_of(client.post("/placement", data={"say": "nothing"}).text)
    attempt(state, probe, Status.FAILED)
    tried = client.get("/placement").text
    assert probe_of(tried) == probe
    assert "Tried once, not passed yet" in tried
    assert "what you got right so far counts" in tried
    attempt(state, probe)
    page = client.get("/placement").text
    assert f"Passed: {state.labs[probe].title}" in page
    assert "Now <strong>inferred</strong>" in page
    assert probe_of(page) != probe


def test_what_somebody_got_right_before_they_gave_up_counts_skill_by_skill(client: TestClient, state: AppState) -> None:
    asked = client.post("/placement", data={"say": "nothing"}).text
    assert ("What you get right counts" in asked) is bool(state.labs[probe_of(asked)].tells)
    lab = state.labs["the-last-request"]
    checks = tuple(
        CheckResult(check.name, check.sentence, Outcome(["failed", "passed"][check.name in lab.tells["uvicorn"]]))
        for check in read_checks(lab)
    )
    verdict = Verdict(lab.id, Status.FAILED, checks, lab_hash=lab.hash)
    state.store.record_attempt(state.learner, lab, verdict, {lab.edit[0]: "mine"})
    client.post("/placement/answer", data={"probe": lab.id, "word": "cannot"})
    page = client.get("/placement").text
    assert page.count("Shown: Uvicorn. Not shown: Gunicorn.") == 2, "of the last answer, and in the list of all"
    step = client.get("/api/v1/placement").json()["steps"][0]
    assert step["told"] == {"gunicorn": False, "uvicorn": True}
    assert "uvicorn" not in {each.skill for each in state.store.evidence(state.learner)}, "it is no evidence"


def test_what_is_inferred_can_be_contested_by_its_lab(client: TestClient, state: AppState) -> None:
    client.post("/placement", data={"say": "nothing"})
    attempt(state, "the-index-that-was-not-there")
    page = client.post("/placement/end").text
    inferred = re.search(r'<li class="skill-row inferred">(?:(?!</li>).)*Prove it: ', page, re.DOTALL)
    assert inferred is not None


def test_a_placement_survives_a_restart(client: TestClient, state: AppState, settings: Settings) -> None:
    page = client.post("/placement", data={"say": "claims", "skill": ["sql"]}).text
    probe = probe_of(page)
    page = client.post("/placement/answer", data={"probe": probe, "word": "cannot"}).text
    again = AppState(settings, labs=state.labs)
    try:
        assert again.placed() == state.placed()
    finally:
        again.close()


@pytest.mark.parametrize(
    ("address", "form", "status"),
    [
        ("/placement", {"say": "everything"}, 422),
        ("/placement", {}, 422),
        ("/placement/answer", {"probe": "no-such-lab", "word": "cannot"}, 404),
        ("/placement/answer", {"probe": "half-a-backup", "word": "passed"}, 422),
        ("/placement/answer", {"probe": "half-a-backup", "word": "cannot"}, 404),  # none was begun
        ("/placement/end", {}, 404),
    ],
)
def test_what_makes_no_sense_is_refused(client: TestClient, address: str, form: dict[str, str], status: int) -> None:
    answer = client.post(address, data=form)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("address", ["/placement", "/placement/answer", "/placement/end", "/placement/resume"])
def test_another_site_cannot_answer_for_the_learner(client: TestClient, state: AppState, address: str) -> None:
    form = {"say": "nothing", "probe": OURS[0], "word": "cannot"}
    answer = client.post(address, data=form, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert state.store.placements.last("ada") is None
    assert client.post(address, data=form, headers={"Origin": BASE}).status_code in {200, 404}
