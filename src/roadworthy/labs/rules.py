"""The rules of docs/lab-format.md that reach beyond `lab.toml`: brief, starter, reference, checks and mutants."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from roadworthy.labs.checks import read_checks
from roadworthy.labs.files import IGNORED_FOLDERS, find_hidden_character, walk_files, why_unsafe
from roadworthy.labs.manifest import FILE, locate, suggest
from roadworthy.labs.verdict import function_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from roadworthy.labs.model import Lab
    from roadworthy.labs.problems import Problems

PARTS = ("lab.toml", "brief.md", "starter", "reference", "checks", "mutants")
BRIEF_WORDS = range(150, 501)
LONGEST_SENTENCE = 160
SOURCE_SUFFIXES = (".conf", ".html", ".js", ".md", ".py", ".sh", ".sql", ".toml", ".yaml", ".yml")

_WHY = re.compile(r"^#{1,6}\s+why it matters\s*$", re.IGNORECASE | re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(https://[^)\s]+\)|<https://[^>\s]+>")


def check_known(
    lab: Lab,
    problems: Problems,
    *,
    skills: Collection[str] | None,
    components: Collection[str] | None,
    environments: Collection[str] | None,
) -> None:
    """Complain about names in `lab.toml` that nothing has; None instead of a collection means "not looked up"."""
    named = (("skills", lab.skills, skills), ("components", lab.components, components))
    for key, values, known in named:
        for position, value in enumerate(values):
            if known is not None and value not in known:
                line = locate(lab, key, position)
                message = f"there is no {key.removesuffix('s')} {value!r}"
                problems.add(lab.folder / FILE, message, line=line, hint=suggest(value, list(known)))
    if environments is not None and lab.environment not in environments:
        message = f"there is no environment {lab.environment!r}"
        hint = suggest(lab.environment, list(environments))
        problems.add(lab.folder / FILE, message, line=locate(lab, "environment"), hint=hint)


def check_content(lab: Lab, problems: Problems) -> None:
    """Complain about everything in the lab's folder that is not as docs/lab-format.md asks."""
    _check_layout(lab, problems)
    _check_brief(lab, problems)
    _check_files(lab, problems)
    _check_checks(lab, problems)
    _check_mutants(lab, problems)


def _check_layout(lab: Lab, problems: Problems) -> None:
    for entry in sorted(lab.folder.iterdir()):
        if entry.name not in PARTS and not entry.name.startswith(".") and entry.name not in IGNORED_FOLDERS:
            problems.add(entry, "is no part of a lab", hint=suggest(entry.name, list(PARTS)))
    for path in sorted(lab.folder.rglob("*")):
        if path.is_symlink():
            problems.add(path, "is a link", hint="a lab is made of plain files, since it is copied")
    for name, path in walk_files(lab.folder):
        if why := why_unsafe(name):
            problems.add(path, f"the file's name {why}")
        if path.suffix in SOURCE_SUFFIXES and name != FILE:
            try:
                hidden = find_hidden_character(path.read_bytes().decode("utf-8"))
            except UnicodeDecodeError as error:
                problems.add(path, "is not UTF-8", line=error.object.count(b"\n", 0, error.start) + 1)
                continue
            if hidden:
                message = f"holds the invisible character {hidden[1]}"
                # A check that was taken over stays as it is, whatever it compares.
                complain = problems.note if lab.origin and name.startswith("checks/") else problems.add
                complain(path, message, line=hidden[0], hint="write it as an escape, such as \\u202e")


def _check_brief(lab: Lab, problems: Problems) -> None:
    path = lab.folder / "brief.md"
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        problems.add(path, "is missing", hint="it says what to build, why it matters and what done means")
        return
    complain = problems.note if lab.origin else problems.add
    words = len(re.findall(r"\w[\w'’-]*", re.sub(r"\]\([^)]*\)", "]", text)))
    if words not in BRIEF_WORDS:
        short = "short" if words < BRIEF_WORDS.start else "long"
        complain(path, f"is too {short}: {words} words", hint=f"{BRIEF_WORDS.start} to {BRIEF_WORDS.stop - 1}")
    if not _WHY.search(text):
        complain(path, "has no heading “Why it matters”", hint="two or three sentences about work under it")
    if not _LINK.search(text):
        complain(path, "links no documentation", hint="link the official documentation of what it teaches, by https")


