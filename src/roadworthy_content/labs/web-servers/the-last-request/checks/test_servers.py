"""gunicorn and uvicorn as the learner runs them, with slow clients and signals."""

import http.client
import json
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

PATIENCE = 10.0  # seconds to wait for what should happen; never the measure of anything
WATCHED = 2.0  # seconds for which servers must not end that still have a request; their GRACE is ten times that


class Server:
    """A server, started with what the check sets."""

    def __init__(self, subject, argv, port, **settings):
        self.subject = subject
        self.port = port
        subject.run(["sh", "-c", "rm -f go slow.txt; echo v1 > version.txt"])
        environment = {"PORT": str(port)} | {name: str(value) for name, value in settings.items()}
        self.process = subject.start(["python", *argv], env=environment, port=port, timeout=15)

    def ask(self, path="/", headers=None, patience=PATIENCE):
        """Send a request; returns status and what is in the JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if answer.status == 200 else {}
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__, {}
        finally:
            connection.close()

    def begun(self):
        """How many slow requests the API has begun."""
        return len(self.subject.run(["sh", "-c", "cat slow.txt 2>/dev/null"]).stdout.split())

    def shell(self, command):
        """Change something in the workspace."""
        assert self.subject.run(["sh", "-c", command]).returncode == 0

    def ends(self, within):
        """Whether the process ends in that time, in seconds."""
        deadline = time.monotonic() + within
        while self.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.process.poll() is not None


@pytest.fixture
def gunicorn(subject, free_port):
    """Starts gunicorn."""
    return lambda **settings: Server(subject, ["-m", "gunicorn", "api:application"], free_port(), **settings)


@pytest.fixture
def uvicorn(subject, free_port):
    """Starts uvicorn."""
    return lambda **settings: Server(subject, ["serve.py"], free_port(), **settings)


@pytest.fixture
def threads():
    """Threads for clients."""
    with ThreadPoolExecutor(24) as pool:
        yield pool


def test_slow_requests_hold_up_nobody(gunicorn, threads, eventually):
    """A worker that has three slow requests answers a fourth one"""
    server = gunicorn(WORKERS=1)
    slow = [threads.submit(server.ask, "/slow") for _ in range(3)]
    try:
        eventually(lambda: server.begun() == 3, within=PATIENCE, what="one worker to begin three slow requests at a time")
        status, _about = server.ask()
        assert status == 200, f"while three requests are slow, the fourth is answered with {status}"
    finally:
        server.shell("touch go")
    assert [one.result()[0] for one in slow] == [200] * 3


def test_workers_are_replaced(gunicorn):
    """A worker leaves after about MAX_REQUESTS requests; another takes over, and no request is lost"""
    server = gunicorn(WORKERS=1, MAX_REQUESTS=20)
    answers = [server.ask() for _ in range(90)]
    lost = [status for status, _about in answers if status != 200]
    assert not lost, f"of 90 requests {len(lost)} were lost, for example with {lost[0]}"
    pids = [about["pid"] for _status, about in answers]
    assert len(set(pids)) >= 3, f"MAX_REQUESTS was 20; 90 requests were answered by {len(set(pids))} workers"
    first = pids.count(pids[0])
    assert 18 <= first <= 34, f"MAX_REQUESTS was 20, and the first worker answered {first} requests before it left"


def test_workers_do_not_end_together(subject):
    """After how many requests a worker leaves differs by up to half of MAX_REQUESTS"""
    argv = ["python", "-m", "gunicorn", "--print-config", "api:application"]
    done = subject.run(argv, env={"MAX_REQUESTS": "40"}, timeout=15)
    settings = dict(line.partition("=")[::2] for line in done.stdout.splitlines())
    found = {key.strip(): value.strip() for key, value in settings.items()}
    jitter = found.get("max_requests_jitter")
    assert jitter == "20", f"MAX_REQUESTS was 40; gunicorn's max_requests_jitter is {jitter}, 20 was asked for"


def test_a_reload_brings_the_new_version(gunicorn, threads, eventually):
    """After SIGHUP the new code is served, and a request in flight is finished by the old worker"""
    server = gunicorn(WORKERS=2)
    slow = threads.submit(server.ask, "/slow")
    try:
        eventually(server.begun, within=PATIENCE, what="a slow request to begin")
        server.shell("echo v2 > version.txt")
        server.process.send_signal(signal.SIGHUP)
        eventually(
            lambda: {server.ask()[1].get("version") for _ in range(8)} == {"v2"},
            within=PATIENCE,
            what="all workers to serve the new version after SIGHUP",
        )
        assert server.process.poll() is None, "the master is gone"
    finally:
        server.shell("touch go")
    status, about = slow.result()
    assert (status, about.get("version")) == (200, "v1"), f"the request in flight was answered with {status}"


def listen(server):
    """Listen to the events; returns the answer, of which the first event is read."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("GET", "/events")
    answer = connection.getresponse()
    assert answer.readline() == b"data: tick\n"
    return answer


