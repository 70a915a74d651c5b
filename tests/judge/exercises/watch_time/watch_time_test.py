from contextlib import ExitStack
from unittest import mock

import pytest
import watch_time
from watch_time import Watch, muted, nap, quietly


def test_laps():
    with mock.patch("watch_time.time") as time:
        time.monotonic.side_effect = [10, 12.5]
        with Watch() as watch:
            assert watch.laps == []
        assert watch.laps == [2.5]


def test_timeouts_are_swallowed():
    watch = Watch()
    with watch:
        raise TimeoutError
    assert len(watch.laps) == 1


def test_other_errors_are_not():
    error = OSError("disk")
    with pytest.raises(OSError, match="disk") as caught, Watch():
        raise error
    assert caught.value is error


def test_muted():
    room = {"name": "ops"}
    with muted(room) as same:
        assert same is room
        assert room["muted"] is True
    assert room == {"name": "ops", "muted": False}


def test_muted_despite_errors():
    room = {}
    with muted(room):
        {}["missing"]
    assert room == {"error": "'missing'", "muted": False}
    with pytest.raises(ZeroDivisionError), muted(room):
        1 / 0


def test_two_at_once():
    rooms = [{}, {}]
    with ExitStack() as stack:
        for room in rooms:
            stack.enter_context(muted(room))
        assert [room["muted"] for room in rooms] == [True, True]
    assert [room["muted"] for room in rooms] == [False, False]


def test_nap_does_not_take_long(monkeypatch):
    naps = []
    monkeypatch.setattr("time.sleep", naps.append)
    assert nap(3600) == "awake"
    assert naps == [3600]


def test_settings_patched():
    with mock.patch.dict(watch_time.SETTINGS, {"tone": "dong"}):
        assert watch_time.lookup("tone") == "dong"
    assert watch_time.lookup("tone") == "ping"


def test_function_patched(monkeypatch):
    monkeypatch.setattr(watch_time, "lookup", lambda key: key * 2)
    assert watch_time.lookup("ab") == "abab"


def test_quietly():
    assert quietly(lambda: int("x")) is None
    assert quietly(lambda: int("7")) == 7
