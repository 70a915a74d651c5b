"""`Live`, used by many at once, with a real Redis that the judge looks into."""

import asyncio
import os
from collections import Counter

import pytest
from live import Live
from redis import Redis
from wire import Wire

URL = os.environ["REDIS_URL"]
SIZE = {"set": "scard", "zset": "zcard", "hash": "hlen", "list": "llen", "stream": "xlen"}


@pytest.fixture
def redis():
    """The leased Redis, empty."""
    with Redis.from_url(URL, decode_responses=True) as client:
        client.flushall()
        yield client


@pytest.fixture
def wire():
    """A way to Redis that counts the trips."""
    wire = Wire(URL)
    yield wire
    wire.close()


def weight(redis):
    """How many things stand in keys that never expire."""
    keys = [key for key in redis.keys() if redis.ttl(key) == -1]
    return sum(getattr(redis, SIZE[redis.type(key)])(key) if redis.type(key) in SIZE else 1 for key in keys)


def names(rng, count):
    return [f"member {number} {rng.randrange(10**6)} Zoë" for number in range(count)]


async def fill(live, room, members):
    for member in members:
        await live.join(room, member)


async def sent_to(live, worker="judge", **options):
    """Take all pushes there are and finish them; returns (member, room, text) of each."""
    found = []
    while pushes := list(await live.take(worker, **options)):
        for push in pushes:
            found.append((str(push.member), str(push.room), str(push.text)))
            await live.done(push.id)
    return found


# --- presence


async def test_presence_is_by_device(redis, rng):
    """A member is online with any device that showed itself in the last 30 s; the others do not count, nor do crashes"""
    live, now = Live(URL), 1_800_000_000.0 + rng.randrange(10**6)
    ada, zoe, bob = names(rng, 3)

    async def who(at):
        return {str(one) for one in await live.online([ada, zoe, bob], now=at)}

    await live.beat(ada, "phone", now=now)
    await live.beat(ada, "laptop", now=now + 10)
    await live.beat(zoe, "phone", now=now + 5)
    assert await who(now + 12) == {ada, zoe}, "bob has never been here"
    await live.leave(ada, "phone")
    assert await who(now + 13) == {ada, zoe}, "ada closed the phone, and sits at the laptop"
    assert await who(now + 34) == {ada, zoe}
    assert await who(now + 36) == {ada}, "zoe's phone fell into the water 31 s ago, and never said goodbye"
    assert await who(now + 41) == set(), "ada's laptop showed itself 31 s ago, however long ago the phone left"
    await live.beat(zoe, "phone", now=now + 100)
    await live.beat(zoe, "phone", now=now + 60)
    assert await who(now + 125) == {zoe}, "two signs of life came in the wrong order; the later one counts"
    await live.close()


async def test_presence_of_many_is_one_trip(redis, rng, wire):
    """Who of 500 members is online takes one trip to Redis, and devices that are gone do not pile up"""
    live, now, members = Live(wire.url), 1_800_000_000.0, names(rng, 500)
    for number in range(60):
        await live.beat(members[0], f"browser {number}", now=now + 40 * number)
    left = weight(redis)
    zsets = sum(redis.zcard(key) for key in redis.keys() if redis.type(key) == "zset")
    assert max(left, zsets) <= 20, f"one member came with 60 browsers, one after the other, and {max(left, zsets)} stay"
    here = set(rng.sample(members[1:], 50))
    for member in here:
        await live.beat(member, "phone", now=now + 9000)
    wire.trips = 0
    found = {str(one) for one in await live.online(members, now=now + 9001)}
    assert found == here, f"{len(here)} members are online, {len(found)} were found"
    assert wire.trips <= 4, f"asking for 500 members took {wire.trips} trips to Redis"
    await live.close()


# --- unread


async def test_unread_counts_add_up(redis, rng):
    """Sixty messages sent at once by three servers are all counted, for everybody but their senders"""
    servers, members = [Live(URL) for _ in range(3)], names(rng, 4)
    room, other = f"room:{rng.randrange(10**6)}", "a quiet one"
    await fill(servers[0], room, members)
    await fill(servers[0], other, members[:1])
    senders = [rng.choice(members[:3]) for _ in range(60)]
    results = await asyncio.gather(
        *(servers[n % 3].send(room, sender, f"text {n}", message_id=f"m{n}") for n, sender in enumerate(senders))
    )
    refused = [bool(one) for one in results].count(False)
    assert refused == 0, f"sixty different messages were sent, and {refused} of them returned False"
    for member in members:
        want = {room: 60 - senders.count(member)}
        got = {str(key): int(count) for key, count in (await servers[1].unread(member)).items()}
        assert got == want, f"60 messages, {senders.count(member)} of them one's own: expected {want}, got {got}"
    await servers[0].read(room, members[3])
    assert dict(await servers[1].unread(members[3])) == {}, "what was read is not unread"
    await servers[2].send(room, members[0], "and on", message_id="m60")
    assert {str(k): int(v) for k, v in (await servers[0].unread(members[3])).items()} == {room: 1}
    for server in servers:
        await server.close()


