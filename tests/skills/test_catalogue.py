"""Our catalogue holds what it promises, and mistakes in a catalogue are told with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from roadworthy.errors import ContentError, NotFoundError
from roadworthy.roadmap import ResourceKind
from roadworthy.skills import load_catalogue

if TYPE_CHECKING:
    from pathlib import Path

NOTE = 'note = "What being able to do this means at work."'


def write(folder: Path, name: str, *entries: str, area: str = "Things") -> None:
    (folder / name).write_text(f'area = "{area}"\n\n' + "\n\n".join(entries) + "\n", encoding="utf-8")


def entry(skill_id: str, *more: str, title: str = "") -> str:
    return "\n".join((f"[{skill_id}]", f'title = "{title or skill_id}"', 'kind = "concept"', *more, NOTE))


def refused(folder: Path) -> ContentError:
    with pytest.raises(ContentError) as caught:
        load_catalogue(folder)
    return caught.value


def test_only_python_and_the_shell_need_no_prerequisite(catalogue) -> None:
    assert {skill.id for skill in catalogue.values() if not skill.requires} == {"python-39", "bash-terminal"}


def test_prerequisites_are_transitive(catalogue) -> None:
    assert {"asyncio", "pydantic", "python-39", "http-request", "tcp"} <= catalogue.requires("fastapi")
    assert "fastapi" not in catalogue.requires("fastapi")
    assert catalogue.requires("python-39") == frozenset()


def test_the_learning_order_puts_prerequisites_first(catalogue) -> None:
    position = {skill.id: number for number, skill in enumerate(catalogue.in_order())}
    assert len(position) == len(catalogue)
    assert all(position[one] < position[skill.id] for skill in catalogue.values() for one in skill.requires)


def test_areas_hold_every_skill_once(catalogue) -> None:
    areas = catalogue.areas()
    assert sum(map(len, areas.values())) == len(catalogue)
    assert [skill.id for skill in areas["Caching"]] == ["caching", "memcached", "cdn"]


def test_every_note_is_a_sentence_about_the_learner_and_none_is_shared(catalogue) -> None:
    notes = [skill.note for skill in catalogue.values()]
    assert len(set(notes)) == len(notes)
    assert [note for note in notes if not note.startswith("You ") or not note.endswith(".")] == []


def test_an_unknown_skill_is_answered_with_the_nearest(catalogue) -> None:
    with pytest.raises(NotFoundError, match="did you mean"):
        catalogue.get_or_fail("postgresqll")


def test_a_folder_is_read_in_full(tmp_path: Path) -> None:
    write(
        tmp_path,
        "things.toml",
        entry("one", 'aliases = ["First"]', 'vague = ["Uno"]', title="One"),
        entry("two", 'requires = ["one"]', 'resources = [{ title = "A book", kind = "book" }]'),
    )
    skills = load_catalogue(tmp_path)
    assert list(skills) == ["one", "two"]
    assert skills["one"].aliases == ("First", "Uno")
    assert skills["two"].resources[0].kind is ResourceKind.BOOK
    assert skills["two"].area == "Things"


@pytest.mark.parametrize(
    ("entries", "line", "words"),
    [
        ([entry("one"), entry("two", 'requires = ["three"]')], 11, "requires 'three', which does not exist"),
        (
            [entry("one", 'requires = ["two"]'), entry("two", 'requires = ["one"]')],
            6,
            "require each other: one -> two -> one",
        ),
        ([entry("one", 'requires = ["one"]')], 6, "require each other: one -> one"),
        ([entry("one"), entry("two", 'requires = ["one"]'), entry("three")], 14, "is an orphan"),
        (
            [entry("one"), entry("two", 'requires = ["one"]', 'aliases = ["ONEs"]')],
            12,
            "'ONEs' of skill 'two' is also one of 'one'",
        ),
        (
            [entry("one", 'domains = ["one.org"]'), entry("two", 'requires = ["one"]', 'domains = ["One.org"]')],
            13,
            "is also one of 'one'",
        ),
        ([entry("one", 'domains = ["https://one.org"]')], 6, "is not a domain"),
        ([entry("one", 'requires = ["two", "two"]'), entry("two")], 6, "requires something twice"),
        ([entry("one", 'colour = "red"')], 6, "skill 'one': colour"),
        ([entry("One_two")], 3, "'One_two' is not an id"),
        ([entry("one", 'aliases = ["!?"]')], 6, "without a letter"),
        (["[one]\n" + NOTE], 3, "skill 'one': title"),
    ],
    ids=[
        "unknown",
        "cycle",
        "self",
        "orphan",
        "alias twice",
        "domain twice",
        "scheme",
        "doubled",
        "extra",
        "id",
        "sign",
        "untitled",
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, entries: list[str], line: int, words: str) -> None:
    write(tmp_path, "things.toml", *entries)
    problem = refused(tmp_path)
    assert problem.where == f"things.toml:{line}"
    assert words in str(problem)


def test_an_id_in_two_files_is_told(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", entry("one"))
    write(tmp_path, "b.toml", entry("one"))
    assert "already in a.toml:3" in str(refused(tmp_path))


def test_broken_toml_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("area = ", encoding="utf-8")
    assert refused(tmp_path).where == "a.toml"


def test_a_name_may_be_shared_where_all_call_it_vague(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", entry("one", 'vague = ["Same"]'), entry("two", 'requires = ["one"]', 'vague = ["same"]'))
    assert len(load_catalogue(tmp_path)) == 2


def test_a_folder_without_skills_is_told(tmp_path: Path) -> None:
    assert "no skill" in str(refused(tmp_path))
