"""What a check patches in the standard library reaches the learner's code, and is put back; what it imports does not."""

from __future__ import annotations

from collections.abc import Callable

LEARNER = """
    import datetime
    import os
    import random
    import subprocess
    import threading
    import time
    import uuid

    def now(): return time.time()
    def now_in_a_thread():
        told = []
        thread = threading.Thread(target=lambda: told.append(time.time()))
        thread.start()
        thread.join()
        return told[0]
    async def now_later(): return time.time()
    def ticks():
        while True: yield time.time()
    def doze():
        begun = time.monotonic()
        while time.monotonic() - begun < 3600: time.sleep(60)
    def run(): return subprocess.run(["program"], check=True).stdout
    def read(name):
        with open(name) as file: return file.read()
    def year(): return datetime.datetime.now().year
    def today(): return datetime.date.today()
    def is_midnight(moment): return moment == datetime.datetime(2026, 1, 1)
    def new_id(): return str(uuid.uuid4())
    def separator(): return os.sep
    def can_fork(): return hasattr(os, "fork")
    def where(): return os.getcwd()
"""
PATCHES = """
    import asyncio
    import datetime
    import itertools
    import os
    import subprocess
    import time
    import uuid
    from unittest import mock
    import pytest
    import learner
    from clocks import stopped

    class Clock:
        def __init__(self): self.now = 0.0
        def time(self): return self.now
        def sleep(self, seconds): self.now += seconds

    @pytest.fixture
    def clock(monkeypatch):
        clock = Clock()
        for name in ("time", "monotonic", "perf_counter"):
            monkeypatch.setattr(time, name, clock.time)
        monkeypatch.setattr("time.sleep", clock.sleep)
        return clock

    @pytest.fixture(autouse=True)
    def put_back():
        yield
        assert learner.now() > 1000 and time.time() > 1000

    def test_functions(clock):
        assert learner.now() == learner.now_in_a_thread() == asyncio.run(learner.now_later()) == 0
        ticks = learner.ticks()
        assert next(ticks) == 0
        clock.now = 5
        assert next(ticks) == 5

    def test_a_clock_that_passes_in_no_time(clock):
        learner.doze()
        assert clock.now == 3600

    def test_a_clock_that_stands_still_does_not_stop_the_judge_s(monkeypatch):
        monkeypatch.setattr(time, "monotonic", lambda: 0.0)
        monkeypatch.setattr(time, "sleep", lambda _: None)
        assert learner.now() > 1000

    def test_mocks():
        with mock.patch("time.time", return_value=1) as fake:
            assert learner.now() == 1
            with mock.patch.object(time, "time", side_effect=[2, 3]):
                assert [learner.now(), learner.now()] == [2, 3]
            assert learner.now() == 1
        assert fake.call_count == 2
        with mock.patch("learner.time.time", itertools.count().__next__):
            assert [learner.now(), learner.now()] == [0, 1]
        with mock.patch.multiple(time, time=lambda: 4), mock.patch("uuid.uuid4", return_value="an id"):
            assert (learner.now(), learner.new_id()) == (4, "an id")
        with mock.patch("time.time", side_effect=OSError("no clock")), pytest.raises(OSError, match="no clock"):
            learner.now()

    def test_what_was_called_is_known_to_the_check():
        with mock.patch("subprocess.run") as run:
            run.return_value.stdout = "out"
            assert learner.run() == "out"
        run.assert_called_once_with(["program"], check=True)
        with mock.patch("builtins.open", mock.mock_open(read_data="data")) as opened:
            assert learner.read("a.txt") == "data"
        opened.assert_called_once_with("a.txt")

    def test_assignments_and_helpers():
        before, time.time = time.time, lambda: 7
        try:
            assert learner.now() == 7
        finally:
            time.time = before
        with stopped(8):
            assert learner.now() == 8

    def test_values_and_what_is_taken_away():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "sep", "#")
            patch.delattr(os, "fork")
            patch.setattr(os, "getcwd", lambda: "elsewhere")
            assert (learner.separator(), learner.can_fork(), learner.where()) == ("#", False, "elsewhere")
        assert (learner.separator(), learner.can_fork()) == ("/", True)

    def test_classes_of_values():
        class Then(datetime.datetime):
            @classmethod
            def now(cls, tz=None): return cls(1999, 1, 1)
        class Day(datetime.date):
            @classmethod
            def today(cls): return cls(1999, 1, 2)
        moment = datetime.datetime(2026, 1, 1)
        with mock.patch("datetime.datetime", Then), mock.patch("datetime.date", Day):
            assert learner.year() == 1999 and learner.today() == datetime.date(1999, 1, 2)
            assert learner.is_midnight(moment)
        assert learner.year() > 2000

    def test_a_class_that_the_judge_uses_too():
        with mock.patch("threading.Thread") as thread:
            thread.return_value.start.side_effect = RuntimeError("no threads")
            with pytest.raises(RuntimeError, match="no threads"):
                learner.now_in_a_thread()
"""
CLOCKS = """
    import contextlib
    import time

    @contextlib.contextmanager
    def stopped(at):
        before, time.time = time.time, lambda: at
        yield
        time.time = before
"""


def test_patches(assert_passes: Callable[..., None]) -> None:
    assert_passes(LEARNER, {"test_it.py": PATCHES, "clocks.py": CLOCKS})


def test_a_library_s_module_that_a_check_imports_is_no_patch(assert_passes: Callable[..., None]) -> None:
    assert_passes(
        "def is_known(module): import sys; return module in sys.modules",
        """
        import packaging
        import xml
        from unittest import mock
        import learner

        def test_a_first_import():
            import packaging.tags
            import xml.dom.minidom
            assert packaging.tags.sys_tags and not learner.is_known("xml.dom.minidom")

        def test_a_patch_of_a_module_s_name_is_put_back():
            with mock.patch("xml.dom") as dom:
                pass
            assert xml.dom is not dom
        """,
    )
