"""`fan_out`, watched from the side of the gateway."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from fan_out import fan_out

PATIENCE = 3.0  # seconds after which a check gives up waiting; never the measure of anything
LONG = 60.0


class Gateway:
    """A push gateway that holds every delivery until it is let go."""

    def __init__(self):
        self.started = []
        self.in_flight = set()
        self.peak = 0
        self.cleaned_up = []
        self._go = {}
        self._broken = {}
        self._open = False

    async def send(self, recipient):
        self.started.append(recipient)
        self.in_flight.add(recipient)
        self.peak = max(self.peak, len(self.in_flight))
        try:
            if not self._open:
                await self._event(recipient).wait()
            if recipient in self._broken:
                raise self._broken[recipient]
        except asyncio.CancelledError:
            await asyncio.sleep(0)  # telling the gateway takes a moment
            self.cleaned_up.append(recipient)
            raise
        finally:
            self.in_flight.discard(recipient)

    def _event(self, recipient):
        return self._go.setdefault(recipient, asyncio.Event())

    def let_go(self, recipient):
        self._event(recipient).set()

    def open(self):
        self._open = True
        for event in self._go.values():
            event.set()

    def breaks_for(self, recipient, error):
        self._broken[recipient] = error

    async def until(self, condition, what):
        """Wait until something is so; say what was hoped for if it never is."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not condition():
                    await asyncio.sleep(0.001)
        except TimeoutError:
            pytest.fail(f"{what}; {self}")

    async def until_full(self, limit):
        """Wait until as many deliveries are in flight as allowed; more fail the check."""
        await self.until(lambda: len(self.in_flight) >= limit, f"{limit} deliveries should be in flight")
        if self.peak > limit:
            pytest.fail(f"at most {limit} deliveries should be in flight; {self}")

    def __str__(self):
        names = sorted(self.in_flight)
        more = ", ..." if len(names) > 5 else ""
        return f"in flight: {len(names)} ({', '.join(names[:5])}{more}), started: {len(self.started)}"


@asynccontextmanager
async def running(gateway, recipients, **options):
    """Run fan_out beside the check, and end it with the check, whatever it does with a cancellation."""
    task = asyncio.ensure_future(fan_out(gateway.send, recipients, **options))
    try:
        yield task
    finally:
        gateway.open()
        task.cancel()
        await asyncio.wait([task], timeout=PATIENCE)


async def result(task, why="though every delivery was answered"):
    """Return what fan_out returned, as plain tuples."""
    try:
        deliveries = await asyncio.wait_for(task, PATIENCE)
    except TimeoutError:
        pytest.fail(f"fan_out did not finish, {why}")
    return [(str(delivery.recipient), bool(delivery.ok), str(delivery.error)) for delivery in deliveries]


def people(count):
    return [f"member{number:03}" for number in range(count)]


async def test_everybody_gets_it(rng):
    """Everybody is delivered to exactly once, also when there are fewer people than places"""
    for count in (0, 1, 3, rng.randrange(20, 60)):
        gateway = Gateway()
        gateway.open()
        async with running(gateway, people(count), limit=5, timeout=LONG) as task:
            assert await result(task) == [(person, True, "") for person in people(count)]
        assert sorted(gateway.started) == people(count)


async def test_never_more_than_the_limit(rng):
    """As many deliveries as the limit are in flight at once, and never one more"""
    limit = rng.randrange(3, 8)
    gateway = Gateway()
    async with running(gateway, people(30), limit=limit, timeout=LONG) as task:
        await gateway.until_full(limit)
        for _ in range(8):
            one = rng.choice(sorted(gateway.in_flight))
            before = len(gateway.started)
            gateway.let_go(one)
            await gateway.until(lambda: len(gateway.started) > before, f"a place is free after {one}, nobody took it")
        gateway.open()
        assert len(await result(task)) == 30
    assert gateway.peak == limit, f"{gateway.peak} deliveries were in flight at once, with a limit of {limit}"


async def test_a_slow_recipient_holds_nobody_up():
    """One phone that does not answer holds up nobody else"""
    gateway = Gateway()
    everybody = people(20)
    for person in everybody[1:]:
        gateway.let_go(person)
    async with running(gateway, everybody, limit=2, timeout=LONG) as task:
        await gateway.until(lambda: len(gateway.started) == 20, "all but the slow one should have been served meanwhile")
        assert gateway.in_flight == {everybody[0]}
        gateway.open()
        assert len(await result(task)) == 20


