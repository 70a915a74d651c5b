"""Checks and fixtures that are coroutines, each check in an event loop of its own."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Generator
from typing import Any

import pytest


class AsyncChecks:
    """A pytest plugin that runs `async def` checks and fixtures, marked or not."""

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None

    def _running(self) -> asyncio.Runner:
        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> object | None:
        """Run a check that is a coroutine function."""
        function = pyfuncitem.obj
        if not inspect.iscoroutinefunction(function):
            return None
        names = pyfuncitem._fixtureinfo.argnames  # noqa: SLF001  # as pytest's own runner does
        self._running().run(function(**{name: pyfuncitem.funcargs[name] for name in names}))
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Generator[None, Any, Any]:
        """End the check's loop after its fixtures."""
        try:
            return (yield)
        finally:
            runner, self._runner = self._runner, None
            if runner is not None:
                runner.close()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Generator[None, Any, Any]:
        """Let a fixture be a coroutine function or an asynchronous generator function."""
        function: Any = fixturedef.func
        if inspect.isasyncgenfunction(function):

            def from_generator(*args: Any, **kwargs: Any) -> Any:
                generator = function(*args, **kwargs)
                value = self._running().run(anext(generator))
                request.addfinalizer(lambda: self._end(generator))
                return value

            fixturedef.func = from_generator  # type: ignore[misc]  # put back below
        elif inspect.iscoroutinefunction(function):
            fixturedef.func = lambda *args, **kwargs: self._running().run(function(*args, **kwargs))  # type: ignore[misc]
        try:
            return (yield)
        finally:
            fixturedef.func = function  # type: ignore[misc]

    def _end(self, generator: Any) -> None:
        try:
            self._running().run(anext(generator))
        except StopAsyncIteration:
            return
        raise RuntimeError("an asynchronous fixture yields more than once")
