"""`RoomSettings`, between the judge's own database and a real Redis that the judge looks into."""

import copy
import json
import marshal
import os
import pickle
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from cache import NotInvalidatedError, RoomSettings, Times
from redis import Redis

URL = os.environ["REDIS_URL"]
STRANGER = b"another process"
READERS = 50


class Database:
    """The database behind the cache: counts what is loaded, and can do something while it is being asked."""

    def __init__(self, **rooms):
        self.rooms = rooms
        self.loads = []
        self.meanwhile = lambda: None

    def load(self, room):
        settings = copy.deepcopy(self.rooms.get(room))
        self.loads.append(room)
        self.meanwhile()
        return settings


@pytest.fixture
def redis():
    """The leased Redis, empty."""
    with Redis.from_url(URL) as client:
        client.flushall()
        yield client


@pytest.fixture
def settings(rng):
    """Settings that nobody can guess."""
    return {
        "slow": rng.randrange(10**6),
        "language": "日本語",
        "writers": ["ada", "Zoë"],
        "nested": {"on": True, "x": None},
    }


class Cache:
    """A learner's cache, whose answers are compared as what JSON says of them."""

    def __init__(self, cache):
        self._cache = cache
        self.invalidate = cache.invalidate

    def get(self, room):
        return json.loads(json.dumps(self._cache.get(room)))


def cached(database, url=URL, prefix="settings", **times):
    """A cache as a process of its own would make it; patient unless told otherwise, since machines can be slow."""
    times = Times(**({"timeout": 5.0, "patience": 5.0} | times))
    return Cache(RoomSettings(url, database.load, prefix=prefix, times=times))


def value_key(room, prefix="settings"):
    return f"{prefix}:value:{room}"


def lock_key(room):
    return f"settings:lock:{room}"


def require_remembered(redis, room):
    remembered = redis.exists(value_key(room))
    assert remembered, f"after a get, nothing is in {value_key(room)}; there are: {redis.keys()}"


# --- reading


@pytest.mark.parametrize("room", ["lobby", "a room:with spaces", "комната-🚲"])
def test_a_second_read_does_not_load(redis, settings, room):
    """A second read, in this process or another, gets the same settings and does not reach the database"""
    database = Database(**{room: settings, "other": {"slow": -1}})
    cache = cached(database)
    assert [cache.get(room), cache.get(room), cached(database).get(room)] == [settings] * 3
    assert database.loads == [room], f"three reads of one room, and these loads: {database.loads}"
    require_remembered(redis, room)
    assert cache.get("other") == {"slow": -1}, "another room has settings of its own"


@pytest.mark.parametrize("nothing", [None, {}], ids=["no-room", "no-settings"])
def test_a_room_that_does_not_exist_is_asked_for_once(redis, nothing):
    """That there is no such room, or that its settings are empty, is remembered too"""
    database = Database(lobby=nothing)
    cache = cached(database, ttl=600, missing_ttl=5)
    assert [cache.get("lobby"), cache.get("lobby"), cached(database).get("lobby")] == [nothing] * 3
    loads = len(database.loads)
    assert loads == 1, f"load returned {nothing!r}, and was asked {loads} times in three reads"
    left = redis.pttl(value_key("lobby"))
    most = 5500 if nothing is None else 660_000
    assert 0 < left <= most, f"{nothing!r} should be remembered for {most / 1100:g} s or so, but PTTL says {left} ms"


def test_a_change_is_seen_at_once(redis):
    """After a change and invalidate, every process reads the new settings"""
    database = Database(lobby={"slow": 1})
    ours, theirs = cached(database), cached(database)
    for new in ({"slow": 2}, None, {"slow": 3}):
        ours.get("lobby"), theirs.get("lobby")
        database.rooms["lobby"] = new
        ours.invalidate("lobby")
        assert [theirs.get("lobby"), ours.get("lobby")] == [new, new]
    cached(database).invalidate("never heard of")


# --- expiry


def test_settings_expire(redis, rng):
    """What is remembered has an end, as far away as the time to live says"""
    ttl = rng.randrange(300, 900)
    database = Database(lobby={"slow": 1})
    cache = cached(database, ttl=ttl)
    cache.get("lobby")
    require_remembered(redis, "lobby")
    left = redis.pttl(value_key("lobby")) / 1000
    assert left > 0, f"{value_key('lobby')} never expires: PTTL says {redis.pttl(value_key('lobby'))}"
    assert 0.9 * ttl - 30 < left <= 1.1 * ttl, f"ttl is {ttl} s, give or take a tenth, but {left:.0f} s are left"
    database.rooms["lobby"] = {"slow": 2}
    redis.delete(value_key("lobby"))
    assert cache.get("lobby") == {"slow": 2}, "what has expired should be loaded again"


