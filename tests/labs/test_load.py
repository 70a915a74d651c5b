"""A lab that breaks a rule is refused, with the file, the line and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from roadworthy.errors import ContentError
from roadworthy.labs import Lab, Limits, inspect_lab, load_lab, read_checks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def toml(old: str, new: str) -> Callable[[Path], None]:
    return lambda folder: change(folder / "lab.toml", old, new)


def tells(line: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        with (folder / "lab.toml").open("a", encoding="utf-8") as file:
            file.write(f"\n[tells]\n{line}\n")

    return spoil


def test_reads_what_the_manifest_says(lab: Lab) -> None:
    assert (lab.id, lab.topic, lab.title) == ("unread-count", "python", "Unread counts")
    assert lab.skills == ("asyncio",)
    assert lab.edit == ("unread.py",)
    assert lab.hints[0].startswith("What does a message")
    assert lab.mutants["counts-own"] == "test_own_messages_are_read"
    assert lab.brief.startswith("# Unread counts")


def test_a_lab_inherits_what_it_does_not_say(lab: Lab) -> None:
    assert lab.environment == "python"
    assert lab.components == lab.after == ()
    assert lab.limits == Limits()
    assert not lab.starter_may_pass
    assert lab.stand_in == ""


def test_limits_change_single_values(folder: Path) -> None:
    with (folder / "lab.toml").open("a", encoding="utf-8") as file:
        file.write("\n[limits]\nseconds = 30\n")
    assert load_lab(folder).limits == Limits(seconds=30)


@pytest.mark.parametrize(
    ("spoil", "where", "says", "hint"),
    [
        (toml("title ", "titel "), "lab.toml:1", "unknown key 'titel'", "did you mean 'title'?"),
        (toml("minutes    = 10\n", ""), "lab.toml:1", "'minutes' is missing", "lab-format.md"),
        (toml("= 10", '= "10"'), "lab.toml:3", "minutes: .*integer", ""),
        (toml("difficulty = 1", "difficulty = 6"), "lab.toml:4", "difficulty: .*less than or equal to 5", ""),
        (toml("difficulty = 1", "difficulty = = 1"), "lab.toml:4", "not TOML", ""),
        (toml('["asyncio"]', '[\n  "asyncio",\n  "Async IO",\n]'), "lab.toml:4", "'Async IO' is not an id", ""),
        (toml('["asyncio"]', '["asyncio", "asyncio"]'), "lab.toml:2", "twice", ""),
        (toml('["unread.py"]', '["../unread.py"]'), "lab.toml:5", "leads out of the workspace", ""),
        (toml('["unread.py"]', '["/etc/passwd"]'), "lab.toml:5", "relative path", ""),
        (toml('["unread.py"]', '["unred.py"]'), "lab.toml:5", "neither in starter/", "did you mean 'unread.py'?"),
        (toml("1 = ", "7 = "), "lab.toml:12", "without a gap", ""),
        (toml("[hints]\n1", "[hints]\nfirst"), "lab.toml:13", "'first' is not a number", ""),
        (toml('"test_own', '"test_my'), "lab.toml:8", "no check test_my_messages", "did you mean 'test_own_messages"),
        (toml("counts-own           =", "counts-mine ="), "lab.toml:8", "'counts-mine' has no files", ""),
        (toml("forgets-rooms        = ", "# "), "lab.toml:7", "mutants: .*at least 3 items", ""),
        (toml("\n[hints]", "\n[limit]\nseconds = 3\n[hints]"), "lab.toml:12", "unknown key 'limit'", "'limits'"),
        (toml("\n[hints]", "\n[limits]\nsecond = 3\n[hints]"), "lab.toml:13", "'limits.second'", "'seconds'"),
        (
            tells('redis = ["test_rooms_are_counted_apart"]'),
            "lab.toml:17",
            "'redis' is none of the lab's skills",
            "asyncio",
        ),
        (
            tells('asyncio = [\n    "test_rooms_are_counted_apart[1]",\n    "test_rooms_are_counted",\n]'),
            "lab.toml:19",
            "tells: there is no check test_rooms_are_counted",
            "did you mean 'test_rooms_are_counted_apart'?",
        ),
        (tells('asyncio = ["rooms"]'), "lab.toml:17", "'rooms' is not the name of a check", ""),
        (tells("asyncio = []"), "lab.toml:17", "at least 1 item", ""),
        (toml("Unread counts", "Unread\u202ecounts"), "lab.toml:1", "RIGHT-TO-LEFT OVERRIDE", ""),
        (lambda f: (f / "lab.toml").unlink(), "lab.toml", "is missing", "roadworthy new lab"),
        (lambda f: (f / "lab.toml").write_bytes(b'title = "x"\nskills = "\xff"'), "lab.toml:2", "not UTF-8", ""),
        (lambda f: (f / "brief.md").unlink(), "brief.md", "is missing", ""),
        (lambda f: (f / "brief.md").write_text("Short."), "brief.md", "too short: 1 words", "150 to 500"),
        (lambda f: change(f / "brief.md", "Why it matters", "Why"), "brief.md", "Why it matters", ""),
        (lambda f: change(f / "brief.md", "https://docs", "docs"), "brief.md", "links no documentation", ""),
        (lambda f: (f / "starter" / "unread.py").unlink(), "starter", "has no files", ""),
        (lambda f: (f / "reference" / "unread.py").unlink(), "reference", "has no files", ""),
        (lambda f: (f / "checks" / "test_unread.py").unlink(), "checks", "has no checks", ""),
        (lambda f: (f / "checks" / "test_unread.py").write_text("x = 1\n\ndef"), "test_unread.py:3", "not Python", ""),
        (
            lambda f: change(f / "checks/test_unread.py", '    """What the reader wrote is never unread."""\n', ""),
            "test_unread.py:13",
            "test_own_messages_are_read has no docstring",
            "the learner reads",
        ),
        (
            lambda f: change(f / "checks/test_unread.py", "What the reader wrote", "blah " * 40),
            "test_unread.py:13",
            "longer than 160",
            "",
        ),
        (lambda f: (f / "mutants" / "untold").mkdir(), "mutants/untold", "not in [mutants]", "test_"),
        (
            lambda f: (f / "mutants/counts-own/unread.py").write_bytes((f / "reference/unread.py").read_bytes()),
            "mutants/counts-own",
            "same as the reference",
            "",
        ),
        (lambda f: (f / "solution.py").write_text(""), "solution.py", "no part of a lab", ""),
        (lambda f: (f / "starter" / "link.py").symlink_to("unread.py"), "starter/link.py", "is a link", ""),
        (lambda f: (f / "starter" / "conftest.py").write_text("x"), "starter/conftest.py", "cannot have this name", ""),
        (
            lambda f: [(f / part / "other.py").write_text(part) for part in ("starter", "reference")],
            "reference/other.py",
            "not in edit",
            "add 'other.py' to edit",
        ),
        (
            lambda f: (f / "starter/unread.py").write_text("x = 1\ny = '\u2066'"),
            "starter/unread.py:2",
            "invisible character LEFT-TO-RIGHT ISOLATE",
            "",
        ),
    ],
)
def test_a_broken_rule_is_told_with_its_place(
    folder: Path, spoil: Callable[[Path], object], where: str, says: str, hint: str
) -> None:
    spoil(folder)
    _lab, problems = inspect_lab(folder)
    matching = [problem for problem in problems if problem.where.endswith(where)]
    assert matching, problems
    assert any(re.search(says.replace("[", r"\["), problem.message) and hint in problem.hint for problem in matching), (
        matching
    )
    assert all("\n" not in str(problem) for problem in problems)
    with pytest.raises(ContentError):
        load_lab(folder)


def test_names_that_nothing_has_are_refused(folder: Path) -> None:
    change(folder / "lab.toml", "minutes ", 'components = ["redis"]\nenvironment = "pyton"\nminutes ')
    _lab, problems = inspect_lab(folder, skills={"async-io"}, components={"rediss"}, environments={"python"})
    assert [(problem.where.rsplit(":", 1)[1], problem.message) for problem in problems] == [
        ("2", "there is no skill 'asyncio'"),
        ("3", "there is no component 'redis'"),
        ("4", "there is no environment 'pyton'"),
    ]
    assert "did you mean 'python'?" in problems[2].hint


def test_all_problems_are_found_at_once(folder: Path) -> None:
    (folder / "brief.md").unlink()
    (folder / "solution.py").write_text("")
    assert len(inspect_lab(folder)[1]) == 2


def test_checks_are_read_in_their_order_with_their_sentences(lab: Lab) -> None:
    checks = read_checks(lab)
    assert [check.name for check in checks] == [
        "test_counts_from_the_last_read_message",
        "test_own_messages_are_read",
        "test_rooms_are_counted_apart",
    ]
    assert checks[2].sentence == "Each room has a count of its own."


@pytest.mark.parametrize("part", ["checks/test_unread.py", "starter/unread.py", "checks/data.txt"])
def test_what_decides_a_verdict_changes_the_hash(folder: Path, part: str) -> None:
    before = load_lab(folder).hash
    with (folder / part).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert load_lab(folder).hash != before


def test_a_limit_changes_the_hash(folder: Path) -> None:
    before = load_lab(folder).hash
    with (folder / "lab.toml").open("a", encoding="utf-8") as file:
        file.write("\n[limits]\nseconds = 30\n")
    assert load_lab(folder).hash != before


@pytest.mark.parametrize("part", ["brief.md", "reference/unread.py", "mutants/counts-own/unread.py"])
def test_what_decides_no_verdict_leaves_the_hash(folder: Path, part: str) -> None:
    before, all_before = load_lab(folder).hash, load_lab(folder).content_hash
    with (folder / part).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert load_lab(folder).hash == before
    assert load_lab(folder).content_hash != all_before


def test_which_check_tells_of_which_skill_changes_nothing_of_what_a_learner_must_do(folder: Path) -> None:
    before = load_lab(folder)
    was = before.hash, before.trials_hash
    assert before.content_hash == before.trials_hash
    tells('asyncio = [\n    "test_rooms_are_counted_apart",\n]')(folder)
    after = load_lab(folder)
    assert after.tells == {"asyncio": ("test_rooms_are_counted_apart",)}
    assert (after.hash, after.trials_hash) == was
    assert after.content_hash != before.content_hash, "its findings are held against the checks again"
    toml("What does a message", "What has a message")(folder)
    assert load_lab(folder).trials_hash != before.trials_hash


def test_caches_of_tools_are_no_part_of_a_lab(folder: Path) -> None:
    before = load_lab(folder).content_hash
    (folder / "checks" / "__pycache__").mkdir()
    (folder / "checks" / "__pycache__" / "test_unread.cpython-311.pyc").write_bytes(b"x")
    assert load_lab(folder).content_hash == before
