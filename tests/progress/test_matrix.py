from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from roadworthy.progress import Standing, mastery, matrix
from roadworthy.storage import LedgerEntry

from .conftest import NOON
from .ledgers import DAY, RULES, ledgers, passed

ADA = [passed("sql-1", NOON), passed("tuning-1", NOON)]
BOB = [passed("sql-1", NOON - 30 * DAY)]
EVE: list[LedgerEntry] = []


def test_people_by_skills_with_what_nobody_can_and_what_only_one_can() -> None:
    found = matrix({"ada": ADA, "bob": BOB, "eve": EVE}, RULES, now=NOON)
    assert found.people == ("ada", "bob", "eve")
    assert found.skills == ("sql", "tuning"), "what anybody has proven"
    assert found.cell("ada", "sql").standing is Standing.PASSED
    assert found.cell("bob", "sql").standing is Standing.FADING
    assert found.cell("eve", "sql").standing is Standing.UNPROVEN
    assert (found.gaps, found.single) == ((), (("tuning", "ada"),))


def test_gaps_are_told_against_a_roadmap_in_its_order() -> None:
    found = matrix({"ada": ADA}, RULES, now=NOON, skills=["redis", "tuning", "indexes", "redis"])
    assert found.skills == ("redis", "tuning", "indexes")
    assert found.gaps == ("redis", "indexes"), "what is inferred is not proven"


def test_the_surest_teaches_and_who_is_ready_learns_first() -> None:
    cat = [passed("redis-1", NOON)]
    found = matrix({"ada": ADA, "cat": cat, "bob": BOB, "eve": [passed("indexes-1", NOON)]}, RULES, now=NOON)
    lessons = {lesson.skill: lesson for lesson in found.lessons}
    assert lessons["sql"].teachers == ("ada", "eve", "bob"), "bob's fades"
    assert lessons["sql"].learners == ("cat",)
    assert lessons["tuning"].learners == ("eve", "cat", "bob"), "eve has proven indexes"
    assert [lesson.skill for lesson in found.lessons] == ["indexes", "tuning", "redis", "sql"]


def test_what_all_can_needs_no_teacher_and_nobody_is_nothing() -> None:
    assert matrix({"ada": BOB, "bob": BOB}, RULES, now=NOON).lessons == ()
    empty = matrix({}, RULES, now=NOON)
    assert (empty.people, empty.skills, empty.gaps, empty.lessons) == ((), (), (), ())


@given(st.dictionaries(st.sampled_from("abc"), ledgers, max_size=3))
@settings(max_examples=25, deadline=None)
def test_a_cell_is_what_mastery_says_and_every_skill_is_a_gap_or_has_a_teacher(
    people: dict[str, list[LedgerEntry]],
) -> None:
    found = matrix(people, RULES, now=NOON, skills=RULES.skills)
    alone = {name: mastery(ledger, RULES, now=NOON) for name, ledger in people.items()}
    for name in people:
        assert {skill: found.cell(name, skill) for skill in found.skills} == alone[name]
    for skill in RULES.skills:
        able = {name for name in people if alone[name][skill].proven}
        assert (skill in found.gaps) == (not able)
        lesson = [each for each in found.lessons if each.skill == skill]
        assert len(lesson) == (0 < len(able) < len(people))
        assert all(set(each.teachers) == able and set(each.learners) == people.keys() - able for each in lesson)
