"""`retry` and `Policy`, with functions that fail as often as they are told."""

import asyncio
import inspect
import math

import pytest
from resilience import Policy, retry


class Gateway:
    """Fails with the given errors, one call after the other, and then answers."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.calls = []
        self.waited = []

    def send(self, *args, **kwargs):
        self.calls.append((args, kwargs))
        if self.errors:
            raise self.errors.pop(0)
        return f"sent {args[0] if args else ''}"

    def sleep(self, seconds):
        self.waited.append(float(seconds))

    async def sleep_async(self, seconds):
        await asyncio.sleep(0)
        self.waited.append(float(seconds))


def test_a_failed_call_is_tried_again(rng):
    """A call that fails is made again with the same arguments, with a pause between two tries"""
    wait, message = rng.randrange(1, 99) / 8, f"hello {rng.randrange(10**6)}"
    gateway = Gateway(OSError("busy"), OSError("busy"))
    send = retry(policy=Policy(times=4, wait=wait), sleep=gateway.sleep)(gateway.send)
    answer = str(send(message, to="ada"))
    assert answer == f"sent {message}"
    assert gateway.calls == [((message,), {"to": "ada"})] * 3, "two failures, so it takes three calls"
    assert gateway.waited == [wait, wait], f"three tries, and so two pauses of {wait}; not {gateway.waited}"


@pytest.mark.parametrize("times", [1, 3])
def test_the_last_failure_comes_out(times):
    """After the last try its own exception comes out, without another pause"""
    errors = [OSError(f"failure {number}") for number in range(5)]
    gateway = Gateway(*errors)
    send = retry(policy=Policy(times=times, wait=2), sleep=gateway.sleep)(gateway.send)
    with pytest.raises(OSError) as caught:
        send()
    calls = len(gateway.calls)
    assert caught.value is errors[times - 1], f"{times} tries, and {caught.value!r} came out"
    assert [calls, gateway.waited] == [times, [2.0] * (times - 1)], f"calls and pauses for {times} tries"


async def test_async_functions(rng):
    """An async function is tried again as well, its sleep is awaited, and it stays an async function"""
    gateway = Gateway(OSError("busy"), OSError("busy"))

    async def send(message):
        await asyncio.sleep(0)
        return gateway.send(message)

    tried = retry(policy=Policy(times=3, wait=0.5), sleep=gateway.sleep_async)(send)
    message = f"hello {rng.randrange(10**6)}"
    assert inspect.iscoroutinefunction(tried), "inspect.iscoroutinefunction says that it is not async any more"
    assert str(await tried(message)) == f"sent {message}"
    assert [len(gateway.calls), gateway.waited] == [3, [0.5, 0.5]], "two failures: three calls, two pauses"
    gateway.errors = [OSError(f"failure {number}") for number in range(3)]
    with pytest.raises(OSError, match="failure 2"):
        await tried(message)


@pytest.mark.parametrize("error", [KeyError("x"), KeyboardInterrupt(), asyncio.CancelledError(), SystemExit(3)], ids=type)
async def test_what_is_not_meant_comes_out_at_once(error):
    """What `on` does not name comes out at once: other errors, an interrupt, a cancellation"""
    on = {"on": (OSError,)} if isinstance(error, KeyError) else {}
    for is_async in (False, True):
        gateway = Gateway(error, OSError("a second call"))

        async def send():
            return gateway.send()

        policy, sleep = Policy(times=3, wait=0), gateway.sleep_async if is_async else gateway.sleep
        tried = retry(policy=policy, sleep=sleep, **on)(send if is_async else gateway.send)
        with pytest.raises(type(error)):
            await tried() if is_async else tried()
        calls = len(gateway.calls)
        assert calls == 1, f"{type(error).__name__} was tried again (async: {is_async})"


def test_a_function_looks_as_before():
    """Name, docstring, signature and annotations are those of the function"""

    def post_message(room: str, text: str = "hi", *, silent: bool = False) -> int:
        """Post a message."""
        return 7

    for name, tried in {"@retry": retry(post_message), "@retry()": retry()(post_message)}.items():
        seen = [str(getattr(tried, field)) for field in ("__name__", "__doc__", "__module__")]
        assert seen == ["post_message", "Post a message.", __name__], f"after {name}: {seen}"
        signature = str(inspect.signature(tried))
        assert signature == str(inspect.signature(post_message)), f"after {name} the signature is {signature}"
        assert sorted(tried.__annotations__) == ["return", "room", "silent", "text"], f"annotations after {name}"
        assert tried.__wrapped__ is post_message, f"__wrapped__ after {name}"
        assert int(tried("lobby")) == 7, f"{name} and a call"


def test_methods_and_counts(rng):
    """Methods know their object, and each function counts its own retries"""
    failures = rng.randrange(2, 6)

    class Room:
        def __init__(self, name, fails):
            self.name, self.fails = name, fails

        @retry(policy=Policy(times=9, wait=0))
        def post(self, text):
            self.fails -= 1
            if self.fails >= 0:
                raise ConnectionError("busy")
            return f"{self.name}: {text}"

        @retry
        def close(self):
            return "closed"

    before = int(Room.post.retries)
    said = [str(Room("lobby", failures).post("hi")), str(Room("attic", 1).post("ho")), str(Room("x", 0).close())]
    assert said == ["lobby: hi", "attic: ho", "closed"]
    counted = [before, int(Room.post.retries), int(Room.close.retries)]
    assert counted == [0, failures + 1, 0], f"{failures} and one retries of post, none of close: {counted}"


def test_the_policy_is_looked_at_for_each_call():
    """A policy that is changed changes the calls that begin later, and each decorator has its own"""
    policy, gateway = Policy(times=1, wait=0), Gateway(*[OSError("busy")] * 9)
    send = retry(policy=policy, sleep=gateway.sleep)(gateway.send)
    counts = []
    for times, wait in ((1, 0), (3, 4), (2, 1.5)):
        policy.times, policy.wait = times, wait
        gateway.calls.clear()
        gateway.waited.clear()
        with pytest.raises(OSError):
            send()
        counts.append((len(gateway.calls), list(gateway.waited)))
    assert counts == [(1, []), (3, [4.0, 4.0]), (2, [1.5])], "tries and pauses for times 1, 3 and 2"


WRONG = {
    "times": {0: ValueError, -1: ValueError, True: TypeError, "3": TypeError, 2.0: TypeError, None: TypeError},
    "wait": {-0.1: ValueError, math.inf: ValueError, math.nan: ValueError, "1": TypeError, None: TypeError},
}


def refused(error, what, call):
    try:
        call()
    except error:
        return
    pytest.fail(f"{what} was accepted; it should raise {error.__name__}")


@pytest.mark.parametrize("name", WRONG)
def test_a_policy_cannot_be_nonsense(name):
    """Nonsense is refused by constructor and assignment, and the old value stays"""
    for value, error in WRONG[name].items():
        refused(error, f"Policy({name}={value!r})", lambda: Policy(**{name: value}))
        policy = Policy(times=4, wait=0.5)
        refused(error, f"policy.{name} = {value!r}", lambda: setattr(policy, name, value))
        now = [int(policy.times), float(policy.wait)]
        assert now == [4, 0.5], f"{name} = {value!r} was refused, and left times and wait at {now}"


def test_the_worst_case_follows(rng):
    """The worst case follows from the present values, and cannot be set"""
    policy = Policy(times=3, wait=2)
    worst = [float(policy.worst_case)]
    times, wait = rng.randrange(2, 50), rng.randrange(1, 50)
    policy.times, policy.wait = times, wait
    worst.append(float(policy.worst_case))
    assert worst == [4.0, float((times - 1) * wait)], f"times 3, wait 2, and then {times} and {wait}: {worst}"
    assert isinstance(policy.wait, float), f"wait = {wait} reads as {policy.wait!r}; it should be a float"
    with pytest.raises(AttributeError):
        policy.worst_case = 1.0
