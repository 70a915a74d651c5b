"""Migrates a Mercurial and a Subversion repository once each, and compares the result with what went into them."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import old_houses
import pytest
from objects import Objects

KINDS = pytest.mark.parametrize("kind", ["hg", "svn"])
TITLES = {"hg": "the Mercurial repository", "svn": "the Subversion repository"}


def snapshot(folder):
    """What is in a repository's folder, but for caches."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in files
        if not {"cache", "wcache"} & set(path.parts) and path.name != "requires"
    }


BUILD = """
import old_houses, pickle, sys
from pathlib import Path

kind, folder, number, told = sys.argv[1:]
Path(told).write_bytes(pickle.dumps(getattr(old_houses, kind)(Path(folder), int(number))))
"""


def build(kind, folder, number):
    """Build a repository in a process of its own, since Mercurial wants the standard input of one."""
    told = folder.with_name("story.pickle")
    command = [sys.executable, "-c", BUILD, kind, str(folder), str(number), str(told)]
    env = os.environ | {"PYTHONPATH": str(Path(old_houses.__file__).parent), "HGRCPATH": ""}
    subprocess.run(command, env=env, stdin=subprocess.DEVNULL, check=True)
    return pickle.loads(told.read_bytes())


class Moved:
    """A migration that was done: what went in, and what came out."""

    def __init__(self, subject, kind, place, seed, without=None):
        self.kind, self.source, self.target = kind, place / "the old house", place / "new.git"
        self.story = build(kind, self.source, seed)
        self.before, authors = snapshot(self.source), place / "authors.txt"
        old_houses.write_authors(authors)
        if without is not None:
            people = authors.read_text().splitlines(keepends=True)
            self.without = without(self.story)
            authors.write_text("".join(line for line in people if not line.startswith(f"{self.without} = ")))
        program = str(subject.workspace / "migrate.py")
        command = ["python", program, str(self.source), str(authors), str(self.target)]
        self.done = subject.run(command, cwd=place, timeout=100)
        if without is None and self.done.returncode == 0 and self.target.exists():
            self.new = Objects(self.target)

    def require(self):
        """Complain unless there is a result."""
        if self.done.returncode:
            said = (self.done.stderr or self.done.stdout).strip()[-700:]
            pytest.fail(f"migrate.py ended with {self.done.returncode} for {TITLES[self.kind]}: {said}")
        assert self.target.exists(), f"migrate.py ended with 0 for {TITLES[self.kind]}, and there is no TARGET"
        return self

    def last(self, branch):
        """The last commit of a branch that came from the source: without the one that adds .gitignore to main."""
        tip = self.new.at(f"refs/heads/{branch}")
        if branch == "main" and len(tip.parents) == 1:
            added = {path for path in tip.files if tip.parents[0].files.get(path) != tip.files[path]}
            gone = set(tip.parents[0].files) - set(tip.files)
            if not gone and all(path.rpartition("/")[2] == ".gitignore" for path in added):
                return tip.parents[0]
        return tip

    def commits(self):
        """What came over: subject -> commit."""
        tops = [self.last(ref.removeprefix("refs/heads/")) for ref in self.new.refs if ref.startswith("refs/heads/")]
        tops += [self.new.at(ref) for ref in self.new.refs if not ref.startswith("refs/heads/")]
        found, todo = {}, tops
        while todo:
            one = todo.pop()
            if one is not None and one.subject not in found:
                found[one.subject] = one
                todo += one.parents
        return found

    def expected(self):
        """What should have come over: subject -> change."""
        gone = {"close"} | ({"frames"} if self.kind == "svn" else set())
        return {change.text.split("\n")[0]: change for name, change in self.story.changes.items() if name not in gone}


@pytest.fixture(scope="module")
def known():
    """The migrations that were done already."""
    return {}


@pytest.fixture
def moved(subject, known, tmp_path_factory, seed):
    """Do a migration, once for all checks."""

    def move(kind):
        if kind not in known:
            known[kind] = Moved(subject, kind, tmp_path_factory.mktemp(kind), seed)
        return known[kind].require()

    return move


@KINDS
def test_the_branches_are_there(moved, kind):
    """The branches are those that are alive in the source, and main"""
    it = moved(kind)
    found = sorted(ref.removeprefix("refs/heads/") for ref in it.new.refs if ref.startswith("refs/heads/"))
    assert found == sorted(it.story.branches), f"of {TITLES[kind]} these are the branches in Git"
    for branch, name in it.story.branches.items():
        change = it.story.changes[name].text.split("\n")[0]
        assert it.last(branch).subject == change, f"{branch} should end with {change!r}"
    other = sorted(ref for ref in it.new.refs if not ref.startswith(("refs/heads/", "refs/tags/")))
    assert other == [], "refs that are neither branches nor tags are left over from the move"


