async def deliver(send, messages, limit=2):
    return [await send(message) for message in messages]


async def ticks(count):
    yield 0


class Room:
    members = ()

    async def say(self, text):
        return []


async def patiently(action, seconds):
    return None


CLOSED = []