class Ending:
    """A server that is told to end while it has something to do, and what becomes of it.

    Attributes:
        ended: Whether it ended while it was watched, though its request was not answered yet.
        status: How the request was answered.
        gone: Whether it ended at last.
    """

    def __init__(self, start):
        self.server = self.slow = self.ended = self.status = self.gone = self._problem = None
        self.attempt(lambda: setattr(self, "server", start()))

    def attempt(self, step):
        """Do something with the server, unless something went wrong before."""
        if self._problem is None:
            try:
                step()
            except (Exception, pytest.fail.Exception) as problem:
                self._problem = problem

    def begin(self, threads, begun):
        """Send a slow request, and wait until `begun` says that it is in flight."""

        def step():
            self.slow = threads.submit(self.server.ask, "/slow", patience=18.0)
            begun()

        self.attempt(step)

    def outcome(self):
        """Return this, or raise what went wrong with it."""
        if self._problem is not None:
            raise self._problem
        return self


@pytest.fixture(scope="module")
def endings(subject, free_port, eventually):
    """Three servers that were told to end at the same time: each takes its time, and so they take it together."""

    def start(*argv, **settings):
        return lambda: Server(subject, argv, free_port(), **settings)

    gunicorn = Ending(start("-m", "gunicorn", "api:application", WORKERS=1, GRACE=20))
    uvicorn, listened = Ending(start("serve.py", GRACE=20)), Ending(start("serve.py", GRACE=1))
    with ThreadPoolExecutor(2) as threads:
        wait = partial(eventually, within=PATIENCE, what="a slow request to begin")
        gunicorn.begin(threads, lambda: wait(gunicorn.server.begun))
        uvicorn.begin(threads, lambda: wait(lambda: uvicorn.server.ask()[1].get("in_flight") == 2))
        listened.attempt(lambda: setattr(listened, "slow", listen(listened.server)))
        for one in (gunicorn, uvicorn, listened):
            one.attempt(lambda one=one: one.server.process.terminate())
        deadline = time.monotonic() + WATCHED
        for one in (gunicorn, uvicorn):
            one.attempt(lambda one=one: setattr(one, "ended", one.server.ends(deadline - time.monotonic())))
        listened.attempt(lambda: setattr(listened, "gone", listened.server.ends(within=PATIENCE)))
        assert subject.run(["touch", "go"]).returncode == 0
        for one in (gunicorn, uvicorn):
            one.attempt(lambda one=one: setattr(one, "status", one.slow.result()[0]))
            one.attempt(lambda one=one: setattr(one, "gone", one.server.ends(within=PATIENCE)))
    return {"gunicorn": gunicorn, "uvicorn": uvicorn, "listened": listened}


def require_finished(name, ending):
    assert ending.status == 200, f"GRACE was 20, and the request in flight ended with {ending.status}"
    assert not ending.ended, f"{name} has ended before the request in flight had"
    assert ending.gone, f"{name} has not ended"


def test_gunicorn_finishes_what_it_began(endings):
    """After SIGTERM a request in flight has GRACE seconds, and is answered"""
    require_finished("gunicorn", endings["gunicorn"].outcome())


def test_uvicorn_ends_in_spite_of_a_listener(endings):
    """After SIGTERM uvicorn ends when GRACE is over, though somebody still listens to events"""
    gone = endings["listened"].outcome().gone
    assert gone, f"GRACE was 1, and {PATIENCE:.0f} s after SIGTERM uvicorn waits for a listener"


def test_uvicorn_finishes_what_it_began(endings):
    """After SIGTERM a request in flight has GRACE seconds, and is answered"""
    require_finished("uvicorn", endings["uvicorn"].outcome())


def test_only_the_proxy_is_believed(uvicorn, rng):
    """X-Forwarded-For and -Proto count if they come from TRUSTED_PROXY, and from nobody else"""
    address = f"203.0.113.{rng.randrange(1, 250)}"
    headers = {"X-Forwarded-For": address, "X-Forwarded-Proto": "https"}
    for proxy, expected in (("127.0.0.1", (address, "https")), ("192.0.2.1", ("127.0.0.1", "http"))):
        server = uvicorn(TRUSTED_PROXY=proxy)
        _status, about = server.ask(headers=headers)
        found = about.get("client"), about.get("scheme")
        assert found == expected, f"TRUSTED_PROXY was {proxy}, 127.0.0.1 claimed {address} and https; believed: {found}"
        server.process.terminate()


def test_too_much_is_refused_at_once(uvicorn, threads, eventually):
    """When LIMIT connections are open, further requests get 503 at once"""
    server = uvicorn(LIMIT=12)
    slow = [threads.submit(server.ask, "/slow") for _ in range(6)]
    try:
        eventually(lambda: server.ask()[1].get("in_flight") == 7, within=PATIENCE, what="six slow requests to begin")
        more = [threads.submit(server.ask, "/slow") for _ in range(12)]
        eventually(
            lambda: sum(one.done() for one in more) >= 4,
            within=PATIENCE,
            what="four of twelve more requests to be refused: LIMIT was 12, and six were in flight already",
        )
    finally:
        server.shell("touch go")
    assert [one.result()[0] for one in slow] == [200] * 6, "requests below the limit should be answered"
    assert {one.result()[0] for one in more} <= {200, 503}, f"refused with {[one.result()[0] for one in more]}"
