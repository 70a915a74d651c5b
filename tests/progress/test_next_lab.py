from __future__ import annotations

from datetime import timedelta

from roadworthy.progress import (
    Basis,
    Estimate,
    EstimateSource,
    NextLab,
    ReviewKind,
    ReviewTask,
    SkillMastery,
    Standing,
    lab_states,
    next_lab,
    skill_states,
    with_estimates,
)
from roadworthy.roadmap import Claim

from .conftest import NOON, by_id, claim, lab, match, proof, road, skill, stop

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


def suggest(evidence=(), *, attempts=None, claims=(), **more) -> NextLab:
    return next_lab(
        LABS,
        lab_states(LABS, evidence, attempts or {}),
        skill_states(evidence, LABS),
        CATALOGUE,
        roadmap=ROAD,
        matches=MATCHES,
        claims=claims,
        **more,
    )


def inferred(name: str, confidence: float) -> SkillMastery:
    return SkillMastery(name, Standing.INFERRED, confidence, Basis.PLACEMENT)


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


def test_the_reason_says_what_it_unlocks_and_what_of_it_was_passed() -> None:
    first = suggest().lab
    assert first is not None
    assert first.reason == "Next on the road: “Sql”; it unlocks 1 stop of this roadmap."
    assert first.unlocks == 1
    then = suggest([proof("sql", "sql-lab")]).lab
    assert then is not None
    assert then.reason == "Next on the road: “Indexes”; you passed its prerequisite."
    assert then.unlocks == 0, "nothing rests on indexes"


def test_what_is_inferred_to_be_known_can_wait_and_locks_nothing() -> None:
    found = suggest(known={"sql": inferred("sql", 0.97)})
    assert order(found) == ["indexes-lab", "redis-easy", "redis-hard"]
    assert found.lab is not None
    assert "prerequisite" not in found.lab.reason, "it was not passed"
    everything_else = [proof(each.skills[0], each.id) for each in LABS.values() if each.id != "sql-lab"]
    last = suggest(everything_else, known={"sql": inferred("sql", 0.97)}).lab
    assert last is not None
    assert last.reason == "You probably know “Sql” already (97%); here you can prove it."
    assert order(suggest(known={"sql": inferred("sql", 0.6)}))[0] == "sql-lab", "that is not sure enough"


def review(name: str) -> ReviewTask:
    return ReviewTask(f"{name}-lab", ReviewKind.FIND_MISTAKE, (name,), 0, 8, NOON - timedelta(days=1), 1.0, 0)


def test_a_review_of_what_the_lab_builds_on_comes_first() -> None:
    found = suggest([proof("sql", "sql-lab")], reviews=[review("git"), review("sql")])
    assert order(found)[0] == "indexes-lab"
    assert found.review == review("sql")
    assert found.review_reason == "First a review of 8 minutes: this lab builds on “Sql”, which fades."


def test_else_the_review_that_is_worth_most_does() -> None:
    found = suggest(reviews=[review("git"), review("queue")])
    assert found.review == review("git")
    assert found.review_reason == "Before something new, a review of 8 minutes: “Git” fades, and 1 more review is due."
    assert suggest().review is None


def test_when_all_is_passed_reviews_are_left() -> None:
    evidence = [proof(each.skills[0], each.id) for each in LABS.values()]
    assert suggest(evidence, reviews=[review("git")]).review == review("git")


def test_estimates_go_to_the_lab_and_its_alternatives() -> None:
    sql, redis = Estimate(5, EstimateSource.YOURS, 3), Estimate(9, EstimateSource.LAB)
    found = with_estimates(suggest(), {"sql-lab": sql, "redis-easy": redis})
    assert found.lab is not None
    assert [found.lab.estimate, *(each.estimate for each in found.alternatives)] == [sql, redis, None]
    assert with_estimates(NextLab(None), {}) == NextLab(None)
