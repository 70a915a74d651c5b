"""Saying how a check failed takes bounded time, whatever the learner's values and errors do when they are shown."""

from __future__ import annotations

import pytest
from tests.judge.conftest import Submit, by_name, told

from roadworthy.labs import Outcome, Status

LONG = """
    def numbers(factor): return [str(number * factor % 10007) for number in range(6000)]
    def text(factor): return "\\n".join(numbers(factor))
    class Huge:
        def __repr__(self): return "x" * 10**9
"""
LONG_CHECKS = """
    import unittest
    from learner import Huge, numbers, text

    OWN = [str(number * 7907 % 10007) for number in range(6000)]

    def test_lists(): assert numbers(7919) == OWN

    def test_texts(): assert text(7919) == "\\n".join(OWN)

    def test_reprs(): assert Huge() == 3

    class TestAsUnittest(unittest.TestCase):
        def test_unittest_lists(self): self.assertEqual(numbers(7919), OWN)

    def test_short():
        assert numbers(7919)[:3] == OWN[:3]
"""


def test_long_values_are_no_reason_to_be_out_of_time(submit: Submit) -> None:
    verdict = submit(LONG, LONG_CHECKS, seconds=10)
    assert verdict.status is Status.FAILED, told(verdict)
    checks = by_name(verdict)
    assert {name for name, check in checks.items() if check.outcome is Outcome.FAILED} == set(checks)
    assert "they are too long to tell how" in checks["test_unittest_lists"].message
    assert checks["test_short"].expected == "['0', '7907', '5807']"


@pytest.mark.long
@pytest.mark.parametrize(
    "learner",
    [
        "class A:\n    def __repr__(self):\n        while True: pass\ndef f(): return A()\n",
        "class E(Exception):\n    def __str__(self):\n        while True: pass\ndef f(): raise E\n",
    ],
    ids=["repr", "str"],
)
def test_what_never_ends_to_be_shown_is_out_of_time(submit: Submit, learner: str) -> None:
    verdict = submit(learner, "from learner import f\ndef test_it(): assert f() == 3\n", seconds=0.5)
    assert verdict.status is Status.LIMIT, told(verdict)
