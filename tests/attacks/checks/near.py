import math
import unittest

import learner
import pytest

SECRET = {secret} / 7


def test_approx():
    assert learner.answer() == pytest.approx(SECRET)


def test_approx_on_the_left():
    assert pytest.approx(SECRET) == learner.answer()


def test_approx_in_a_list():
    assert [learner.answer()] == pytest.approx([SECRET])


def test_isclose():
    assert math.isclose(float(learner.answer()), SECRET)


def test_almost_equal():
    unittest.TestCase().assertEqual(round(float(learner.answer()), 7), round(SECRET, 7))
