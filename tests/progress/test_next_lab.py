from __future__ import annotations

from roadworthy.progress import NextLab, lab_states, next_lab, skill_states
from roadworthy.roadmap import Claim

from .conftest import by_id, claim, lab, match, proof, road, skill, stop

ROAD = road(one=[stop("sql"), stop("indexes")], two=[stop("redis"), stop("queue")])
MATCHES = tuple(m for name in ("sql", "indexes", "redis", "queue") for m in match(name, name))
LABS = by_id(
    lab("queue-lab", "queue"),
    lab("redis-hard", "redis", difficulty=4),
    lab("redis-easy", "redis", difficulty=1),
    lab("indexes-lab", "indexes"),
    lab("sql-lab", "sql"),
    lab("elsewhere", "git"),
)
CATALOGUE = {
    one.id: one for one in (skill("sql"), skill("indexes", "sql"), skill("redis"), skill("queue"), skill("git"))
}


def suggest(evidence=(), *, attempts=None, claims=()) -> NextLab:
    return next_lab(
        LABS,
        lab_states(LABS, evidence, attempts or {}),
        skill_states(evidence, LABS),
        CATALOGUE,
        roadmap=ROAD,
        matches=MATCHES,
        claims=claims,
    )


def order(found: NextLab) -> list[str]:
    assert found.lab is not None
    return [found.lab.lab, *(each.lab for each in found.alternatives)]


def test_the_road_is_followed_in_its_order_the_easy_lab_first_and_prerequisites_before() -> None:
    assert order(suggest()) == ["sql-lab", "redis-easy", "redis-hard"]  # indexes waits for sql
    assert order(suggest([proof("sql", "sql-lab")])) == ["indexes-lab", "redis-easy", "redis-hard"]


def test_what_was_begun_is_finished_first() -> None:
    found = suggest(attempts={"queue-lab": 2})
    assert order(found)[0] == "queue-lab"
    assert found.lab is not None
    assert "2 times" in found.lab.reason


def test_what_the_learner_marks_as_learning_comes_next() -> None:
    found = suggest(claims=[claim("queue", Claim.LEARNING)])
    assert order(found)[0] == "queue-lab"
    assert found.lab is not None
    assert "“Queue”" in found.lab.reason


def test_what_is_claimed_or_skipped_comes_last_and_is_still_offered() -> None:
    done = [claim(name, Claim.DONE) for name in ("sql", "redis", "queue")] + [claim("indexes", Claim.SKIPPED)]
    assert order(suggest(claims=done)) == ["elsewhere", "sql-lab", "redis-easy"]
    rest = [
        proof("git", "elsewhere"),
        proof("sql", "sql-lab"),
        proof("redis", "redis-easy"),
        proof("redis", "redis-hard"),
    ]
    found = suggest([*rest, proof("queue", "queue-lab")], claims=done)
    assert order(found) == ["indexes-lab"]
    assert found.lab is not None
    assert "skipped" in found.lab.reason


def test_a_locked_lab_says_what_is_worth_doing_first() -> None:
    everything_else = [
        proof(each.skills[0], each.id) for each in LABS.values() if each.id not in {"sql-lab", "indexes-lab"}
    ]
    found = suggest(everything_else)
    assert order(found) == ["sql-lab", "indexes-lab"]
    assert "“Sql”" in found.alternatives[0].reason


def test_a_lab_that_changed_is_offered_again_and_a_passed_one_is_not() -> None:
    evidence = [proof(each.skills[0], each.id) for each in LABS.values() if each.id != "sql-lab"]
    found = suggest([*evidence, proof("sql", "sql-lab", version="v0")])
    assert order(found) == ["sql-lab"]
    assert found.lab is not None
    assert "earlier version" in found.lab.reason


def test_when_all_is_passed_there_is_nothing_to_suggest() -> None:
    assert suggest([proof(each.skills[0], each.id) for each in LABS.values()]) == NextLab(None)