def test_what_came_together_does_not_go_together(redis):
    """Rooms that were loaded together expire at different times"""
    rooms = [f"room{number}" for number in range(40)]
    cache = cached(Database(**{room: {} for room in rooms}), ttl=1000)
    for room in rooms:
        cache.get(room)
        require_remembered(redis, room)
    left = sorted(redis.pttl(value_key(room)) / 1000 for room in rooms)
    assert 870 < left[0] and left[-1] <= 1100, (
        f"ttl is 1000 s, give or take a tenth, but keys have {left[0]} to {left[-1]} s"
    )
    assert left[-1] - left[0] > 50, (
        f"forty keys, and all of them expire within {left[-1] - left[0]:.1f} s of each other"
    )


# --- one load


def test_one_load_for_fifty_readers(redis, settings, eventually):
    """Fifty readers in five processes who miss at the same time cause one load, and all get its settings"""
    database = Database(lobby=settings)
    started = []

    def until_all_wait():
        if len(database.loads) > 1:
            return
        before = redis.info("stats")["total_commands_processed"]

        def all_wait():
            asked = redis.info("stats")["total_commands_processed"] - before
            return len(started) == READERS and (len(database.loads) > 1 or asked > 6 * READERS)

        try:
            eventually(all_wait, within=1.0)
        except AssertionError:
            pass  # they wait without asking much, which is as good

    database.meanwhile = until_all_wait
    processes = [cached(database, lock_ttl=10.0, patience=10.0) for _ in range(5)]

    def read(number):
        started.append(number)
        return processes[number % 5].get("lobby")

    with ThreadPoolExecutor(READERS) as pool:
        answers = [future.result() for future in [pool.submit(read, number) for number in range(READERS)]]
    assert [answer for answer in answers if answer != settings] == []
    loads, held = len(database.loads), redis.exists(lock_key("lobby"))
    assert loads == 1, (
        f"{READERS} readers in 5 processes caused {loads} loads. (If it is two or three: who gets the lock late should "
        "look whether the settings have come meanwhile. If it is five: a lock in your process holds up only your process.)"
    )
    assert not held, "the lock was not given back"


def test_a_lock_has_an_end(redis):
    """While a reader loads, it holds a lock that ends by itself, should the reader be killed"""
    database, seen = Database(lobby={"slow": 1}), []
    database.meanwhile = lambda: seen.append(redis.pttl(lock_key("lobby")))
    cached(database, lock_ttl=7.0).get("lobby")
    assert seen, "nothing was loaded"
    assert seen[0] != -2, f"while the room is being loaded there should be a lock in {lock_key('lobby')}"
    assert seen[0] != -1, "the lock never ends: if its holder is killed, everybody waits for ever"
    assert 0 < seen[0] <= 7000, f"lock_ttl is 7 s, but PTTL says {seen[0]} ms"
    held = redis.exists(lock_key("lobby"))
    assert not held, "the lock was not given back"


def test_only_the_owner_gives_the_lock_back(redis):
    """A reader whose lock has ended meanwhile leaves the lock of the next one alone"""
    database = Database(lobby={"slow": 1})
    database.meanwhile = lambda: redis.set(lock_key("lobby"), STRANGER, px=60_000)
    assert cached(database).get("lobby") == {"slow": 1}
    held = redis.get(lock_key("lobby"))
    assert held == STRANGER, f"the lock belonged to another process by then, and should still; now it is {held!r}"


def test_a_lock_that_nobody_gives_back(redis):
    """Who has waited long enough for another's lock loads without it, and leaves it alone"""
    redis.set(lock_key("lobby"), STRANGER, px=60_000)
    database = Database(lobby={"slow": 1})
    assert cached(database, patience=0.1).get("lobby") == {"slow": 1}
    assert database.loads == ["lobby"]
    held = redis.get(lock_key("lobby"))
    assert held == STRANGER, "the lock of another process was taken away"


def test_a_failing_load_holds_up_nobody(redis):
    """What load raises comes out, the lock is given back at once, and the failure is not remembered"""
    database = Database(lobby={"slow": 1})

    def fail():
        raise TimeoutError("the database is busy")

    database.meanwhile = fail
    cache = cached(database)
    with pytest.raises(TimeoutError, match="the database is busy"):
        cache.get("lobby")
    loads, held = len(database.loads), redis.exists(lock_key("lobby"))
    assert loads == 1, f"load failed, and was asked {loads} times"
    assert not held, "load failed, and the lock is still there: the next readers wait for nothing"
    database.meanwhile = lambda: None
    assert cache.get("lobby") == {"slow": 1}


# --- changes while somebody reads


@pytest.mark.parametrize("waited", [False, True], ids=["with-the-lock", "after-waiting-in-vain"])
def test_what_was_loaded_before_a_change_is_not_stored_after_it(redis, waited):
    """Settings that were loaded before a change are not put back after it"""
    database = Database(lobby={"slow": "old"})
    reader, writer = cached(database, patience=0.05 if waited else 5.0), cached(database)
    if waited:
        redis.set(lock_key("lobby"), STRANGER, px=60_000)

    def change():
        database.meanwhile = lambda: None
        database.rooms["lobby"] = {"slow": "new"}
        writer.invalidate("lobby")

    database.meanwhile = change
    reader.get("lobby")
    redis.delete(lock_key("lobby"))
    seen = reader.get("lobby")
    assert seen == {"slow": "new"}, (
        f"a reader loaded, a writer changed the room and invalidated, the reader came back; since then all get {seen}"
    )


