"""What the repository has to look like after the rescue."""

import shutil
from dataclasses import replace

import pytest
from broken_chat import BRANCH, SECRET, Story, build


@pytest.fixture(scope="module")
def told(tmp_path_factory, seed):
    """The broken repository of this attempt's seed, for every check to copy: building it takes longer than a rescue."""
    return build(tmp_path_factory.mktemp("told"), seed)


@pytest.fixture
def story(tmp_path, told):
    """A broken repository of one's own, in a folder with a space in its name."""
    place = tmp_path / "after the accident"
    shutil.copytree(told.repository.parent, place, symlinks=True)
    mine = replace(told, repository=place / told.repository.name, origin=place / told.origin.name)
    mine.git("remote", "set-url", "origin", str(mine.origin))
    mine.git("status")  # the index remembers when its files were made; these were made just now
    return mine


@pytest.fixture
def rescue(subject, story):
    """Run the learner's script in the repository; complain unless it succeeds (or `fails` is asked for)."""

    def run(*, fails=False):
        script = subject.workspace / "rescue.sh"
        done = subject.run(["bash", str(script)], cwd=story.repository, timeout=15)
        said = (done.stderr or done.stdout).strip()[-800:] or "nothing"
        if fails:
            assert done.returncode != 0, "the script should exit with a status other than 0"
        elif done.returncode != 0:
            pytest.fail(f"rescue.sh exited with {done.returncode} and said: {said}")

    return run


def refs(story: Story, where=None):
    return story.git("for-each-ref", "--format=%(refname) %(objectname)", where=where)


def log(story: Story, form: str):
    return story.git("log", "--reverse", f"--format={form}", f"main..{BRANCH}").splitlines()


def require_branch(story: Story):
    branches = story.git("branch", "--format=%(refname:short)").splitlines()
    if BRANCH not in branches:
        pytest.fail(f"there is no branch {BRANCH}; there are {branches}")


def forget_the_feature(story: Story):
    """Leave nothing of the feature in the repository: neither a line of the reflog nor a commit."""
    of_main = story.git("rev-list", story.main).splitlines()
    diary = story.repository / ".git" / "logs" / "HEAD"
    lines = diary.read_text().splitlines(keepends=True)
    diary.write_text("".join(line for line in lines if BRANCH not in line and line.split()[1] in of_main))
    story.git("prune", "--expire=now")


def test_main_is_back(story, rescue):
    """main points at the very commit it pointed at before the reset"""
    rescue()
    found = story.git("log", "-1", "--format=%h %s", "main")
    assert story.git("rev-parse", "main") == story.main, f"main points at: {found}"


def test_the_feature_is_back(story, rescue):
    """The feature's files are there, each in its last form"""
    rescue()
    require_branch(story)
    there = story.git("-c", "core.quotePath=off", "ls-tree", "-r", "--name-only", BRANCH).splitlines()
    missing = [path for path in story.files if path not in there]
    assert not missing, f"the branch lacks {', '.join(missing)}; it has {', '.join(there)}"
    for path, text in story.files.items():
        assert story.git("show", f"{BRANCH}:{path}") == text.strip(), f"{path} is not as it was last committed"


def test_the_feature_stands_on_main(story, rescue):
    """The feature's commits follow main one after the other, in their order"""
    rescue()
    require_branch(story)
    base = story.git("merge-base", "main", BRANCH)
    assert base == story.git("rev-parse", "main"), "the branch does not begin at the tip of main"
    parents = [line.split() for line in log(story, "%p")]
    assert parents, "the branch is where main is: none of the feature's commits is on it"
    assert all(len(line) == 1 for line in parents), "there is a merge among the feature's commits"
    assert log(story, "%s") == [subject for subject, _, _ in story.kept]


def test_authors_and_dates_survive(story, rescue):
    """Every commit keeps its author and the date on which it was written"""
    rescue()
    require_branch(story)
    expected = [f"{subject} | {author} | {date}" for subject, author, date in story.kept]
    assert log(story, "%s | %an | %at") == expected


def test_the_credential_is_gone(story, rescue):
    """The token is not reachable from any branch, tag or stash"""
    rescue()
    require_branch(story)
    reachable = story.git("rev-list", "--objects", "--all").splitlines()
    holding = [line for line in reachable if line.endswith(f" {SECRET}")]
    if holding:
        commits = story.git("log", "--all", "--format=%h %s", "--", SECRET)
        pytest.fail(f"{SECRET} is still in the history, by way of:\n{commits}")


def test_uncommitted_work_survives(story, rescue):
    """What the colleague had not committed is as it was, and main is checked out"""
    rescue()
    assert (story.repository / "README.md").read_text() == "# Chat\n\nOh no.\n", "the edit of README.md is lost"
    notes = story.repository / "my notes.txt"
    assert notes.exists() and notes.read_text() == "call Ada\n", "the untracked notes are lost"
    assert story.git("symbolic-ref", "--short", "HEAD") == "main"
    assert story.git("status", "--porcelain").splitlines() == ['M README.md', '?? "my notes.txt"']


def test_nothing_else_is_left(story, rescue):
    """No helper branch, tag, stash or worktree, and no half-finished operation is left"""
    rescue()
    names = [line.split()[0] for line in refs(story).splitlines()]
    assert sorted(names) == [f"refs/heads/{BRANCH}", "refs/heads/main", "refs/remotes/origin/main"]
    assert len(story.git("worktree", "list").splitlines()) == 1
    left = [name for name in ("rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "MERGE_HEAD", "sequencer")
            if (story.repository / ".git" / name).exists()]
    assert left == [], f"something is half finished: {left}"


def test_the_published_history_is_untouched(story, rescue):
    """Nothing was written to origin"""
    before = refs(story, where=story.origin)
    rescue()
    require_branch(story)
    assert refs(story, where=story.origin) == before


def test_running_it_again_changes_nothing(story, rescue):
    """A second run finds nothing to do"""
    rescue()
    require_branch(story)
    before = refs(story)
    rescue()
    assert refs(story) == before


def test_all_or_nothing(story, rescue):
    """Where the way back cannot be found, the script says so and has changed nothing"""
    forget_the_feature(story)
    before = refs(story), story.git("status", "--porcelain")
    rescue(fails=True)
    assert (refs(story), story.git("status", "--porcelain")) == before


def test_other_stories(subject, tmp_path, rng):
    """It works for other features, other authors and another place of the leak"""
    for number in rng.sample(range(10**6), 2):
        story = build(tmp_path / str(number), number)
        done = subject.run(["bash", str(subject.workspace / "rescue.sh")], cwd=story.repository, timeout=15)
        why = f"in the story that `python broken_chat.py FOLDER {number}` tells: "
        assert done.returncode == 0, f"{why}exit status {done.returncode}; {done.stderr.strip()[-400:] or 'no message'}"
        require_branch(story)
        assert log(story, "%s") == [subject for subject, _, _ in story.kept], f"{why}these commits are on the branch"
        shutil.rmtree(story.repository)
