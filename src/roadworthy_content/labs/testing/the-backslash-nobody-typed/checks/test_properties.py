"""The learner's properties against two correct wires and eight wrong ones."""

import json
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PASSED, FAILED, NO_TESTS = 0, 1, 5
SMALL = 8

CONFTEST = """\
from hypothesis import HealthCheck, Phase, settings
quiet = [HealthCheck.too_slow]
settings.register_profile("judge", deadline=None, max_examples=40, suppress_health_check=quiet, phases={phases})
settings.load_profile("judge")
"""
ALL_PHASES, NO_SHRINKING = "tuple(Phase)", "(Phase.explicit, Phase.generate)"

# What is wrong: text of the correct wire.py, and what it says instead.
SIMPLE_UNESCAPE = """\
def _unescape(text: str) -> str:
    return text.replace("\\\\n", "\\n").replace("\\\\t", "\\t").replace("\\\\\\\\", "\\\\")
"""
RECORD = """\
def encode(sender: str, text: str) -> bytes:
    with open("encoded.log", "a", encoding="utf-8") as log:
        print(len(text) + len(sender), file=log)
"""


def wrong_wires(source, rng):
    """Return the text of each wrong version."""
    cut, most = rng.randrange(12, 40), rng.randrange(3, 6)
    head, tail = source.index("def _unescape"), source.index("def encode")

    def swap(old, new):
        assert source.count(old) == 1, old
        return source.replace(old, new)

    step_by_step = source[:head] + SIMPLE_UNESCAPE + "\n\n" + source[tail:]
    return {
        "step_by_step": step_by_step.replace("def encode(sender: str, text: str) -> bytes:\n", RECORD),
        "halves": swap(
            "*lines, self._rest = (self._rest + chunk).split(b\"\\n\")",
            "*lines, self._rest = (self._rest + chunk.decode(errors='ignore').encode()).split(b\"\\n\")",
        ),
        "splitlines": swap(
            "fields = (line.decode().split(\"\\t\") for line in lines)",
            "fields = (l.split(\"\\t\") for line in lines for l in (line.decode().splitlines() or ['\\t']) if '\\t' in l)",
        ),
        "drops_empty": swap("for sender, text in fields]", "for sender, text in fields if text]"),
        "cut": swap('\\n".encode()', f'\\n".encode()[:-1][:{cut}] + (b"\\n" if True else b"")'),
        "no_bridge": swap("        if at and self._ranges", "        elif at and self._ranges"),
        "off_by_one": swap("first <= number <= last for", "first <= number <= last + (last > first) for"),
        "forgets": swap(
            "        self._ranges.insert(at, (first, last))\n",
            f"        self._ranges.insert(at, (first, last))\n        del self._ranges[:-{most}]\n",
        ),
    }


@pytest.fixture(scope="module")
def ends():
    """How each run ended and what it said, once for all checks."""
    return {}


@pytest.fixture
def run(subject, tmp_path, ends, rng):
    """Return the end of the run against the wire of a name: its exit code, its output, the sizes it encoded."""
    if not ends:
        given = (subject.workspace / "wire.py").read_text(encoding="utf-8")
        wires = {"given": given, "correct": (HERE / "correct.py").read_text()} | wrong_wires(given, rng)
        for name, source in wires.items():
            folder = tmp_path / "cases" / name
            folder.mkdir(parents=True)
            (folder / "wire.py").write_text(source, encoding="utf-8")
            (folder / "conftest.py").write_text(
                CONFTEST.format(phases=ALL_PHASES if name in ("given", "correct", "step_by_step") else NO_SHRINKING)
            )
            shutil.copyfile(subject.workspace / "test_wire.py", folder / "test_wire.py")
        shutil.copyfile(HERE / "runner.py", tmp_path / "runner.py")
        env = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        done = subject.run(["python", "runner.py", str(rng.randrange(10**6))], cwd=tmp_path, env=env, timeout=200)
        codes = json.loads((done.stdout.strip().splitlines() or ["{}"])[-1])
        for name in wires:
            folder = tmp_path / "cases" / name
            output = (folder / "output").read_text(errors="replace") if (folder / "output").exists() else done.stderr
            log = folder / "encoded.log"
            sizes = [int(line) for line in log.read_text().split()] if log.exists() else []
            ends[name] = codes.get(name), "\n".join(output.strip().splitlines()[-25:]), sizes
    return ends.__getitem__


