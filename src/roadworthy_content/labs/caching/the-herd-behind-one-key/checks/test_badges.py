"""The shared cache, with a real memcached, and a line to it on which others come in between."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from badges import BusyError, add_member, changed, connect, key_of, profile, profiles
from line import Line
from pymemcache.client.base import Client

SERVER = os.environ["MEMCACHED_SERVER"]
NOW = 1_800_000_000.0
ODD = ["Ada Lovelace", "日本語 🚲", "x" * 300, "a\r\nflush_all", "", "members:lobby"]


@pytest.fixture
def memcached():
    """The judge's own client of an empty memcached."""
    host, _, port = SERVER.rpartition(":")
    client = Client((host, int(port)), timeout=5)
    client.flush_all(noreply=False)
    yield client
    client.close()


@pytest.fixture
def line(memcached):
    line = Line(SERVER)
    yield line
    line.close()


class Database:
    """The profiles' home; counts what is loaded."""

    def __init__(self, rng):
        self.rng = rng
        self.loads = []
        self.meanwhile = lambda: None

    def load(self, name):
        self.loads.append(str(name))
        value = {"name": str(name), "number": self.rng.randrange(10**9)}
        self.meanwhile()
        return value


def same(value):
    return json.loads(json.dumps(value))


def aside(call):
    """Call from another thread, so that something can be called meanwhile."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result()


def test_members_who_come_at_once_are_all_there(line, rng):
    """When others enter the room in the very moment, nobody is lost, and entering again changes nothing"""
    cache, others = connect(line.server), connect(SERVER)
    room, names = f"room {rng.randrange(10**6)}", iter([f"other {n}" for n in range(4)])
    line.meanwhile = lambda: add_member(others, room, next(names))
    line.times = 4
    got = aside(lambda: sorted(str(one) for one in add_member(cache, room, "ada")))
    came = [f"other {n}" for n in range(4 - line.times)]
    lost = sorted({"ada", *came} - set(got))
    assert not lost, f"{', '.join(came)} came in the moment before ada was stored, and {', '.join(lost)} is lost: {got}"
    want = ["ada", "other 0", "other 1", "other 2", "other 3"]
    assert got == want, f"who finds the list changed tries again; four others came meanwhile, and the list is {got}"
    assert [str(one) for one in add_member(others, room, "other 2")] == want, "other 2 has been there already"


def test_it_does_not_try_for_ever(line, rng):
    """When others are quicker every time, BusyError says so after so many tries, and nothing was overwritten"""
    cache, others = connect(line.server), connect(SERVER)
    room, numbers = f"room {rng.randrange(10**6)}", iter(range(100))
    line.meanwhile = lambda: add_member(others, room, f"other {next(numbers)}")
    line.times = 20
    with pytest.raises(BusyError):
        aside(lambda: add_member(cache, room, "ada", tries=5))
    line.times = 0
    tried = next(numbers)
    assert tried == 5, f"5 tries were allowed, {tried} were made"
    members = [str(one) for one in add_member(others, room, "zoe")]
    assert members == [*(f"other {n}" for n in range(5)), "zoe"]


@pytest.mark.parametrize("value", [None, [], 0, "", {"name": "Zoë", "x": [1, None]}], ids=repr)
def test_a_profile_is_loaded_once(memcached, value):
    """A profile is loaded once for all servers, whatever the name and whatever JSON it is"""
    ours, theirs, loads = connect(SERVER), connect(SERVER), []

    def load(name):
        loads.append(str(name))
        return value

    for name in ODD:
        loads.clear()
        seen = [same(profile(cache, name, load, now=NOW)) for cache in (ours, theirs, ours)]
        assert seen == [value] * 3
        assert loads == [name], f"three reads of {name[:20]!r}, and these loads: {loads}"
    add_member(ours, "lobby", "ada")
    assert same(profile(ours, "members:lobby", load, now=NOW)) == value, "a room and a profile share a key"


def test_profiles_expire(memcached, rng):
    """memcached itself forgets a profile after HARD seconds, also the trace of a change"""
    cache, database = connect(SERVER), Database(rng)
    profile(cache, "ada", database.load, now=NOW)
    profile(cache, "ada", database.load, now=NOW + 61)
    for what in ("a profile", "what `changed` leaves behind"):
        key = str(key_of("profile", "ada"))
        answer = memcached.raw_command(f"mg {key} t".encode(), b"\r\n").decode()
        left = int(answer.split("t")[-1]) if answer.startswith("HD") else None
        expires = left is None or 500 < left <= 600
        assert expires, f"{what} should be gone after 600 s; memcached says {answer!r} (t-1 is: never)"
        assert left is not None or what != "a profile", f"after two reads, nothing is in {key}"
        changed(cache, "ada")


def test_one_reader_loads_what_is_old(memcached, rng):
    """While one reader loads an old profile, eleven others get the old one at once; afterwards all get the new one"""
    caches, database = [connect(SERVER) for _ in range(4)], Database(rng)
    old = same(profile(caches[0], "ada", database.load, now=NOW))
    at_it, go_on = Event(), Event()

    def slowly():
        at_it.set()
        go_on.wait(10)

    database.meanwhile = slowly
    with ThreadPoolExecutor(12) as pool:
        first = pool.submit(lambda: same(profile(caches[0], "ada", database.load, now=NOW + 61)))
        assert at_it.wait(10), "a profile older than SOFT should be loaded again"
        database.meanwhile = lambda: None
        others = [
            pool.submit(lambda n=n: same(profile(caches[1 + n % 3], "ada", database.load, now=NOW + 62)))
            for n in range(3)
        ]
        answers = [other.result() for other in others]
        answers += [same(profile(caches[3], "ada", database.load, now=NOW + 62)) for _ in range(8)]
        go_on.set()
        new = first.result()
    loads = len(database.loads) - 1
    assert loads == 1, f"a profile was old, and twelve readers loaded it {loads} times"
    assert answers == [old] * 11, "who does not load should get the old profile"
    assert new != old
    assert same(profile(caches[2], "ada", database.load, now=NOW + 63)) == new
    assert len(database.loads) == 2


def test_a_failing_load_is_not_the_end(memcached, rng):
    """When loading an old profile fails, the failure comes out, and the next reader may try at once"""
    cache, database = connect(SERVER), Database(rng)
    old = same(profile(cache, "ada", database.load, now=NOW))

    def fails(_name):
        raise TimeoutError("the database is busy")

    with pytest.raises(TimeoutError, match="busy"):
        profile(cache, "ada", fails, now=NOW + 61)
    new = same(profile(cache, "ada", database.load, now=NOW + 62))
    assert new != old, "one load failed, and the next reader got the old profile without trying"


@pytest.mark.parametrize("known", ["cold", "old", "forgotten"])
def test_what_was_loaded_before_a_change_is_not_stored(memcached, rng, known):
    """A profile that was changed while a reader loaded it is loaded anew by the next one"""
    cache, other, database = connect(SERVER), connect(SERVER), Database(rng)
    if known != "cold":
        profile(cache, "ada", database.load, now=NOW)
    if known == "forgotten":
        changed(other, "ada")
    database.meanwhile = lambda: changed(other, "ada")
    outdated = same(profile(cache, "ada", database.load, now=NOW + 61))
    database.meanwhile = lambda: None
    got = same(profile(cache, "ada", database.load, now=NOW + 61))
    assert got != outdated, "the reader stored what it had loaded before the change"
    assert same(profile(other, "ada", database.load, now=NOW + 62)) == got, "after a change profiles are cached again"


def test_many_profiles_are_few_trips(line, rng):
    """Two hundred profiles take few trips to memcached, and one load for all that are missing or old"""
    cache, asked = connect(line.server), []
    names = [f"member {number}" for number in range(200)]

    def load_many(missing):
        asked.append([str(name) for name in missing])
        return {name: {"of": name} for name in asked[-1] if name != "member 7"}

    want = {name: {"of": name} for name in names if name != "member 7"}
    profiles(cache, names[:150], load_many, now=NOW)
    profiles(cache, names[150:190], load_many, now=NOW + 50)
    asked.clear()
    assert same(profiles(cache, names, load_many, now=NOW + 61)) == want
    assert len(asked) == 1, f"there were {len(asked)} loads for one list"
    assert sorted(asked[0]) == sorted([*names[:150], *names[190:]]), "150 are old, 10 unknown, 40 as good as new"
    line.asked = 0
    asked.clear()
    assert same(profiles(cache, names, load_many, now=NOW + 62)) == want
    assert asked == [["member 7"]], f"all but member 7 were known, and asked for was {str(asked)[:200]}"
    assert line.asked <= 5, f"200 profiles took {line.asked} trips to memcached"
