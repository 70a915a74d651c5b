"""Tests of notifier.py: its neighbours are replaced where it looks them up, with the signatures they have."""

import asyncio
from unittest.mock import call

import notifier
import pytest
from directory import Directory
from gateway import Busy, Gone


@pytest.fixture(autouse=True)
def hour(mocker):
    return mocker.patch.object(notifier, "local_hour", autospec=True, return_value=12)


@pytest.fixture(autouse=True)
def push(mocker):
    return mocker.patch.object(notifier, "push", autospec=True, return_value=None)


@pytest.fixture(autouse=True)
def sleep(mocker):
    return mocker.patch.object(notifier, "sleep", autospec=True)


@pytest.fixture
def directory(mocker):
    directory = mocker.create_autospec(Directory, instance=True)
    directory.tokens.return_value = ["phone", "tablet"]
    return directory


def notify(directory, text="hello", **options):
    return asyncio.run(notifier.notify(directory, "ada", text, **options))


def pushed(token, text="hello", urgent=False):
    return call(token, text, urgent=urgent, timeout=3.0)


def assert_awaits(mock, expected):
    """Unlike a comparison of lists, assert_has_awaits knows from the spec that arguments may be named or not."""
    mock.assert_has_awaits(expected)
    assert mock.await_count == len(expected)


def test_every_device_gets_it_in_order(directory, push, sleep):
    assert notify(directory) == 2
    directory.tokens.assert_awaited_once_with("ada")
    assert_awaits(push, [pushed("phone"), pushed("tablet")])
    directory.forget.assert_not_called()
    sleep.assert_not_called()


def test_nobody_without_devices(directory, push):
    directory.tokens.return_value = []
    assert notify(directory) == 0
    push.assert_not_called()


@pytest.mark.parametrize(("length", "sent"), [(119, "x" * 119), (120, "x" * 120), (121, "x" * 119 + "…")])
def test_long_texts_are_cut(directory, push, length, sent):
    notify(directory, "x" * length)
    assert_awaits(push, [pushed("phone", sent), pushed("tablet", sent)])


@pytest.mark.parametrize(("at", "reached"), [(0, 0), (6, 0), (7, 2), (21, 2), (22, 0), (23, 0)])
def test_quiet_hours(directory, push, hour, at, reached):
    hour.return_value = at
    assert notify(directory) == reached
    assert push.await_count == reached


@pytest.mark.parametrize("at", [3, 12, 22])
def test_urgent_ones_are_always_sent(directory, push, hour, at):
    hour.return_value = at
    assert notify(directory, urgent=True) == 2
    assert_awaits(push, [pushed("phone", urgent=True), pushed("tablet", urgent=True)])


def test_a_device_that_is_gone_is_forgotten(directory, push):
    push.side_effect = [Gone, None]
    assert notify(directory) == 1
    directory.forget.assert_awaited_once_with("ada", "phone")
    assert_awaits(push, [pushed("phone"), pushed("tablet")])


@pytest.mark.parametrize(
    ("answers", "slept", "reached"),
    [
        ([Busy, None, None], [1.0], 2),
        ([Busy, Busy, None, None], [1.0, 2.0], 2),
        ([Busy, Busy, Busy, None], [1.0, 2.0], 1),
    ],
)
def test_a_busy_gateway_is_asked_again(directory, push, sleep, answers, slept, reached):
    push.side_effect = answers
    assert notify(directory) == reached
    assert_awaits(sleep, [call(delay) for delay in slept])
    assert_awaits(push, [pushed("phone")] * (len(answers) - 1) + [pushed("tablet")])
    directory.forget.assert_not_called()


def test_gone_after_busy(directory, push):
    push.side_effect = [Busy, Gone, None]
    assert notify(directory) == 1
    directory.forget.assert_awaited_once_with("ada", "phone")