async def test_a_repeated_message_counts_once(redis, rng):
    """A message that its sender repeats, even ten times at once, is counted and pushed once"""
    servers, (ada, zoe) = [Live(URL) for _ in range(10)], names(rng, 2)
    for server in servers:
        await server.online([ada], now=1.0)  # connected
    for room in ("first", "second"):
        await fill(servers[0], room, [ada, zoe])
        results = await asyncio.gather(*(server.send(room, ada, "hello", message_id="m1") for server in servers))
        told = [bool(one) for one in results].count(True)
        assert told == 1, f"ten sendings of message m1 to one room, and {told} of them returned True"
    counted = {str(room): int(count) for room, count in (await servers[0].unread(zoe)).items()}
    assert counted == {"first": 1, "second": 1}
    pushes = await sent_to(servers[0])
    assert sorted(pushes) == [(zoe, "first", "hello"), (zoe, "second", "hello")]
    for server in servers:
        await server.close()


async def test_a_refused_message_can_be_sent_again(redis, rng):
    """When Redis refuses in the middle of sending, another try does all of it, and nothing is counted twice"""
    live, (ada, zoe) = Live(URL), names(rng, 2)
    await fill(live, "room", [ada, zoe])
    await live.send("room", ada, "first", message_id="m0")
    for round_number, refused in enumerate(("-xadd", "-hincrby -hset"), 1):
        redis.execute_command("ACL", "SETUSER", "default", *refused.split())
        try:
            await live.send("room", ada, "again", message_id=f"m{round_number}")
        except Exception:
            failed = True
        else:
            failed = False
        finally:
            redis.execute_command("ACL", "SETUSER", "default", "+@all")
        if failed and refused == "-xadd":
            await live.send("room", ada, "again", message_id=f"m{round_number}")
            counted = {str(room): int(count) for room, count in (await live.unread(zoe)).items()}
            assert counted == {"room": 2}, f"after a try that Redis refused and one that went through: {counted}"
            pushed = await sent_to(live)
            assert pushed == [(zoe, "room", "first"), (zoe, "room", "again")], f"pushed were {pushed}"
        elif failed:
            assert bool(await live.send("room", ada, "again", message_id=f"m{round_number}")) is True, (
                "a message that Redis refused is taken for one that was sent"
            )
    await live.close()


# --- pushes


async def test_each_push_goes_to_one_worker(redis, rng):
    """Pushes sent before the first worker came are there, each goes to one worker, and `take` keeps to its count"""
    live, members = Live(URL), names(rng, 9)
    await fill(live, "room", members)
    for number in range(5):
        await live.send("room", members[0], f"text {number}", message_id=f"m{number}")
    workers = [Live(URL) for _ in range(4)]
    taken = await asyncio.gather(*(one.take(f"worker {n}", count=7) for n, one in enumerate(workers)))
    assert [len(list(pushes)) for pushes in taken] == [7] * 4, "40 pushes wait, and four workers asked for 7 each"
    rest = list(await live.take("worker 0", count=100))
    everything = Counter((str(push.member), str(push.text)) for pushes in [*taken, rest] for push in pushes)
    expected = Counter((member, f"text {number}") for member in members[1:] for number in range(5))
    assert everything == expected, f"missing: {expected - everything}, twice: {everything - expected}"
    assert list(await live.take("worker 1")) == [], "all is taken, by workers who are at it"
    for one in [live, *workers]:
        await one.close()


async def test_a_dead_workers_pushes_are_taken_over(redis, rng):
    """What a worker took and did not finish goes to another after the idle time, and what was done never comes back"""
    live, (ada, zoe) = Live(URL), names(rng, 2)
    await fill(live, "room", [ada, zoe])
    for number in range(6):
        await live.send("room", ada, f"text {number}", message_id=f"m{number}")
    taken = list(await live.take("dies", count=4))
    assert len(taken) == 4, f"six pushes wait, a worker asked for four and got {len(taken)}"
    await live.done(taken[0].id)
    await live.done(taken[2].id)
    assert [str(push.text) for push in await live.take("lives", count=1)] == ["text 4"], "the others are being worked on"
    again = sorted(str(push.text) for push in await live.take("lives", count=10, idle=0.0))
    lost = [text for text in ("text 1", "text 3", "text 5") if text not in again]
    assert not lost, f"a worker died over them (or nobody had them yet), and nobody gets them: {lost}"
    assert not {"text 0", "text 2"} & set(again), f"these were done, and came back: {again}"
    await live.close()


async def test_nothing_grows_for_ever(redis, rng):
    """When 50 messages are sent, pushed and read, Redis holds as much as before; marks of sent messages expire"""
    live, (ada, zoe) = Live(URL), names(rng, 2)
    await fill(live, "room", [ada, zoe])
    before = weight(redis)
    for number in range(50):
        await live.send("room", ada, f"text {number}", message_id=f"m{number}")
    assert len(await sent_to(live, count=100)) == 50
    await live.read("room", zoe)
    after = weight(redis)
    assert after <= before + 20, f"{before} things stood in keys without expiry, and {after} after 50 messages"
    waiting = redis.xpending("chat:pushes", "workers")["pending"]
    assert waiting == 0, f"every push was done, and {waiting} are still pending in group workers"
    marks = [redis.ttl(key) for key in redis.keys() if redis.ttl(key) > 3600]
    assert len(marks) >= 50, "that a message was sent should be remembered for a day, each with an expiry"
    strange = [key for key in redis.keys() if not key.startswith("chat:")]
    assert not strange, f"these keys do not begin with chat: {strange}"
    await live.close()
