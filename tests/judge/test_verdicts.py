"""What a learner reads: sentences, expected and actual, messages, their own traceback, notes, seeds, events."""

from __future__ import annotations

import json
import threading

import pytest
from tests.judge.conftest import Submit, by_name

from roadworthy.judge import JudgeEvent
from roadworthy.labs import Outcome, Status, Verdict

LEARNER = """
    def add(a, b):
        return a - b

    def fail(text):
        return helper(text)

    def helper(text):
        raise ValueError(text)

    def talk(text):
        print(text)
        return text
"""
CHECKS = '''
    import pytest
    import unittest
    from learner import add, fail, helper, talk

    def test_sentence():
        """Sums are
        right.

        Not shown."""
        assert add(2, 3) == 5

    def test_in_words_of_its_name():
        assert 5 == add(2, 3)

    def test_own_message():
        assert add(2, 3) == 5, "2 + 3 makes 5"

    def test_truth():
        assert not add(2, 3)

    def test_pytest_fail():
        pytest.fail("the room was left open")

    def test_raises_nothing():
        with pytest.raises(ValueError):
            add(1, 1)

    def test_error():
        fail("no such room")

    @pytest.mark.parametrize("number", [1, 2])
    def test_each(number):
        assert add(number, 0) == 1

    def test_prints():
        talk("hello\\u2028there")
        assert add(1, 1) == 2

    def test_surrogates():
        talk("half \\ud83d")
        assert talk("half \\ud83d") == "\\udc4d whole"

    def test_surrogate_message():
        helper("lone \\ud800")

    def test_long():
        assert talk("x" * 100_000) == "y"

    class TestCase(unittest.TestCase):
        def test_in_unittest(self):
            self.assertEqual(add(2, 3), 5)

        def test_in_unittest_with_words(self):
            self.assertEqual(add(2, 3), 5, "sums are off")

    def test_skipped():
        pytest.skip("not today")

    def test_seed(seed, rng):
        assert (seed, rng.random()) == ()
'''


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    """One attempt that many tests look at."""
    from tests.judge.conftest import submitter

    return submitter(tmp_path_factory.mktemp("verdict"))(LEARNER, CHECKS, seed=1234)


def test_sentence_is_the_first_paragraph_of_the_docstring(verdict: Verdict) -> None:
    assert by_name(verdict)["test_sentence"].sentence == "Sums are right."


def test_sentence_without_docstring_is_the_name_in_words(verdict: Verdict) -> None:
    assert by_name(verdict)["test_in_words_of_its_name"].sentence == "In words of its name"


@pytest.mark.parametrize("name", ["test_sentence", "test_in_words_of_its_name", "test_in_unittest", "test_own_message"])
def test_expected_and_actual_are_told_apart(verdict: Verdict, name: str) -> None:
    check = by_name(verdict)[name]
    assert (check.expected, check.actual) == ("5", "-1")


def test_own_message_stands_alone(verdict: Verdict) -> None:
    assert by_name(verdict)["test_own_message"].message == "2 + 3 makes 5"


def test_a_comparison_needs_no_message_beside_its_values(verdict: Verdict) -> None:
    assert "where" not in by_name(verdict)["test_sentence"].message


def test_unittest_messages_are_shown(verdict: Verdict) -> None:
    assert "sums are off" in by_name(verdict)["test_in_unittest_with_words"].message


def test_pytest_fail_is_shown_as_it_is(verdict: Verdict) -> None:
    assert by_name(verdict)["test_pytest_fail"].message == "the room was left open"


def test_missing_exception_has_no_prefix(verdict: Verdict) -> None:
    message = by_name(verdict)["test_raises_nothing"].message
    assert message.startswith("DID NOT RAISE")
    assert "ValueError" in message


def test_errors_show_the_learners_own_lines_only(verdict: Verdict) -> None:
    check = by_name(verdict)["test_error"]
    assert check.message == "ValueError: no such room"
    assert [(frame.file, frame.function, frame.source) for frame in check.traceback] == [
        ("learner.py", "fail", "return helper(text)"),
        ("learner.py", "helper", "raise ValueError(text)"),
    ]
    assert [frame.line for frame in check.traceback] == [5, 8]


def test_parameters_are_in_the_name(verdict: Verdict) -> None:
    outcomes = {name: check.outcome for name, check in by_name(verdict).items() if name.startswith("test_each")}
    assert outcomes == {"test_each[1]": Outcome.PASSED, "test_each[2]": Outcome.FAILED}


def test_what_was_printed_is_with_its_check(verdict: Verdict) -> None:
    assert by_name(verdict)["test_prints"].output == "hello\u2028there\n"
    assert by_name(verdict)["test_sentence"].output == ""


def test_long_values_are_cut(verdict: Verdict) -> None:
    check = by_name(verdict)["test_long"]
    assert len(check.actual) < 10_000
    assert "left out" in check.actual


def test_every_text_is_valid_unicode(verdict: Verdict) -> None:
    json.dumps(verdict.to_dict(), ensure_ascii=False).encode("utf-8")
    assert by_name(verdict)["test_surrogates"].outcome is Outcome.FAILED
    assert by_name(verdict)["test_surrogate_message"].message.startswith("ValueError: lone")


def test_a_skip_is_named(verdict: Verdict) -> None:
    check = by_name(verdict)["test_skipped"]
    assert (check.outcome, check.message) == (Outcome.SKIPPED, "not today")


def test_whole_attempt_in_a_line(verdict: Verdict) -> None:
    assert verdict.status is Status.FAILED
    failed = sum(check.outcome is Outcome.FAILED for check in verdict.checks)
    assert verdict.message == f"{failed} of {len(verdict.checks)} checks failed."


