"""Boosts: PostgreSQL for the orders, RabbitMQ for what is told, services that fail, and a process that is killed."""

import json
import os

import pika
import psycopg
import pytest
from saga import order, prepare, state

URL, RABBITMQ_URL = os.environ["POSTGRESQL_URL"], os.environ["RABBITMQ_URL"]
DO, UNDO = ("reserve", "charge", "activate"), ("release", "refund")

# Forks a process for each run, since starting Python takes longer than the run; prints how each ended.
RUNNER = """
import os, runpy, sys, psycopg, pika
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        if line.strip():
            os.environ["RABBITMQ_URL"] = line.strip()
        runpy.run_path("saga.py", run_name="__main__")
        sys.exit(0)
    print("ended", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


@pytest.fixture(scope="module")
def runner(subject):
    return subject.start(["python", "-c", RUNNER], env={"SERVICES_URL": URL, "POSTGRESQL_URL": URL})


class Shop:
    """The orders, and what the services and the broker saw of them."""

    def __init__(self, runner, eventually, db, channel):
        self._runner, self._eventually = runner, eventually
        self.db, self._channel = db, channel
        self._queue = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(self._queue, "boosts")
        self._numbers = iter(range(1, 10**6))

    def run(self, broker=""):
        """Let `python saga.py` run to its end; return its exit status."""

        def ends():
            return [line.split()[1] for line in self._runner.output().splitlines() if line.startswith("ended ")]

        before = len(ends())
        self._runner.write(broker + "\n")
        try:
            self._eventually(lambda: len(ends()) > before, within=12.0, what="it")
        except AssertionError:
            pytest.fail(f"python saga.py has not ended after 12 s\n{self._runner.output()[-900:]}")
        return int(ends()[before])

    def order(self, *rooms):
        with psycopg.connect(URL) as db:
            return [int(order(db, room)) for room in rooms]

    def trouble(self, action, room, kind, times=1):
        self.db.execute("INSERT INTO services_trouble VALUES (%s, %s, %s, %s)", (action, room, kind, times))

    def state(self, number):
        return str(state(self.db, number))

    def done(self, room):
        """What was done for a room, in order."""
        rows = self.db.execute("SELECT action FROM services_done WHERE room = %s ORDER BY number", (room,))
        return [action for (action,) in rows]

    def told(self):
        """What was told since the last time, as (order, what), with its message id."""
        found = []
        while (got := self._channel.basic_get(self._queue, auto_ack=True))[0]:
            assert got[1].delivery_mode == 2, f"an event is not persistent: {got[2]!r}"
            event = json.loads(got[2])
            found.append((event["order"], event["what"], got[1].message_id))
        return found

    def words(self):
        return self._runner.output()[-700:]


@pytest.fixture
def shop(runner, eventually):
    connection = pika.BlockingConnection(pika.URLParameters(RABBITMQ_URL))
    channel = connection.channel()
    channel.exchange_delete("boosts")
    channel.exchange_declare("boosts", "fanout", durable=True)
    with psycopg.connect(URL, autocommit=True) as db:
        tables = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            db.execute(psycopg.sql.SQL("DROP TABLE {} CASCADE").format(psycopg.sql.Identifier(table)))
        db.execute("CREATE TABLE services_trouble (action text, room text, kind text, times int)")
        db.execute(
            "CREATE TABLE services_done (action text, key text, room text, number serial, UNIQUE (action, key))"
        )
        with psycopg.connect(URL) as own:
            prepare(own)
        with psycopg.connect(URL) as own:
            prepare(own)
        yield Shop(runner, eventually, db, channel)
    connection.close()


@pytest.fixture
def rooms(rng):
    return lambda number: [f"room-{rng.randrange(10**9)}" for _ in range(number)]


def test_a_boost_is_ordered_and_told(shop, rooms):
    """An order is reserved, charged, activated, in this order, and told of: ordered, then boosted, each once"""
    names = rooms(3)
    numbers = shop.order(*names)
    assert [shop.state(number) for number in numbers] == ["pending"] * 3
    status = shop.run()
    assert status == 0, f"python saga.py ended with status {status}\n{shop.words()}"
    for number, name in zip(numbers, names, strict=True):
        found = shop.state(number), shop.done(name)
        assert found == ("boosted", list(DO)), f"an order without trouble: {found}\n{shop.words()}"
    shop.run()
    told = sorted(shop.told())
    wanted = sorted((number, what) for number in numbers for what in ("ordered", "boosted"))
    assert [one[:2] for one in told] == wanted, f"in two runs should be told {wanted}, and was told {told}"
    assert len({one[2] for one in told}) == 6, f"each event needs a message id of its own: {told}"


@pytest.mark.parametrize("refuses", DO)
def test_a_refusal_undoes_what_was_done(shop, rooms, refuses):
    """When a service refuses, what was done before is undone, the last first, and the order is refused"""
    (name,) = rooms(1)
    shop.trouble(refuses, name, "refuse", 1000)
    (number,) = shop.order(name)
    shop.run()
    wanted = {"reserve": [], "charge": ["reserve", "release"], "activate": ["reserve", "charge", "refund", "release"]}
    found = shop.done(name)
    assert found == wanted[refuses], f"{refuses} was refused: done should be {wanted[refuses]}, and is {found}"
    assert shop.state(number) == "refused", f"{refuses} was refused, and the order is {shop.state(number)}"
    told = [one[:2] for one in shop.told()]
    assert told == [(number, "ordered"), (number, "refused")], f"was told {told}"


def test_a_kill_leaves_nothing_half_done(shop, rooms):
    """Killed before or after any call of a service, the next run brings the order to its end, nothing done twice"""
    moments = ("die-before", "die-after")
    ways = [(action, moment, "boosted") for action in DO for moment in moments]
    ways += [(action, moment, "refused") for action in UNDO for moment in moments]
    names = rooms(len(ways))
    for (action, moment, wanted), name in zip(ways, names, strict=True):
        shop.trouble(action, name, moment)
        if wanted == "refused":
            shop.trouble("activate", name, "refuse", 1000)
    numbers = shop.order(*names)
    statuses = [shop.run()]
    while statuses[-1] == -9 and len(statuses) <= len(ways):
        statuses.append(shop.run())
    for (action, moment, wanted), name, number in zip(ways, names, numbers, strict=True):
        found, done = shop.state(number), shop.done(name)
        expected = list(DO) if wanted == "boosted" else ["reserve", "charge", "refund", "release"]
        assert (found, done) == (wanted, expected), (
            f"killed at {action} ({moment}), then run again: the order should be {wanted} with {expected}, "
            f"and is {found} with {done}; the runs ended with {statuses}\n{shop.words()}"
        )
    assert statuses == [-9] * len(ways) + [0], f"{len(ways)} kills were prepared, and the runs ended with {statuses}"
    told = {one[2]: one[:2] for one in shop.told()}
    assert len(told) == 2 * len(ways), f"of {len(ways)} orders was told, without what came twice: {told}"


def test_an_order_is_told_if_it_is_committed(shop, rooms):
    """An order whose transaction is rolled back never happened: no service is called, nobody is told"""
    (gone, real) = rooms(2)
    with psycopg.connect(URL) as db:
        order(db, gone)
        db.rollback()
        kept = int(order(db, real))
        shop.run()
        early = shop.told(), shop.done(real)
        assert early == ([], []), f"before the caller commits nothing may happen, but this did: {early}"
    shop.run()
    told = [one[:2] for one in shop.told()]
    assert told == [(kept, "ordered"), (kept, "boosted")], f"one order was rolled back, one committed; told: {told}"
    assert shop.done(gone) == [], f"for the order that was rolled back was done: {shop.done(gone)}"


def test_who_is_away_is_waited_for(shop, rooms):
    """A service that is away holds up its order only, until a later run; also when it is away for the undoing"""
    names = late, undone, fine = rooms(3)
    shop.trouble("charge", late, "away", 1)
    shop.trouble("activate", undone, "refuse", 1000)
    shop.trouble("refund", undone, "away", 1)
    numbers = shop.order(*names)
    status = shop.run()
    states = [shop.state(number) for number in numbers]
    assert states == ["pending", "pending", "boosted"], (
        f"billing was away for the first two orders, once each: the states are {states} (status {status})\n{shop.words()}"
    )
    shop.run()
    states = [shop.state(number) for number in numbers]
    assert states == ["boosted", "refused", "boosted"], f"billing is back, after another run the states are {states}"
    found = shop.done(undone)
    assert found == ["reserve", "charge", "refund", "release"], f"for the refused order was done: {found}"


def test_what_could_not_be_told_is_told_later(shop, rooms, free_port):
    """While the broker cannot be reached orders go on, and what happened is told by a later run"""
    names = rooms(2)
    numbers = shop.order(*names)
    shop.run(broker=f"amqp://guest:guest@127.0.0.1:{free_port()}/?connection_attempts=1&socket_timeout=1")
    states = [shop.state(number) for number in numbers]
    assert states == ["boosted", "boosted"], f"the broker is away, which is no reason to wait; the states are {states}"
    shop.run()
    told = sorted(one[:2] for one in shop.told())
    wanted = sorted((number, what) for number in numbers for what in ("ordered", "boosted"))
    assert told == wanted, f"the broker is back: should be told {wanted}, and was told {told}\n{shop.words()}"
