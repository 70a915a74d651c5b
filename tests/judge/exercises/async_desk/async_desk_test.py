import asyncio
import inspect
import unittest
from unittest import mock

import pytest
from async_desk import Desk, both, careful, fetch, fetch_all, first, limited, opened, produce, ticks


class AsyncDeskTest(unittest.TestCase):
    def test_run(self):
        self.assertEqual(asyncio.run(fetch("a")), "<a>")
        self.assertTrue(inspect.iscoroutinefunction(fetch))
        coroutine = fetch("x")
        self.assertTrue(inspect.iscoroutine(coroutine))
        coroutine.close()

    def test_gather_there(self):
        async def get(name):
            await asyncio.sleep(0)
            return name * 2

        self.assertEqual(asyncio.run(fetch_all("ab")), ["<a>", "<b>"])
        self.assertEqual(asyncio.run(fetch_all("ab", get)), ["aa", "bb"])

    def test_mock(self):
        get = mock.AsyncMock(side_effect=lambda name: name.upper())
        self.assertEqual(asyncio.run(fetch_all("ab", get)), ["A", "B"])
        self.assertEqual(get.await_args_list, [mock.call("a"), mock.call("b")])

    def test_patched_sleep(self):
        with mock.patch("async_desk.asyncio.sleep", new=mock.AsyncMock()) as sleep:
            self.assertEqual(asyncio.run(fetch("a", 3600)), "<a>")
        sleep.assert_awaited_once_with(3600)


class AsyncIsolatedTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.desk = Desk()

    async def test_gather_here(self):
        self.assertEqual(await asyncio.gather(fetch("a"), fetch("b", 0.001)), ["<a>", "<b>"])

    async def test_first(self):
        never = asyncio.Event()
        self.assertEqual(await first(never.wait(), fetch("quick")), "<quick>")

    async def test_context(self):
        async with self.desk as desk:
            self.assertIs(desk, self.desk)
        async with self.desk:
            raise KeyError
        with self.assertRaises(ValueError):
            async with self.desk:
                raise ValueError
        self.assertEqual(self.desk.log, ["in", "out", "in", "KeyError", "in", "ValueError"])

    async def test_iteration(self):
        self.assertEqual([left async for left in self.desk], [2, 1, 0])
        self.assertEqual(await self.desk, "desk")

    async def test_async_generator(self):
        log = []
        self.assertTrue(inspect.isasyncgen(ticks(1)))
        self.assertEqual([number async for number in ticks(3, log)], [0, 1, 2])
        self.assertEqual(log, ["closed"])
        generator = ticks(5, log)
        self.assertEqual(await anext(generator), 0)
        await generator.aclose()
        self.assertEqual(log, ["closed", "closed"])

    async def test_generator_of_the_check(self):
        async def names():
            yield "x"
            yield "y"

        self.assertEqual(await fetch_all([name async for name in names()]), ["<x>", "<y>"])

    async def test_opened(self):
        log = []
        async with opened(log) as size:
            self.assertEqual(size, 1)
        self.assertEqual(log, ["open", "shut"])

    async def test_limited(self):
        self.assertEqual(await limited(0.01, asyncio.sleep(30)), "too late")
        self.assertEqual(await limited(5, fetch("a")), "<a>")
        with self.assertRaises(TimeoutError):
            await asyncio.wait_for(fetch("slow", 30), 0.01)

    async def test_group(self):
        async def fail():
            raise OSError("no line")

        async def wait():
            await asyncio.sleep(30)

        with self.assertRaises(ExceptionGroup) as caught:
            await both(fail, wait)
        self.assertEqual([str(error) for error in caught.exception.exceptions], ["no line"])
        self.assertEqual(await both(lambda: fetch("a"), lambda: fetch("b")), ["<a>", "<b>"])

    async def test_queue(self):
        queue = asyncio.Queue(maxsize=1)
        task = asyncio.create_task(produce(queue, [1, 2, 3]))
        seen = []
        while (item := await queue.get()) is not None:
            seen.append(item)
        await task
        self.assertEqual(seen, [1, 2, 3])

    async def test_cancelled(self):
        log = []
        task = asyncio.create_task(careful(asyncio.sleep(30), log))
        await asyncio.sleep(0.005)
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.assertEqual(log, ["cancelled"])

    async def test_lock(self):
        async with self.desk.lock:
            self.assertTrue(self.desk.lock.locked())

    async def test_future(self):
        future = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.001, future.set_result, 42)
        self.assertEqual(await limited(5, future), 42)


@pytest.mark.asyncio
async def test_marked():
    assert await fetch("m") == "<m>"
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(fetch(str(number))) for number in range(3)]
    assert [task.result() for task in tasks] == ["<0>", "<1>", "<2>"]
