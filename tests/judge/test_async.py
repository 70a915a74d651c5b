"""Coroutines, tasks and asynchronous generators of both sides run in one loop, as far as anyone can tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

LEARNER = """
    import asyncio
    import contextlib
    import contextvars

    LOG = []

    async def gather_bounded(fetch, urls, limit):
        gate = asyncio.Semaphore(limit)
        async def one(url):
            async with gate:
                return await fetch(url)
        return await asyncio.gather(*[one(url) for url in urls])

    async def wait_for_ever():
        LOG.append("begun")
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            LOG.append("cancelled")
            raise
        finally:
            await asyncio.sleep(0)
            LOG.append("closed")

    async def stubborn():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return "anyway"

    async def first(*actions):
        tasks = [asyncio.ensure_future(action()) for action in actions]
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        return done.pop().result()

    async def count(limit):
        try:
            for number in range(limit):
                got = yield number
                if got: LOG.append(got)
        finally:
            LOG.append("count closed")

    async def total(numbers):
        return sum([number async for number in numbers])

    class Room:
        def __init__(self): self.inside = 0
        async def __aenter__(self):
            self.inside += 1
            return self
        async def __aexit__(self, kind, error, traceback):
            self.inside -= 1
            return kind is KeyError
        def __aiter__(self): return count(3)
        def __await__(self):
            yield from asyncio.sleep(0).__await__()
            return "awaited"

    async def enter(manager):
        async with manager as value:
            return value

    async def fail(): raise LookupError("nothing there")
    async def group(*actions):
        async with asyncio.TaskGroup() as tasks:
            for action in actions:
                tasks.create_task(action())

    async def consume(queue):
        got = []
        while (item := await queue.get()) is not None:
            got.append(item)
        return got

    BACKGROUND = set()
    async def in_background(into):
        async def work():
            await asyncio.sleep(0)
            into.append("done")
        BACKGROUND.add(asyncio.create_task(work()))
"""
CHECKS = """
    import asyncio
    import inspect
    import pytest
    import learner
    from learner import (LOG, Room, consume, count, enter, fail, first, gather_bounded, group, in_background, stubborn,
                         total, wait_for_ever)

    class Server:
        def __init__(self): self.flying = self.most = 0
        async def fetch(self, url):
            self.flying += 1
            self.most = max(self.most, self.flying)
            await asyncio.sleep(0.002)
            self.flying -= 1
            return url * 2

    async def test_bounded():
        server = Server()
        assert await gather_bounded(server.fetch, list(range(30)), limit=5) == [2 * n for n in range(30)]
        assert server.most == 5

    def test_run_in_a_plain_check():
        server = Server()
        assert asyncio.run(gather_bounded(server.fetch, "abc", 2)) == ["aa", "bb", "cc"]
        assert server.most == 2

    @pytest.mark.asyncio
    async def test_cancelled():
        LOG.clear()
        task = asyncio.create_task(wait_for_ever())
        while not learner.LOG:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert task.cancelled() and LOG == ["begun", "cancelled", "closed"]

    async def test_cancelled_as_soon_as_begun():
        for _ in range(20):
            LOG.clear()
            task = asyncio.create_task(wait_for_ever())
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert learner.LOG == ["begun", "cancelled", "closed"]

    async def test_timeouts():
        LOG.clear()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(wait_for_ever(), 0.02)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await wait_for_ever()
        assert LOG.count("closed") == 2

    async def test_a_coroutine_may_refuse():
        task = asyncio.create_task(stubborn())
        await asyncio.sleep(0.01)
        task.cancel()
        assert await task == "anyway"

    async def test_the_learner_cancels_the_check():
        seen = []
        async def slow():
            try:
                await asyncio.Event().wait()
            finally:
                seen.append("slow closed")
        async def quick():
            await asyncio.sleep(0)
            return "quick"
        assert await first(slow, quick) == "quick"
        assert seen == ["slow closed"]

    async def test_generator():
        LOG.clear()
        assert [number async for number in count(3)] == [0, 1, 2]
        numbers = count(5)
        assert await anext(numbers) == 0 and await numbers.asend("hi") == 1
        await numbers.aclose()
        assert LOG == ["count closed", "hi", "count closed"]
        assert inspect.isasyncgen(numbers)

    async def test_generator_of_the_check():
        async def numbers():
            for number in range(4):
                await asyncio.sleep(0)
                yield number
        assert await total(numbers()) == 6

    async def test_managers():
        room = Room()
        async with room as same:
            assert same is room and room.inside == 1
            raise KeyError
        assert room.inside == 0
        with pytest.raises(ValueError):
            async with room:
                raise ValueError
        assert [number async for number in room] == [0, 1, 2]
        assert await room == "awaited"

    async def test_manager_of_the_check():
        class Manager:
            async def __aenter__(self): return self
            async def __aexit__(self, *error): self.error = error
        manager = Manager()
        assert await enter(manager) is manager
        assert manager.error == (None, None, None)

    async def test_errors():
        with pytest.raises(LookupError, match="nothing there"):
            await fail()
        results = await asyncio.gather(fail(), asyncio.sleep(0, 1), return_exceptions=True)
        assert isinstance(results[0], LookupError) and results[1] == 1
        with pytest.raises(ExceptionGroup) as caught:
            await group(fail, fail)
        assert len(caught.value.exceptions) == 2

    async def test_own_error_comes_back_the_same():
        error = OSError("mine")
        async def broken(_):
            raise error
        with pytest.raises(OSError) as caught:
            await gather_bounded(broken, [1], 1)
        assert caught.value is error

    async def test_queue():
        queue = asyncio.Queue()
        task = asyncio.create_task(consume(queue))
        for item in (1, "two", None):
            await queue.put(item)
            await asyncio.sleep(0)
        assert await task == [1, "two"]

    def test_kinds():
        assert inspect.iscoroutinefunction(fail) and asyncio.iscoroutinefunction(fail)
        coroutine = fail()
        assert inspect.iscoroutine(coroutine) and inspect.isawaitable(coroutine)
        coroutine.close()
        assert inspect.isasyncgenfunction(count) and not inspect.iscoroutinefunction(Room)

    def test_two_loops_after_each_other():
        for _ in range(3):
            assert asyncio.run(stubborn_for(0)) == "anyway"

    async def stubborn_for(seconds):
        task = asyncio.create_task(stubborn())
        await asyncio.sleep(seconds)
        task.cancel()
        return await task
"""


def test_asynchronous_code(assert_passes: Callable[..., None]) -> None:
    assert_passes(LEARNER, CHECKS, seconds=5)


@pytest.mark.xfail(
    strict=True, reason="containers are brought up to date when something crosses, and here nothing does"
)
def test_what_a_task_left_running_changes_is_seen_without_asking(assert_passes: Callable[..., None]) -> None:
    assert_passes(
        LEARNER,
        """
        import asyncio
        from learner import in_background

        async def test_tasks_left_running():
            done = []
            await in_background(done)
            for _ in range(20):
                if done:
                    break
                await asyncio.sleep(0.005)
            assert done == ["done"]
        """,
    )