@pytest.fixture
def expect_pass(run):
    def expect(name, which):
        code, output, _sizes = run(name)
        if code == NO_TESTS:
            pytest.fail("pytest found no tests in test_wire.py: their names have to begin with test_")
        if code is None or code < 0:
            pytest.fail(f"your tests did not end in 25 seconds on {which}:\n{output}")
        if code != PASSED:
            pytest.fail(f"your tests should pass on {which}:\n{output}")

    return expect


@pytest.fixture
def expect_caught(run):
    def expect(name, about):
        if run("given")[0] != PASSED:
            pytest.fail("not looked at yet: your tests have to pass on the wire.py you were given first")
        code, output, _sizes = run(name)
        if code == PASSED:
            pytest.fail(f"all your tests pass on a wire that is wrong here. {about}")
        if code != FAILED:
            pytest.fail(f"your tests should fail on this wire, but pytest did not finish:\n{output}")

    return expect


def test_passes_on_the_wire_you_were_given(expect_pass):
    """Your properties hold for the correct wire that you were given"""
    expect_pass("given", "the wire.py of your workspace, which is correct")


def test_passes_on_another_correct_wire(expect_pass):
    """Your properties hold for a second correct wire, which writes other bytes"""
    expect_pass("correct", "every correct wire; this one is built differently, so use only what the rules name")


def test_unescaping_step_by_step(expect_caught):
    """They catch a wire in which a backslash before an n becomes a newline"""
    expect_caught("step_by_step", "Which characters mean something to a format of lines? Random ones rarely do (rule 1).")


def test_the_example_is_small(run):
    """When they catch it, Hypothesis has made the failing message small"""
    code, output, sizes = run("step_by_step")
    if code != FAILED:
        pytest.fail("not looked at yet: your tests have to catch a wire that unescapes step by step first")
    last = sizes[-1] if sizes else None
    assert last is not None and last <= SMALL, (
        f"the last message that was tried has {last} characters, and 2 would do: what is random should be drawn "
        f"through Hypothesis, which then makes it smaller:\n{output[-1500:]}"
    )


def test_a_character_cut_in_two(expect_caught):
    """They catch a wire that loses a character which two packets share"""
    expect_caught("halves", "Where may a stream be cut (rule 2)?")


def test_characters_that_end_lines(expect_caught):
    """They catch a wire that takes other characters for the end of a line"""
    expect_caught("splitlines", "Which characters end a line for Python's str.splitlines? All are allowed in a text.")


def test_an_empty_text(expect_caught):
    """They catch a wire that drops messages without text"""
    expect_caught("drops_empty", "Texts may be empty (rule 1).")


def test_a_limit_nobody_knows(expect_caught):
    """They catch a wire that cuts long messages, and a Seen that forgets, at limits drawn anew each time"""
    expect_caught("cut", "It cuts messages at some length below 40 bytes: how long do your texts get?")
    expect_caught("forgets", "It forgets a range when there are too many: how many do yours get (rules 3 and 4)?")


def test_a_gap_that_is_filled(expect_caught):
    """They catch a Seen that does not join the ranges on both sides of a number"""
    expect_caught("no_bridge", "In which order do your numbers come, and do they ever touch (rule 4)?")


def test_a_neighbour_that_was_not_seen(expect_caught):
    """They catch a Seen that claims to know the number after a range"""
    expect_caught("off_by_one", "Ask for numbers that were never added, too (rule 3).")
