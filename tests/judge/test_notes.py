"""Notes that either side adds to an exception are on it for both, whenever they were added."""

from __future__ import annotations

from collections.abc import Callable

LEARNER = """
    import contextlib

    class Odd(Exception): pass

    def fail(cls):
        error = cls("text")
        error.add_note("of the learner")
        raise error

    def passing(action):
        try:
            action()
        except Exception as error:
            error.add_note("on the way")
            raise

    def notes_of(action):
        try:
            action()
        except Exception as error:
            return list(error.__notes__)

    def annotate(error): error.add_note("later")
    def clear(error): error.__notes__.clear()

    @contextlib.contextmanager
    def explaining(what):
        try:
            yield
        except Exception as error:
            error.add_note(what)
            raise

    class Explaining:
        def __enter__(self): return self
        def __exit__(self, kind, error, traceback):
            if error is not None:
                error.add_note("while explaining")

    async def fail_later(): fail(Odd)

    class Keeper:
        def __init__(self): self.error = Odd("kept")
        def note(self, text): self.error.add_note(text)
        def fail(self): raise self.error
"""
CHECKS = """
    import asyncio
    import pytest
    from learner import (
        Explaining, Keeper, Odd, annotate, clear, explaining, fail, fail_later, notes_of, passing,
    )

    @pytest.mark.parametrize("cls", [ValueError, Odd])
    def test_of_the_learner(cls):
        with pytest.raises(cls, match="of the learner") as caught:
            fail(cls)
        assert caught.value.__notes__ == ["of the learner"]

    @pytest.mark.parametrize("cls", [KeyError, Odd])
    def test_on_the_way_through(cls):
        def fail():
            error = cls("text")
            error.add_note("of the check")
            raise error
        with pytest.raises(cls) as caught:
            passing(fail)
        assert caught.value.__notes__ == ["of the check", "on the way"]

    def test_added_by_a_check_before_it_raises_again():
        def again():
            try:
                fail(Odd)
            except Odd as error:
                error.add_note("of the check")
                raise
        assert notes_of(again) == ["of the learner", "of the check"]

    def test_added_to_one_that_was_just_handed_over():
        error = ValueError("text")
        annotate(error)
        assert error.__notes__ == ["later"]
        annotate(error)
        error.add_note("of the check")
        assert error.__notes__ == ["later", "later", "of the check"]
        clear(error)
        assert error.__notes__ == []

    @pytest.mark.parametrize("manager", [lambda: explaining("while explaining"), Explaining])
    def test_added_by_a_context_manager(manager):
        with pytest.raises(ZeroDivisionError) as caught:
            with manager():
                1 / 0
        assert caught.value.__notes__ == ["while explaining"]

    def test_added_by_who_keeps_it():
        keeper = Keeper()
        error = keeper.error
        keeper.note("one")
        assert error.__notes__ == ["one"]
        error.add_note("two")
        keeper.note("three")
        with pytest.raises(Odd) as caught:
            keeper.fail()
        assert caught.value is error and error.__notes__ == ["one", "two", "three"]

    def test_awaited():
        with pytest.raises(Odd) as caught:
            asyncio.run(fail_later())
        assert caught.value.__notes__ == ["of the learner"]

    def test_in_a_group():
        inner = KeyError("text")
        inner.add_note("inside")
        def fail():
            raise ExceptionGroup("many", [inner])
        with pytest.raises(ExceptionGroup) as caught:
            passing(fail)
        assert caught.value.__notes__ == ["on the way"]
        assert caught.value.exceptions[0].__notes__ == ["inside"]
"""


def test_notes(assert_passes: Callable[..., None]) -> None:
    assert_passes(LEARNER, CHECKS)