def test_nothing_of_the_judge_is_shown(verdict: Verdict) -> None:
    text = json.dumps(verdict.to_dict())
    for word in ("roadworthy/judge", "guest", "_pytest/", "RemoteMeta", "/tmp/"):  # noqa: S108  # looked for, not used
        assert word not in text


def test_a_verdict_survives_json(verdict: Verdict) -> None:
    assert Verdict.from_dict(json.loads(json.dumps(verdict.to_dict()))) == verdict


def test_a_seed_replays(verdict: Verdict, submit: Submit) -> None:
    assert verdict.seed == 1234
    checks = "def test_seed(seed, rng):\n    assert (seed, rng.random()) == ()\n"
    again, other = submit("", checks, seed=1234), submit("", checks, seed=1235)
    drawn = by_name(verdict)["test_seed"].actual
    assert drawn.startswith("(1234, 0.")
    assert by_name(again)["test_seed"].actual == drawn != by_name(other)["test_seed"].actual


def test_syntax_errors_are_placed(submit: Submit) -> None:
    verdict = submit("x = 1\ndef broken(:\n", "from learner import x\ndef test_x():\n    assert x == 1\n")
    assert verdict.status is Status.BROKEN
    assert verdict.message.startswith("SyntaxError")
    assert [(frame.file, frame.line) for frame in verdict.traceback] == [("learner.py", 2)]
    assert [(check.name, check.outcome) for check in verdict.checks] == [("test_x", Outcome.SKIPPED)]


def test_errors_at_import_are_placed(submit: Submit) -> None:
    verdict = submit("def f():\n    return {}['x']\nf()\n", "from learner import x\ndef test_x():\n    assert x == 1\n")
    assert verdict.status is Status.BROKEN
    assert verdict.message == "KeyError: 'x'"
    assert [(frame.file, frame.line) for frame in verdict.traceback] == [("learner.py", 3), ("learner.py", 2)]


def test_a_missing_name_is_the_learners_to_add(submit: Submit) -> None:
    verdict = submit("", "from learner import forgotten\ndef test_x():\n    pass\n")
    assert verdict.status is Status.BROKEN
    assert "forgotten" in verdict.message


def test_broken_checks_are_not_the_learners_fault(submit: Submit) -> None:
    verdict = submit("", "def test_x(:\n")
    assert verdict.status is Status.NOT_JUDGED


def test_files_that_are_not_theirs_are_noted(submit: Submit) -> None:
    verdict = submit(
        {"learner.py": "from given import ONE", "given.py": "ONE = 2"},
        "from learner import ONE\ndef test_one():\n    assert ONE == 1\n",
        starter={"given.py": "ONE = 1"},
    )
    assert verdict.passed
    assert [note for note in verdict.notes if "given.py" in note]


def test_events_come_in_order(submit: Submit) -> None:
    events: list[JudgeEvent] = []
    submit("", "def test_a():\n    pass\ndef test_b():\n    pass\n", on_event=events.append)
    told = [(event.kind, event.text or event.names) for event in events if event.kind != "progress"]
    assert told == [
        ("collected", ("test_a", "test_b")),
        ("check-started", "test_a"),
        ("check-finished", "test_a"),
        ("check-started", "test_b"),
        ("check-finished", "test_b"),
    ]


def test_cancelling_stops_at_once(submit: Submit) -> None:
    cancel = threading.Event()

    def on_event(event: JudgeEvent) -> None:
        if event.kind == "check-started":
            cancel.set()

    checks = "from learner import spin\ndef test_spin():\n    spin()\n"
    verdict = submit("def spin():\n    while True: pass\n", checks, on_event=on_event, cancel=cancel, seconds=30)
    assert verdict.status is Status.NOT_JUDGED
    assert verdict.seconds < 20


def test_a_check_file_may_say_kindly_what_could_not_be_imported(submit: Submit) -> None:
    """Tests of beginners' exercises translate the ImportError, and hide the one that it began with."""
    checks = """
        try:
            from learner import missing
        except ImportError as error:
            raise ImportError("We looked for 'missing'.") from None

        def test_it():
            assert missing()
    """
    verdict = submit("", {"test_it.py": checks})
    assert verdict.status is Status.BROKEN
    assert "We looked for 'missing'." in verdict.message


def test_a_check_file_that_breaks_by_itself_is_ours(submit: Submit) -> None:
    verdict = submit("", {"test_it.py": "import learner\nraise ImportError('no such thing') from None\n"})
    assert verdict.status is Status.NOT_JUDGED


@pytest.mark.parametrize("pairs", ["[1, 2]", "type('Yes', (), {'items': lambda self: [1, 2]})().items()", "None"])
def test_values_that_no_check_can_be_made_from_are_not_the_labs_fault(submit: Submit, pairs: str) -> None:
    checks = """
        import pytest
        from learner import PAIRS

        @pytest.mark.parametrize(("name", "count"), PAIRS)
        def test_pair(name, count):
            assert len(name) == count
    """
    verdict = submit(f"PAIRS = {pairs}\n", {"test_it.py": checks})
    assert verdict.status is Status.BROKEN
    assert verdict.message.startswith("The checks could not be loaded with your code: ")


def test_a_name_that_the_checks_forgot_is_ours_whatever_the_learner_wrote(submit: Submit) -> None:
    verdict = submit("ONE = 1\n", {"test_it.py": "from learner import ONE\nassert ONE == 1\nTWO = forgotten + ONE\n"})
    assert verdict.status is Status.NOT_JUDGED
    assert "forgotten" in verdict.message