# --- without Redis


def test_redis_that_is_not_there(free_port):
    """Without Redis, settings come from the database"""
    database = Database(lobby={"slow": 1})
    cache = cached(database, url=f"redis://127.0.0.1:{free_port()}/0", timeout=0.2)
    assert [cache.get("lobby"), cache.get("nowhere")] == [{"slow": 1}, None]
    assert database.loads == ["lobby", "nowhere"], f"two reads, and these loads: {database.loads}"


@contextmanager
def a_mute_redis(seconds):
    """A Redis that takes connections and answers nothing until it hangs up; yields its URL, and whether it has."""
    hung_up, connections = threading.Event(), []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen():
            with suppress(OSError):
                while True:
                    connections.append(server.accept()[0])

        def hang_up():
            hung_up.set()
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            for connection in connections:
                connection.close()

        listener, timer = threading.Thread(target=listen), threading.Timer(seconds, hang_up)
        listener.start(), timer.start()
        try:
            yield f"redis://127.0.0.1:{server.getsockname()[1]}/0", hung_up.is_set
        finally:
            timer.cancel()
            hang_up()
            listener.join()


def test_redis_that_does_not_answer():
    """When Redis hangs, settings come from the database after the timeout, not when Redis has recovered"""
    database = Database(lobby={"slow": 2})
    with a_mute_redis(seconds=5) as (url, hung_up):
        cache = cached(database, url=url, timeout=0.1, patience=0.1)
        assert cache.get("lobby") == {"slow": 2}
        assert not hung_up(), "Redis did not answer for 5 s, timeout is 0.1 s, and get waited for it"
    loads = len(database.loads)
    assert loads == 1, f"it was loaded {loads} times"


def test_redis_that_fails_in_the_middle(redis):
    """When Redis refuses to store, what was loaded is returned all the same, and not loaded twice"""
    database = Database(lobby={"slow": 1})
    full = redis.config_get("maxmemory")["maxmemory"]
    database.meanwhile = lambda: redis.config_set("maxmemory", 1)
    try:
        assert cached(database).get("lobby") == {"slow": 1}
    finally:
        redis.config_set("maxmemory", full)
    loads = len(database.loads)
    assert loads == 1, f"Redis had no memory left when storing, and it was loaded {loads} times"


def test_invalidating_without_redis(free_port):
    """A change that Redis could not be told of is not kept quiet"""
    cache = cached(Database(), url=f"redis://127.0.0.1:{free_port()}/0", timeout=0.2)
    with pytest.raises(NotInvalidatedError):
        cache.invalidate("lobby")


# --- strangers

RUBBISH = {
    "empty": b"",
    "bytes": b"\xff\x00\xfe",
    "half": b'{"slow": ',
    "list": b"[1, 2]",
    "number": b"7",
    "python": b"{'poisoned': 1 + 1}",
    "pickle": pickle.dumps({"poisoned": True}),
    "old-pickle": pickle.dumps({"poisoned": True}, protocol=0),
    "marshal": marshal.dumps({"poisoned": True}),
}


@pytest.mark.parametrize("kind", RUBBISH)
def test_rubbish_in_redis_is_a_miss(redis, kind):
    """Rubbish under a key counts as a miss and is replaced; nothing of it is executed"""
    redis.set(value_key("lobby"), RUBBISH[kind], px=60_000)
    database = Database(lobby={"slow": 1})
    cache = cached(database)
    seen = cache.get("lobby")
    assert seen == {"slow": 1}, f"{value_key('lobby')} held {RUBBISH[kind]!r}, and get made {seen!r} of it"
    assert [cache.get("lobby"), len(database.loads)] == [{"slow": 1}, 1], "it should have been replaced"


def test_a_key_of_another_type(redis):
    """A key that is no string is no reason to fail"""
    redis.rpush(value_key("lobby"), "a", "b")
    assert cached(Database(lobby={"slow": 1})).get("lobby") == {"slow": 1}


def test_others_keys_are_left_alone(redis):
    """All keys begin with the prefix, and what others keep in Redis stays"""
    redis.set("sessions:42", "ada")
    database, theirs = Database(lobby={"slow": 1}), Database(lobby={"slow": 2})
    cache, other = cached(database), cached(theirs, prefix="staging")
    assert [cache.get("lobby"), other.get("lobby"), cache.get("lobby")] == [{"slow": 1}, {"slow": 2}, {"slow": 1}]
    cache.invalidate("lobby")
    assert redis.get("sessions:42") == b"ada"
    theirs_is_there = redis.exists(value_key("lobby", "staging"))
    assert theirs_is_there, "invalidating one prefix has emptied another"
    odd = [key for key in redis.keys("*") if not key.startswith((b"settings:", b"staging:", b"sessions:"))]
    assert odd == [], "these keys do not begin with the prefix"