def _check_files(lab: Lab, problems: Problems) -> None:
    starter = dict(walk_files(lab.starter))
    reference = dict(walk_files(lab.reference))
    if not starter:
        problems.add(lab.starter, "has no files", hint="the learner starts from something that runs")
    if not reference:
        problems.add(lab.reference, "has no files", hint="it holds the files of the starter that a solution changes")
    for position, name in enumerate(lab.edit):
        if name not in starter and name not in reference:
            message = f"{name!r} is neither in starter/ nor in reference/"
            problems.add(
                lab.folder / FILE, message, line=locate(lab, "edit", position), hint=suggest(name, list(starter))
            )
    _check_overlay(lab, lab.reference, problems)
    for name in (*starter, *reference):
        if Path(name).name in ("conftest.py", "pytest.ini", "sitecustomize.py", "BRIEF.md"):
            problems.add(starter.get(name, lab.reference / name), "a learner's file cannot have this name")


def _check_overlay(lab: Lab, overlay: Path, problems: Problems) -> None:
    """The judge takes the starter's own copy of a file that is not in `edit`, so an overlay cannot change it."""
    for name, path in walk_files(overlay):
        if name not in lab.edit and (lab.starter / name).exists():
            hint = f"add {name!r} to edit, or leave it out here"
            problems.add(path, "changes a file of the starter that is not in edit", hint=hint)


def _check_checks(lab: Lab, problems: Problems) -> None:
    before = len(problems.found)
    checks = read_checks(lab, problems)
    if not checks and len(problems.found) == before:
        problems.add(lab.checks, "has no checks", hint="write functions test_... in files test_*.py")
    seen: set[str] = set()
    complain = problems.note if lab.origin else problems.add
    unsaid = [check for check in checks if not check.sentence]
    if lab.origin and unsaid:
        told = "the learner reads its name" if len(unsaid) == 1 else "the learner reads their names"
        problems.note(unsaid[0].file, f"{len(unsaid)} of {len(checks)} checks without a docstring: {told}")
    for check in checks:
        if not check.sentence and not lab.origin:
            hint = "its first paragraph is the sentence that the learner reads"
            problems.add(check.file, f"{check.name} has no docstring", line=check.line, hint=hint)
        elif len(check.sentence) > LONGEST_SENTENCE:
            message = f"the sentence of {check.name} is longer than {LONGEST_SENTENCE} characters"
            complain(check.file, message, line=check.line, hint="end the first paragraph after it")
        if check.name in seen:
            complain(check.file, f"there are two checks {check.name}", line=check.line, hint="mutants name checks")
        seen.add(check.name)
    for name, wanted in lab.mutants.items():
        if wanted not in seen:
            line = locate(lab, "mutants", name)
            problems.add(lab.folder / FILE, f"there is no check {wanted}", line=line, hint=suggest(wanted, list(seen)))
    for skill, names in lab.tells.items():
        for position, wanted in enumerate(names):
            if function_name(wanted) not in seen:
                line = locate(lab, "tells", skill, position)
                message = f"tells: there is no check {wanted}"
                problems.add(lab.folder / FILE, message, line=line, hint=suggest(wanted, list(seen)))


def _check_mutants(lab: Lab, problems: Problems) -> None:
    folder = lab.folder / "mutants"
    there = {path.name for path in folder.iterdir() if path.is_dir()} if folder.is_dir() else set()
    for name in sorted(there - set(lab.mutants) - IGNORED_FOLDERS):
        problems.add(folder / name, "is not in [mutants]", hint=f'say which check catches it: {name} = "test_..."')
    if lab.origin and not lab.mutants:
        problems.note(lab.folder / FILE, "no mutants", hint="`roadworthy verify --mutate` makes some")
    for name in lab.mutants:
        files = dict(walk_files(lab.mutant(name)))
        if not files:
            line = locate(lab, "mutants", name)
            problems.add(lab.folder / FILE, f"the mutant {name!r} has no files in mutants/{name}/", line=line)
        elif all(_same(path, lab.reference / file, lab.starter / file) for file, path in files.items()):
            problems.add(lab.mutant(name), "is the same as the reference")
        _check_overlay(lab, lab.mutant(name), problems)


def _same(path: Path, reference: Path, starter: Path) -> bool:
    other = reference if reference.is_file() else starter
    return other.is_file() and other.read_bytes() == path.read_bytes()
