"""The learner's tests against two correct notifiers and ten wrong ones."""

import json
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PASSED, FAILED, NO_TESTS = 0, 1, 5

CALL = "await push(token, text, urgent=urgent, timeout=3.0)"
# What is wrong: text of the correct notifier, and what it says instead.
WRONG = {
    "quiet_too_late": ("hour >= 22", "hour > 22"),
    "quiet_too_long": ("hour < 7", "hour <= 7"),
    "cut_one_short": ("text[: LONGEST - 1]", "text[: LONGEST - 2]"),
    "no_deadline": (CALL, "await push(token, text, urgent=urgent)"),
    "never_urgent": (CALL, "await push(token, text, timeout=3.0)"),
    "unknown_argument": (CALL, "await push(token, text, priority=urgent, timeout=3.0)"),
    "unknown_method": ("await directory.forget(user, token)", "await directory.remove(user, token)"),
    "not_awaited": ("            await directory.forget(user, token)", "            directory.forget(user, token)"),
    "stops_at_gone": ("await directory.forget(user, token)", "await directory.forget(user, token)\n            break"),
    "once_more": ("DELAYS = (1.0, 2.0)", "DELAYS = (1.0, 2.0, 4.0)"),
}


@pytest.fixture(scope="module")
def ends():
    """How each run ended, what it said and did, once for all checks."""
    return {}


@pytest.fixture
def run(subject, tmp_path, ends):
    """Return the end of the run against the notifier of a name: exit code, output, real calls, state afterwards."""
    if not ends:
        given = (subject.workspace / "notifier.py").read_text(encoding="utf-8")
        versions = {"given": given, "correct": (HERE / "correct.py").read_text(encoding="utf-8")}
        for name, (old, new) in WRONG.items():
            assert given.count(old) == 1, old
            versions[name] = given.replace(old, new)
        for name, source in versions.items():
            folder = tmp_path / "cases" / name
            folder.mkdir(parents=True)
            for file in (HERE / "world").glob("*.py"):
                shutil.copyfile(file, folder / file.name)
            (folder / "notifier.py").write_text(source, encoding="utf-8")
            shutil.copyfile(subject.workspace / "test_notifier.py", folder / "test_notifier.py")
        shutil.copyfile(HERE / "runner.py", tmp_path / "runner.py")
        env = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        done = subject.run(["python", "runner.py"], cwd=tmp_path, env=env, timeout=200)
        codes = json.loads((done.stdout.strip().splitlines() or ["{}"])[-1])
        for name in versions:
            folder = tmp_path / "cases" / name
            output, log, state = folder / "output", folder / "real.log", folder / "state.json"
            said = output.read_text(errors="replace") if output.exists() else done.stderr
            ends[name] = (
                codes.get(name),
                "\n".join(said.strip().splitlines()[-25:]),
                sorted(set(log.read_text().split())) if log.exists() else [],
                json.loads(state.read_text()) if state.exists() else {},
            )
    return ends.__getitem__


@pytest.fixture
def expect_pass(run):
    def expect(name, which):
        code, output, _calls, _state = run(name)
        if code == NO_TESTS:
            pytest.fail("pytest found no tests in test_notifier.py: their names have to begin with test_")
        if code is None or code < 0:
            pytest.fail(f"your tests did not end in 25 seconds on {which}:\n{output}")
        if code != PASSED:
            pytest.fail(f"your tests should pass on {which}:\n{output}")

    return expect


@pytest.fixture
def expect_caught(run):
    def expect(name, about):
        if run("given")[0] != PASSED:
            pytest.fail("not looked at yet: your tests have to pass on the notifier you were given first")
        code, output, _calls, _state = run(name)
        if code == PASSED:
            pytest.fail(f"all your tests pass on a notifier that is wrong here: {about}")
        if code != FAILED:
            pytest.fail(f"your tests should fail on this notifier, but pytest did not finish:\n{output}")

    return expect


def test_passes_on_the_notifier_you_were_given(expect_pass):
    """Your tests pass on the correct notifier that you were given"""
    expect_pass("given", "the notifier.py of your workspace, which is correct")


def test_passes_on_another_correct_notifier(expect_pass):
    """Your tests pass on a second correct notifier, which names its arguments"""
    expect_pass("correct", "every correct notifier; this one passes arguments by name, which a spec makes equal")


def test_nothing_real_is_called(run):
    """No phone rings, no database is asked, nobody looks at the clock or sleeps"""
    calls = sorted({call for name in ("given", "correct") for call in run(name)[2]})
    assert calls == [], f"your tests called the real thing: {', '.join(calls)}. Patch the name that notifier looks up."


def test_nothing_stays_patched(run):
    """After your tests everything is as it was, and pytest-mock has seen to it"""
    _code, output, _calls, state = run("given")
    if not state:
        pytest.fail(f"pytest did not come to its end:\n{output}")
    assert state["left"] == [], f"still replaced after the last test: {', '.join(state['left'])}"
    assert state["mocker"], "none of your tests asks for the fixture mocker, directly or by a fixture"


def test_calls_that_do_not_fit(expect_caught):
    """They catch calls that the real gateway and the real directory would refuse"""
    expect_caught("unknown_argument", "it calls push with an argument that the real push does not have")
    expect_caught("unknown_method", "it calls a method that Directory does not have, for a device that is gone")


def test_the_deadline_is_passed_on(expect_caught):
    """They catch a notifier that forgets the timeout, or that the message is urgent"""
    expect_caught("no_deadline", "it calls push without the timeout, which is 60 seconds then (rule 1)")
    expect_caught("never_urgent", "it does not tell push that the message is urgent (rule 1)")


def test_long_texts(expect_caught):
    """They catch a notifier that cuts a long text one character short"""
    expect_caught("cut_one_short", "look at what push is given for 121 characters (rule 2)")


def test_quiet_hours(expect_caught):
    """They catch a notifier that is wrong about the first or the last quiet hour"""
    expect_caught("quiet_too_late", "it sends in the first quiet hour (rule 3)")
    expect_caught("quiet_too_long", "it is still quiet when the night is over (rule 3)")


def test_a_device_that_is_gone(expect_caught):
    """They catch a notifier that calls forget without awaiting it, or stops at the first device that is gone"""
    expect_caught("not_awaited", "it makes the coroutine of forget, and nobody awaits it (rule 4)")
    expect_caught("stops_at_gone", "the devices after one that is gone get nothing (rule 4)")


def test_a_busy_gateway(expect_caught):
    """They catch a notifier that asks a busy gateway once too often"""
    expect_caught("once_more", "it tries four times in all (rule 5)")
