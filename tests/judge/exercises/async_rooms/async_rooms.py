import asyncio
from contextlib import asynccontextmanager


async def deliver(send, messages, limit=2):
    gate = asyncio.Semaphore(limit)

    async def one(message):
        async with gate:
            return await send(message)

    return await asyncio.gather(*map(one, messages))


async def ticks(count):
    try:
        for number in range(count):
            await asyncio.sleep(0)
            yield number
    finally:
        CLOSED.append(count)


class Room:
    def __init__(self):
        self.members = []

    @asynccontextmanager
    async def joined(self, name):
        self.members.append(name)
        try:
            yield self
        finally:
            self.members.remove(name)

    async def say(self, text):
        await asyncio.sleep(0)
        if not text:
            raise ValueError("nothing said")
        return [f"{member}: {text}" for member in self.members]


async def patiently(action, seconds):
    try:
        return await asyncio.wait_for(action(), seconds)
    except TimeoutError:
        return "too late"


CLOSED = []
