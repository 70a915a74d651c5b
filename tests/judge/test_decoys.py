"""Decoys are of the value's type, differ from it, and do not give it away."""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import pathlib
import random
import uuid

import pytest

from roadworthy.judge.guest.decoys import Decoys, detached

VALUES = [
    42,
    0,
    -7,
    10**30,
    1.5,
    0.0,
    float("inf"),
    2j,
    "hello",
    "",
    b"x",
    bytearray(b"ab"),
    [1, 2, 3],
    [],
    [None],
    (1, "a"),
    {1, 2},
    frozenset(),
    {"a": 1},
    {},
    {"a": None},
    collections.OrderedDict(a=1),
    collections.Counter("aab"),
    collections.deque([1, 2], 5),
    datetime.date(2026, 1, 31),
    datetime.date.max,
    datetime.datetime(2026, 1, 31, 5, tzinfo=datetime.UTC),
    datetime.timedelta(seconds=5),
    datetime.time(5, 30),
    decimal.Decimal("3.50"),
    decimal.Decimal("NaN"),
    fractions.Fraction(1, 3),
    uuid.UUID(int=5),
    pathlib.PurePosixPath("/srv/data"),
    range(5),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_decoys_look_like_the_value(value: object) -> None:
    for seed in range(20):
        decoys = Decoys(random.Random(seed)).around(value, 15)  # noqa: S311  # chance, not secrecy
        assert len(decoys) >= 5
        assert {type(decoy) for decoy in decoys} == {type(value)}
        assert value not in decoys


def test_the_value_is_in_the_middle_no_more_often_than_elsewhere() -> None:
    rng = random.Random(5)  # noqa: S311  # chance, not secrecy
    ranks = collections.Counter(sorted([5000, *Decoys(rng).around(5000, 15)]).index(5000) for _ in range(1600))
    assert max(ranks.values()) < 320  # a guess is right in a sixteenth of all cases; twice that is far from telling


def test_the_majority_does_not_tell_a_list() -> None:
    rng = random.Random(5)  # noqa: S311  # chance, not secrecy
    value = list(range(100, 120))
    guessed = 0
    for _ in range(200):
        candidates = [value, *Decoys(rng).around(value, 15)]
        same = [one for one in candidates if len(one) == len(value)]
        middle = [collections.Counter(column).most_common(1)[0][0] for column in zip(*same, strict=True)]
        guessed += middle == value
    assert guessed < 60


def test_what_cannot_be_hidden_has_no_decoys() -> None:
    assert Decoys(random.Random(1)).around(object(), 15) == []  # noqa: S311  # chance, not secrecy


def test_what_is_asked_about_is_a_copy() -> None:
    value = {"a": [1, {2}, (3, [4])]}
    copied = detached(value)
    assert copied == value
    assert copied["a"] is not value["a"]
    assert copied["a"][2][1] is not value["a"][2][1]
