import asyncio
import contextlib


async def fetch(name, delay=0.0):
    await asyncio.sleep(delay)
    return f"<{name} >"


async def fetch_all(names, get=fetch):
    return await asyncio.gather(*(get(name) for name in names))


async def first(*awaitables):
    tasks = [asyncio.ensure_future(each) for each in awaitables]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    return done.pop().result()


async def ticks(count, log=None):
    try:
        for number in range(count):
            yield number
            await asyncio.sleep(0)
    finally:
        if log is not None:
            log.append("closed")


class Desk:
    def __init__(self):
        self.log = []
        self.lock = asyncio.Lock()

    async def __aenter__(self):
        self.log.append("in")
        return self

    async def __aexit__(self, kind, error, traceback):
        self.log.append(kind.__name__ if kind else "out")
        return kind is KeyError

    def __aiter__(self):
        self.left = 3
        return self

    async def __anext__(self):
        if not self.left:
            raise StopAsyncIteration
        self.left -= 1
        return self.left

    def __await__(self):
        yield from asyncio.sleep(0).__await__()
        return "desk"


@contextlib.asynccontextmanager
async def opened(log):
    log.append("open")
    try:
        yield len(log)
    finally:
        log.append("shut")


async def limited(seconds, awaitable):
    try:
        async with asyncio.timeout(seconds):
            return await awaitable
    except TimeoutError:
        return "too late"


async def both(one, two):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one()), group.create_task(two())]
    return [task.result() for task in tasks]


async def produce(queue, items):
    for item in items:
        await queue.put(item)
    await queue.put(None)


async def careful(awaitable, log):
    try:
        return await awaitable
    except asyncio.CancelledError:
        log.append("cancelled")
