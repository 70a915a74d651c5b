"""A verdict in the shape that Exercism's website reads: version 3 of the interface of its test runners."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.judge.conftest import make_lab, write_all

from roadworthy.judge import exercism_results, judge
from roadworthy.judge.verdicts import NOT_REACHED
from roadworthy.labs import CheckResult, Frame, Lab, Outcome, Status, Verdict

LEARNER = """
def twice(number):
    print("asked", number)
    return number * 2


def broken():
    return {}["key"]
"""

CHECKS = '''
import unittest

import pytest
from learner import broken, twice


class TwiceTest(unittest.TestCase):
    @pytest.mark.task(taskno=1)
    def test_of_two(self):
        """Two becomes four."""
        # the smallest case
        self.assertEqual(twice(2), 4)

    @pytest.mark.task(taskno=2)
    def test_of_text(self):
        self.assertEqual(
            twice("a"),
            "aaa",
        )

    def test_key(self):
        broken()

    def test_not_here(self):
        self.skipTest("not on this machine")


@pytest.mark.parametrize(
    "number",
    [1, 2],
)
def test_many(
    number,
):
    assert twice(number) == 2 * number
'''


def lab_of(folder: Path, learner: str) -> Lab:
    write_all(folder / "lab", {"starter/learner.py": learner, "checks/learner_test.py": CHECKS})
    return make_lab(folder / "lab", edit=("learner.py",))


def judged(folder: Path, learner: str) -> dict[str, Any]:
    lab = lab_of(folder, learner)
    results = exercism_results(lab, judge(lab, lab.starter))
    assert json.loads(json.dumps(results)) == results
    return results


def test_each_test_has_code_task_output_and_message(tmp_path: Path) -> None:
    results = judged(tmp_path, LEARNER)
    assert (results["version"], results["status"], results["message"]) == (3, "fail", None)
    two, text, key, *many = results["tests"]
    assert two == {
        "name": "Two becomes four.",
        "status": "pass",
        "output": "asked 2\n",
        "test_code": "# the smallest case\nself.assertEqual(twice(2), 4)",
        "task_id": 1,
    }
    assert (text["name"], text["status"], text["task_id"]) == ("Of text", "fail", 2)
    assert text["test_code"] == 'self.assertEqual(\n    twice("a"),\n    "aaa",\n)'
    assert "Expected: 'aaa'\nActual: 'aa'" in text["message"]
    assert key["status"] == "fail"
    assert "KeyError" in key["message"]
    assert 'learner.py:7 in broken: return {}["key"]' in key["message"]
    assert "task_id" not in key
    assert [(test["name"], test["status"]) for test in many] == [("Many [1]", "pass"), ("Many [2]", "pass")]
    assert many[0]["test_code"] == "assert twice(number) == 2 * number"


def test_code_that_does_not_load_is_an_error_with_its_place(tmp_path: Path) -> None:
    results = judged(tmp_path, "def twice(number)\n")
    assert results["status"] == "error"
    assert results["tests"] == []
    assert results["message"].startswith("SyntaxError: ")
    assert "learner.py:1" in results["message"]


PASSED = CheckResult("test_a", "A.", Outcome.PASSED)
SKIPPED = CheckResult("test_b", "B.", Outcome.SKIPPED, message="not here")
UNREACHED = CheckResult("test_c", "C.", Outcome.SKIPPED, message=NOT_REACHED)


@pytest.mark.parametrize(
    ("verdict", "status", "tests"),
    [
        (Verdict("x", Status.PASSED, (PASSED, SKIPPED)), "pass", ["pass"]),
        (Verdict("x", Status.FAILED, (PASSED, UNREACHED), "it ended"), "fail", ["pass", "error"]),
        (Verdict("x", Status.LIMIT, (PASSED, UNREACHED), "too long"), "fail", ["pass", "error"]),
        (Verdict("x", Status.LIMIT, (UNREACHED,), "too long"), "error", []),
        (Verdict("x", Status.BROKEN, (UNREACHED,), "no such module"), "error", []),
        (Verdict("x", Status.NOT_JUDGED, (), "cancelled"), "error", []),
        (Verdict("x", Status.COMPONENT_FAILED, ()), "error", []),
    ],
)
def test_how_an_attempt_ended(tmp_path: Path, verdict: Verdict, status: str, tests: list[str]) -> None:
    results = exercism_results(lab_of(tmp_path, LEARNER), verdict)
    assert results["status"] == status
    assert [test["status"] for test in results["tests"]] == tests
    assert (results["message"] is not None) == (status == "error")
    assert verdict.message in (results["message"] or verdict.message)


def test_output_and_messages_are_cut(tmp_path: Path) -> None:
    check = replace(PASSED, outcome=Outcome.FAILED, message="é" * 70000, output="x" * 501)
    lab = lab_of(tmp_path, LEARNER)
    (test,) = exercism_results(lab, Verdict("x", Status.FAILED, (check,)))["tests"]
    assert len(test["output"]) == 500
    assert test["output"].endswith("Output was truncated. Please limit to 500 chars.")
    assert len(test["message"].encode()) <= 65535
    (test,) = exercism_results(lab, Verdict("x", Status.FAILED, (replace(check, output="x" * 500),)))["tests"]
    assert test["output"] == "x" * 500


def test_a_failure_always_has_a_message(tmp_path: Path) -> None:
    check = replace(PASSED, outcome=Outcome.ERROR, traceback=(Frame("a.py", 3, "f", ""),))
    lab = lab_of(tmp_path, LEARNER)
    (test,) = exercism_results(lab, Verdict("x", Status.FAILED, (check,)))["tests"]
    assert test["message"] == "a.py:3 in f"
    (test,) = exercism_results(lab, Verdict("x", Status.FAILED, (replace(check, traceback=()),)))["tests"]
    assert test["message"]
