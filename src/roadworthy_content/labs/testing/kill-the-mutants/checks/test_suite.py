"""The learner's tests against two correct inboxes and twelve wrong ones."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

INBOXES = Path(__file__).parent / "inboxes"
GIVEN = "given"
REVERSED = "reversed"
ALL_PASSED, SOME_FAILED, NONE_COLLECTED = 0, 1, 5
REVERSE_ORDER = "def pytest_collection_modifyitems(items):\n    items.reverse()\n"


@pytest.fixture(scope="module")
def runs():
    """Each result once: pytest takes a moment to start, so all runs are made together and then looked at."""
    return {}


@pytest.fixture
def run(subject, tmp_path, runs):
    """Return the finished run of the learner's tests against the inbox of a name."""
    if not runs:
        names = [GIVEN, REVERSED, *sorted(file.stem for file in INBOXES.glob("*.py"))]
        folders = {name: tmp_path / f"run-{number}" for number, name in enumerate(names)}
        for name, folder in folders.items():
            folder.mkdir()
            source = INBOXES / f"{name}.py"
            shutil.copyfile(source if source.exists() else subject.workspace / "inbox.py", folder / "inbox.py")
            shutil.copyfile(subject.workspace / "test_inbox.py", folder / "test_inbox.py")
            if name == REVERSED:
                (folder / "conftest.py").write_text(REVERSE_ORDER)

        def run_in(folder):
            command = ["python", "-m", "pytest", "-q", "-x", "--tb=short", "-p", "no:cacheprovider", "test_inbox.py"]
            return subject.run(command, cwd=folder, env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}, timeout=30)

        with ThreadPoolExecutor(4) as pool:
            runs.update(zip(folders, pool.map(run_in, folders.values()), strict=True))
    return runs.__getitem__


def tail(done):
    return "\n".join((done.stdout + done.stderr).strip().splitlines()[-25:])


@pytest.fixture
def expect_pass(run):
    def expect(name, which):
        done = run(name)
        if done.returncode == NONE_COLLECTED:
            pytest.fail("pytest found no tests in test_inbox.py: their names have to begin with test_")
        if done.returncode != ALL_PASSED:
            pytest.fail(f"your tests should pass on {which}, but pytest ended with {done.returncode}:\n{tail(done)}")

    return expect


@pytest.fixture
def expect_caught(run):
    def expect(name, rule):
        if run(GIVEN).returncode != ALL_PASSED:
            pytest.fail("not looked at yet: your tests have to pass on the inbox you were given first")
        done = run(name)
        if done.returncode == ALL_PASSED:
            pytest.fail(f"all your tests pass on an inbox that is wrong here; look at rule {rule} of the brief again")
        if done.returncode != SOME_FAILED:
            pytest.fail(f"your tests should fail on this inbox, but pytest did not finish:\n{tail(done)}")

    return expect


def test_passes_on_the_inbox_you_were_given(expect_pass):
    """Your tests pass on the correct inbox that you were given"""
    expect_pass(GIVEN, "the inbox.py of your workspace, which is correct")


def test_passes_on_another_correct_inbox(expect_pass):
    """Your tests pass on a second correct inbox, written differently"""
    expect_pass("correct", "every correct inbox; this one is built differently, so use only what the rules name")


def test_each_test_stands_alone(expect_pass):
    """Your tests pass in reverse order too: none needs another to have run"""
    expect_pass(REVERSED, "the correct inbox when they run in reverse order; let each test make its own Inbox")


def test_a_message_that_comes_twice(expect_caught):
    """They catch an inbox that mishandles a message which the network delivered twice"""
    expect_caught("counts_twice", 1)


def test_one_s_own_messages(expect_caught):
    """They catch an inbox that shows people their own messages as unread"""
    expect_caught("counts_own_messages", 2)


def test_reading_up_to_a_message(expect_caught):
    """They catch an inbox that is wrong about the very message one has read up to"""
    expect_caught("reading_stops_one_short", 3)


def test_a_late_receipt(expect_caught):
    """They catch an inbox that believes an old receipt over a new one"""
    expect_caught("receipt_moves_back", 3)


def test_a_late_message(expect_caught):
    """They catch an inbox that forgets, when a message is late, what was read already"""
    expect_caught("late_message_is_unread", 3)


def test_a_retraction_that_comes_first(expect_caught):
    """They catch an inbox that only retracts what it already has"""
    expect_caught("early_retraction_is_forgotten", 4)


def test_a_retraction_that_comes_twice(expect_caught):
    """They catch an inbox that mishandles a retraction which the network delivered twice"""
    expect_caught("retracting_twice_counts_twice", 4)


def test_inboxes_are_independent(expect_caught):
    """They catch an inbox in which one member's settings change another's badge"""
    expect_caught("inboxes_share_mutes", 5)


def test_a_muted_room(expect_caught):
    """They catch an inbox whose badge counts rooms that are muted"""
    expect_caught("badge_counts_muted_rooms", 6)


def test_a_room_that_is_unmuted(expect_caught):
    """They catch an inbox from whose silence there is no way back"""
    expect_caught("unmuting_does_nothing", 6)


def test_an_empty_badge(expect_caught):
    """They catch an inbox that puts a number on the icon when there is nothing to read"""
    expect_caught("empty_badge_says_zero", 7)


def test_the_badge_at_its_limit(expect_caught):
    """They catch an inbox whose badge gives up one message too early"""
    expect_caught("badge_gives_up_at_99", 7)