async def test_results_are_in_the_order_of_the_recipients(rng):
    """Results come in the order of the recipients, whoever answers first"""
    gateway = Gateway()
    everybody = people(6)
    async with running(gateway, everybody, limit=6, timeout=LONG) as task:
        await gateway.until_full(6)
        for person in reversed(everybody):
            gateway.let_go(person)
            await gateway.until(lambda: person not in gateway.in_flight, f"{person} was answered")
        assert [recipient for recipient, _, _ in await result(task)] == everybody


async def test_a_failure_is_reported_and_the_rest_go_on():
    """A delivery that raises is reported by class and text, and the others go on"""
    gateway = Gateway()
    gateway.breaks_for("member001", ConnectionError("gone"))
    gateway.breaks_for("member003", TimeoutError("the gateway's own"))
    gateway.open()
    async with running(gateway, people(5), limit=2, timeout=LONG) as task:
        assert await result(task) == [
            ("member000", True, ""),
            ("member001", False, "ConnectionError: gone"),
            ("member002", True, ""),
            ("member003", False, "TimeoutError: the gateway's own"),
            ("member004", True, ""),
        ]


async def test_a_recipient_that_never_answers_times_out():
    """A phone that never answers is given up after the timeout, and its place is free again"""
    gateway = Gateway()
    async with running(gateway, people(3), limit=1, timeout=0.05) as task:
        found = await result(task, "though nobody answered within the timeout of 0.05 s")
        assert found == [(person, False, "timeout") for person in people(3)]
    assert gateway.cleaned_up == people(3), "what timed out should have been cancelled"


async def test_recipients_are_taken_when_needed():
    """A recipient is asked for when there is a place, not before"""
    gateway = Gateway()
    taken = []

    def from_the_database():
        for person in people(500):
            taken.append(person)
            yield person

    async with running(gateway, from_the_database(), limit=4, timeout=LONG):
        await gateway.until_full(4)
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(taken) <= 5, f"four places, none free, but {len(taken)} recipients were taken"


async def test_a_broken_list_of_recipients():
    """If the recipients cannot be read to the end, deliveries are cancelled and that exception comes out"""
    gateway = Gateway()

    def from_the_database():
        yield from people(2)
        raise LookupError("connection lost")

    async with running(gateway, from_the_database(), limit=5, timeout=LONG) as task:
        with pytest.raises(LookupError, match="connection lost"):
            await asyncio.wait_for(task, PATIENCE)
    assert gateway.in_flight == set(), "these deliveries are still in flight"


async def test_cancelling_stops_every_delivery(rng):
    """Cancelling stops every delivery in flight and waits until it has cleaned up"""
    limit = rng.randrange(3, 8)
    gateway = Gateway()
    async with running(gateway, people(50), limit=limit, timeout=LONG) as task:
        await gateway.until_full(limit)
        flying = sorted(gateway.in_flight)
        task.cancel()
        await asyncio.wait([task], timeout=PATIENCE)
        assert sorted(gateway.cleaned_up) == flying, "not every delivery had cleaned up when fan_out came back"
        assert len(gateway.started) == limit, "deliveries were started after the cancellation"


async def test_cancellation_comes_through():
    """Whoever cancels fan_out sees it cancelled, not finished"""
    gateway = Gateway()
    async with running(gateway, people(5), limit=2, timeout=LONG) as task:
        await gateway.until_full(2)
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=PATIENCE)
        assert done, "fan_out is still running after it was cancelled"
        assert task.cancelled(), "fan_out returned as if nothing had happened"


@pytest.mark.parametrize("limit", [0, -1])
async def test_a_limit_has_to_allow_something(limit):
    """A limit under 1 is a ValueError"""
    gateway = Gateway()
    gateway.open()
    try:
        await asyncio.wait_for(fan_out(gateway.send, people(2), limit=limit, timeout=LONG), PATIENCE)
    except ValueError:
        return
    except TimeoutError:
        pytest.fail(f"with a limit of {limit} fan_out waits for ever; it should raise ValueError")
    pytest.fail(f"with a limit of {limit} fan_out returned; it should raise ValueError")
