"""The breaker, between callers and a service that is made to fail, with a clock that the judge sets."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from breaker import Breaker, OpenError


class Service:
    """Counts calls, and does as it is told."""

    def __init__(self):
        self.calls = 0
        self.error = None

    def __call__(self):
        self.calls += 1
        if self.error is not None:
            raise self.error
        return f"friends {self.calls}"


class Clock:
    def __init__(self, start):
        self.now = start

    def __call__(self):
        return self.now


@pytest.fixture
def clock(rng):
    return Clock(float(rng.randrange(10**6)))


@pytest.fixture
def service():
    return Service()


def fail(breaker, service, times, error=None):
    """Let so many calls fail; each must reach the service."""
    service.error = error or ConnectionError("down")
    for number in range(times):
        before = service.calls
        with pytest.raises(type(service.error)):
            breaker.call(service)
        assert service.calls == before + 1, f"failing call {number + 1} of {times} did not reach the service"
    service.error = None


def refused(breaker, service):
    """Whether a call is refused without reaching the service."""
    before = service.calls
    try:
        breaker.call(service)
    except OpenError:
        assert service.calls == before, "OpenError was raised, and the service was called all the same"
        return True
    return False


def test_a_healthy_service_is_called(service, clock, rng):
    """What the function returns or raises comes out, and failures with a success in between do not open"""
    limit = rng.randrange(3, 7)
    breaker = Breaker(failures=limit, clock=clock)
    for number in range(1, 4):
        assert breaker.call(service) == f"friends {service.calls}"
        fail(breaker, service, limit - 1)
        assert str(breaker.state) == "closed", f"{limit - 1} failures in a row, {limit} open it (round {number})"
        assert breaker.call(service) == f"friends {service.calls}"


def test_failures_in_a_row_open_it(service, clock, rng):
    """After so many failures in a row no call reaches the service until the cool-down is over"""
    limit, cool = rng.randrange(2, 7), rng.randrange(10, 90)
    breaker = Breaker(failures=limit, cool_down=cool, clock=clock)
    fail(breaker, service, limit)
    for passed in (0, cool / 2, cool / 2 - 1):
        clock.now += passed
        assert str(breaker.state) == "open", f"{limit} failures in a row, and the state is {breaker.state}"
        assert refused(breaker, service), f"{limit} failures in a row, and calls still reach the service"


def test_the_callers_mistakes_are_no_failures(service, clock):
    """Errors that say nothing about the service's health do not open it, and count as an answer"""
    breaker = Breaker(failures=3, counts=(ConnectionError, TimeoutError), clock=clock)
    fail(breaker, service, 2)
    fail(breaker, service, 1, KeyError("no such person"))
    fail(breaker, service, 2, TimeoutError())
    fail(breaker, service, 4, PermissionError("not yours"))
    assert str(breaker.state) == "closed", f"never three ConnectionErrors or TimeoutErrors in a row: {breaker.state}"


def test_one_call_tries(service, clock, rng):
    """After the cool-down one call tries while all others are refused; its success closes the circuit"""
    cool = rng.randrange(10, 90)
    breaker = Breaker(failures=2, cool_down=cool, clock=clock)
    fail(breaker, service, 2)
    clock.now += cool
    assert str(breaker.state) == "half-open", f"after the cool-down of {cool} s the state is {breaker.state}"
    inside, go_on = threading.Event(), threading.Event()

    def slowly():
        inside.set()
        assert go_on.wait(20)
        return "back"

    with ThreadPoolExecutor(1) as pool:
        trying = pool.submit(breaker.call, slowly)
        try:
            assert inside.wait(10), "after the cool-down no call reached the service"
            others = [refused(breaker, service) for _ in range(3)]
        finally:
            go_on.set()
        assert trying.result() == "back"
    assert others == [True] * 3, f"while one call tries others must be refused; of three {others.count(False)} went through"
    assert str(breaker.state) == "closed", f"the try went well, and the state is {breaker.state}"
    assert not refused(breaker, service), "the try went well, and calls are still refused"
    fail(breaker, service, 1)
    assert str(breaker.state) == "closed", "one failure after it closed must not open it: the count begins anew"


def test_a_failed_try_opens_it_again(service, clock, rng):
    """A try that fails opens the circuit for a whole cool-down, and then another call tries"""
    cool = rng.randrange(10, 90)
    breaker = Breaker(failures=4, cool_down=cool, clock=clock)
    fail(breaker, service, 4)
    for number in (1, 2):
        clock.now += cool
        fail(breaker, service, 1)
        assert str(breaker.state) == "open", f"try {number} failed, and the state is {breaker.state}"
        clock.now += cool - 1
        assert refused(breaker, service), f"try {number} failed {cool - 1} s ago, the cool-down is {cool} s: a call went through"
        clock.now += 1 - cool
    clock.now += cool
    fail(breaker, service, 1, KeyError("no such person"))
    assert str(breaker.state) == "closed", "the try was answered (no such person), so the service is back"


def test_a_try_that_is_interrupted(service, clock):
    """A try that ends by an interrupt decides nothing, and the next call may try"""
    breaker = Breaker(failures=1, cool_down=10, clock=clock)
    fail(breaker, service, 1)
    clock.now += 10

    class Interrupted(BaseException):
        pass

    def interrupt():
        raise Interrupted

    with pytest.raises(Interrupted):
        breaker.call(interrupt)
    assert not refused(breaker, service), "a try was interrupted, and now nobody may try any more"
    assert str(breaker.state) == "closed"


def test_slow_calls_do_not_pile_up(service, clock, rng):
    """Only so many calls are under way at a time; further ones are refused at once, and that is no failure"""
    most = rng.randrange(3, 8)
    breaker = Breaker(failures=2, at_once=most, clock=clock)
    inside, go_on = threading.Semaphore(0), threading.Event()

    def slowly():
        inside.release()
        assert go_on.wait(20)
        return "done"

    with ThreadPoolExecutor(most) as pool:
        slow = [pool.submit(breaker.call, slowly) for _ in range(most)]
        try:
            entered = sum(inside.acquire(timeout=10) for _ in range(most))
            assert entered == most, f"at_once is {most}, but {entered} calls were under way: a lock held while calling?"
            further = [refused(breaker, service) for _ in range(4)]
        finally:
            go_on.set()
        assert [one.result() for one in slow] == ["done"] * most
    assert further == [True] * 4, f"{most} calls were under way, and of 4 further ones {further.count(False)} went through"
    assert str(breaker.state) == "closed", f"to be full is no failure of the service, but the state is {breaker.state}"
    assert not refused(breaker, service), "the slow calls are done, and there is still no place"


def test_old_news_changes_nothing(service, clock):
    """A call that began before the circuit opened, and ends later, neither closes it nor opens it for longer"""
    for outcome in ("success", "failure"):
        breaker = Breaker(failures=2, cool_down=10, clock=clock)
        inside, go_on = threading.Event(), threading.Event()

        def slowly(outcome=outcome, inside=inside, go_on=go_on):
            inside.set()
            assert go_on.wait(20)
            if outcome == "failure":
                raise ConnectionError("was down")
            return "was up"

        with ThreadPoolExecutor(1) as pool:
            old = pool.submit(breaker.call, slowly)
            assert inside.wait(10)
            fail(breaker, service, 2)
            clock.now += 6
            go_on.set()
            old.exception()
        assert str(breaker.state) == "open", f"an old call ended with {outcome}, and the state became {breaker.state}"
        clock.now += 4
        assert not refused(breaker, service), f"an old call ended with {outcome}, and the cool-down began again"
