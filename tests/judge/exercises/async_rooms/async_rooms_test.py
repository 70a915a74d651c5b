import asyncio
import inspect
import unittest

import async_rooms
from async_rooms import Room, deliver, patiently, ticks


class DeliverTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.flying = self.most = 0

    async def send(self, message):
        self.flying += 1
        self.most = max(self.most, self.flying)
        for _ in range(3):
            await asyncio.sleep(0)
        self.flying -= 1
        return message.upper()

    async def test_in_order(self):
        self.assertEqual(await deliver(self.send, ["a", "b", "c"]), ["A", "B", "C"])

    async def test_bounded_but_not_one_by_one(self):
        await deliver(self.send, "abcdefgh", limit=3)
        self.assertEqual(self.most, 3)

    async def test_ticks(self):
        self.assertEqual([number async for number in ticks(4)], [0, 1, 2, 3])
        self.assertEqual(async_rooms.CLOSED[-1], 4)

    async def test_leaving_early(self):
        numbers = ticks(9)
        self.assertEqual(await anext(numbers), 0)
        await numbers.aclose()
        self.assertEqual(async_rooms.CLOSED[-1], 9)
        with self.assertRaises(StopAsyncIteration):
            await anext(numbers)

    async def test_joined(self):
        room = Room()
        async with room.joined("ada") as same:
            self.assertIs(same, room)
            self.assertEqual(await room.say("hi"), ["ada: hi"])
        self.assertEqual(room.members, [])

    async def test_nothing_said(self):
        with self.assertRaisesRegex(ValueError, "nothing"):
            await Room().say("")

    async def test_patience(self):
        self.assertEqual(await patiently(asyncio.Event().wait, 0.01), "too late")

    async def test_tasks(self):
        room = Room()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(room.say(text)) for text in "xy"]
        self.assertEqual([task.result() for task in tasks], [[], []])


class PlainTest(unittest.TestCase):
    def test_kinds(self):
        self.assertTrue(inspect.iscoroutinefunction(deliver))
        self.assertTrue(inspect.isasyncgenfunction(ticks))

    def test_run(self):
        async def send(message):
            return len(message)

        self.assertEqual(asyncio.run(deliver(send, ["abc", ""])), [3, 0])
