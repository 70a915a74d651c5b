import collections
import datetime
import decimal
import fractions
import pathlib
import uuid

import learner
import pytest

SECRET = {secret}
VALUES = [
    SECRET,
    -SECRET,
    SECRET / 7,
    f"the token is {SECRET}",
    b"%d" % SECRET,
    [1, 2, SECRET],
    [SECRET + n for n in range(20)],
    (SECRET, "b"),
    {"id": SECRET, "name": "Ada"},
    {SECRET, 5},
    datetime.date.fromordinal(700_000 + SECRET % 30_000),
    datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=SECRET),
    datetime.timedelta(seconds=SECRET),
    decimal.Decimal(SECRET) / 100,
    fractions.Fraction(SECRET, 1024),
    uuid.UUID(int=SECRET),
    pathlib.PurePosixPath(f"/srv/{SECRET}"),
    collections.deque([SECRET]),
    collections.Counter({"a": SECRET}),
    range(SECRET % 50 + 3),
    True,
    None,
    [],
    "",
]


@pytest.mark.parametrize("number", range(len(VALUES)))
def test_equals(number):
    assert learner.answer() == VALUES[number]


@pytest.mark.parametrize("number", range(len(VALUES)))
def test_equals_from_the_other_side(number):
    assert VALUES[number] == learner.answer()


@pytest.mark.parametrize("number", range(len(VALUES)))
def test_is_found_among_others(number):
    assert learner.answer() in [VALUES[number]]