@KINDS
def test_the_lines_run_as_they_ran(moved, kind):
    """Every change has the parents that it had: nothing is lost, and merges have two"""
    it = moved(kind)
    found, expected = it.commits(), it.expected()
    assert sorted(set(expected) - set(found)) == [], "these changes are in no branch and under no tag"
    for subject, change in expected.items():
        parents = [it.story.changes[name].text.split("\n")[0] for name in change.parents]
        assert [one.subject for one in found[subject].parents] == parents, f"the parents of {subject!r}"
    assert sorted(set(found) - set(expected)) == [], "these changes were never made"


@KINDS
def test_people_dates_and_messages(moved, kind):
    """Every change has its author as AUTHORS has it, its date and its message, and nothing more"""
    it = moved(kind)
    found = it.commits()
    for subject, change in it.expected().items():
        assert subject in found, f"{subject!r} did not come over"
        one = found[subject]
        assert one.author == old_houses.PEOPLE[change.author], f"the author of {subject!r}"
        assert one.text == change.text, f"the whole message of {subject!r}"
        assert one.seconds == change.seconds, f"the author date of {subject!r}, in seconds since 1970"
        if kind == "hg":
            assert one.offset == change.offset, f"the time zone of {subject!r}, in seconds"


@KINDS
def test_files_are_what_they_were(moved, kind):
    """Every change has all its files, byte for byte, and scripts can be run"""
    it = moved(kind)
    found = it.commits()
    for subject, change in it.expected().items():
        assert subject in found, f"{subject!r} did not come over"
        files = found[subject].files
        assert sorted(files) == sorted(change.files), f"the files of {subject!r}"
        for path, (text, executable) in change.files.items():
            assert files[path][0] == text, f"{path} in {subject!r}"
            assert files[path][1] == executable, f"whether {path} in {subject!r} can be run"


@KINDS
def test_tags_are_tags(moved, kind):
    """Tags are tags, with the files that were released, on the line they were made from"""
    it = moved(kind)
    found = sorted(ref.removeprefix("refs/tags/") for ref in it.new.refs if ref.startswith("refs/tags/"))
    assert found == sorted(it.story.tags), f"of {TITLES[kind]} these are the tags in Git"
    for tag, name in it.story.tags.items():
        change, target = it.story.changes[name], it.new.refs[f"refs/tags/{tag}"]
        subject = change.text.split("\n")[0]
        one = it.new.commit(target)
        assert sorted(one.files) == sorted(change.files), f"the files of the tag {tag}"
        if not tag.startswith("archive/"):
            assert (one.subject, one.name == target) == (subject, True), (
                f"the tag {tag} should point at the commit {subject!r} itself, not at one that changes nothing"
            )


@KINDS
def test_what_was_ignored_is_ignored(moved, kind, tmp_path):
    """On main Git ignores what was ignored before, in the folders where it was, and nothing else"""
    it = moved(kind)
    work = tmp_path / "work"
    subprocess.run(["git", "clone", "--quiet", "--branch=main", it.target, work], check=True)
    for path, ignored in [(path, True) for path in it.story.ignored] + [(path, False) for path in it.story.not_ignored]:
        done = subprocess.run(["git", "-C", work, "check-ignore", "--quiet", path], check=False)
        assert (done.returncode == 0) == ignored, f"{path} was {'' if ignored else 'not '}ignored in {TITLES[kind]}"


@KINDS
def test_the_source_is_left_alone(moved, kind):
    """The old repository is as it was, so that the move can be tried again"""
    it = moved(kind)
    after = snapshot(it.source)
    changed = [path for path in it.before.keys() | after.keys() if it.before.get(path) != after.get(path)]
    assert sorted(changed)[:5] == [], f"in {TITLES[kind]} these files have changed"


@KINDS
def test_somebody_unknown_stops_the_move(subject, tmp_path, kind, rng):
    """If AUTHORS lacks somebody, the program names them, fails, and there is no TARGET"""
    pick = rng.random()

    def somebody(story):
        people = sorted({change.author for change in story.changes.values()})
        return people[int(pick * len(people))]

    it = Moved(subject, kind, tmp_path, rng.randrange(10**6), without=somebody)
    assert it.done.returncode != 0, f"AUTHORS does not have {it.without!r}, and migrate.py ended with 0"
    assert it.without in it.done.stderr, f"AUTHORS lacks {it.without!r}; standard error is: {it.done.stderr[-400:]}"
    assert not Path(it.target).exists(), f"AUTHORS lacks {it.without!r}, and TARGET was made nevertheless"
