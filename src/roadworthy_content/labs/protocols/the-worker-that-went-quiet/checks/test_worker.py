"""The learner's worker, at ActiveMQ and at RabbitMQ, through a proxy that is not always well."""

import json
import os
import queue
import re
import secrets
import signal
import subprocess
import threading
from urllib.parse import unquote, urlsplit

import pytest
import stomp
from proxy import Proxy

PATIENCE = 12.0  # seconds to wait for something that should happen; never the measure of anything
BROKERS = {"activemq": "ACTIVEMQ_URL", "rabbitmq": "RABBITMQ_STOMP_URL"}


class Desk(stomp.ConnectionListener):
    """Our own connection to a broker, with queues of its own, and workers who come through a proxy."""

    in_vain = 0.0  # seconds waited for nothing; after some, the worker is wrong, and the checks that are left wait less

    def __init__(self, subject, broker):
        self.broker = broker
        self._subject, self._url = subject, urlsplit(os.environ[BROKERS[broker]])
        prefix = os.environ["ACTIVEMQ_PREFIX"] if broker == "activemq" else ""
        self.proxy = self.another_proxy()
        name = secrets.token_hex(4)
        self.places = {what: f"/queue/{prefix}{what.lower()}-{name}" for what in ("QUEUE", "RESULTS", "REJECTS")}
        self._came = {"RESULTS": queue.Queue(), "REJECTS": queue.Queue()}
        self._connection = stomp.Connection12(
            [(self._url.hostname, self._url.port)], vhost=unquote(self._url.path[1:]) or "/"
        )
        self._connection.set_listener("", self)
        self._connection.connect(self._url.username, unquote(self._url.password or ""), wait=True)
        for what in self._came:
            self._connection.subscribe(self.places[what], id=what, ack="auto")
        self.workers = []
        self.seen = []

    def another_proxy(self):
        return Proxy(self._url.hostname, self._url.port)

    def on_message(self, frame):
        self._came[frame.headers["subscription"]].put((frame.body, dict(frame.headers)))

    def send(self, *bodies):
        for body in bodies:
            self._connection.send(
                self.places["QUEUE"], body if isinstance(body, str) else json.dumps(body), persistent="true"
            )

    def start(self, proxy=None):
        """Start a worker behind a proxy."""
        netloc = f"{self._url.username}:{self._url.password}@127.0.0.1:{(proxy or self.proxy).port}"
        env = {"STOMP_URL": self._url._replace(netloc=netloc).geturl(), **self.places}
        self.workers.append(self._subject.start(["python", "worker.py"], env=env))
        return self.workers[-1]

    def next(self, what="RESULTS"):
        """What comes next: body and headers."""
        patience = PATIENCE if Desk.in_vain < PATIENCE else PATIENCE / 4
        try:
            return self._came[what].get(timeout=patience)
        except queue.Empty:
            Desk.in_vain += patience
            said = self.workers[-1].output().strip()[-500:]
            pytest.fail(f"nothing came to {what} in {patience:.0f} s; the worker has said: {said or 'nothing'}")

    def result(self):
        found = json.loads(self.next()[0])
        return found.get("id"), found.get("mentions")

    def result_of(self, sent):
        """The result of a message; those of earlier ones may come again, since their end may not have reached the broker."""
        while (found := self.result())[0] != sent["id"]:
            assert found in self.seen, f"a result that is none of the messages sent: {found}"
        self.seen.append(found)
        return found

    def end(self, worker, when):
        """Ask the worker to end."""
        worker.send_signal(signal.SIGTERM)
        try:
            status = worker.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            pytest.fail(f"{when}: {PATIENCE:.0f} s after SIGTERM the worker still runs")
        assert status == 0, f"{when}: the worker ended with {status}: {worker.output()[-300:]}"

    def more(self):
        """Whether there is something that nobody has looked at."""
        return [self._came[what].get()[0] for what in self._came for _ in range(self._came[what].qsize())]

    def close(self):
        for worker in self.workers:
            worker.kill()
        self._connection.disconnect()


@pytest.fixture(params=BROKERS)
def desk(subject, request):
    desk = Desk(subject, request.param)
    yield desk
    desk.close()


@pytest.fixture
def desks(subject):
    """One at each broker, for what takes long at both."""
    desks = [Desk(subject, broker) for broker in BROKERS]
    yield desks
    for desk in desks:
        desk.close()


@pytest.fixture(scope="module", autouse=True)
def silent(subject):
    """Two desks whose connections fall silent while other checks run, once their workers have shown that they work."""
    desks = [Desk(subject, broker) for broker in BROKERS]
    for desk in desks:
        desk.falls_silent = threading.Thread(target=fall_silent, args=[desk], daemon=True)
        desk.start()
        desk.send({"id": "1", "text": "@ada, are you there?"})
        desk.falls_silent.start()
    yield desks
    for desk in desks:
        desk.close()


def fall_silent(desk):
    """Let a desk's connection fall silent after the first result."""
    desk.trouble = []
    try:
        found = json.loads(desk.next()[0])
        desk.seen.append((found.get("id"), found.get("mentions")))
    except (pytest.fail.Exception, ValueError, AttributeError) as error:
        desk.trouble.append(f"before the connection fell silent: {error}")
    desk.before = desk.proxy.count
    desk.proxy.fall_silent()


def at_work(desks, rng, number, when):
    """The workers at all desks must work."""
    for desk in desks:
        body, wanted = message(rng, number)
        desk.send(body)
        desk.wanted = body, wanted
    for desk in desks:
        body, wanted = desk.wanted
        assert desk.result_of(body) == (body["id"], wanted), f"{when} ({desk.broker})"


def message(rng, number):
    """A message, and who is mentioned in it."""
    names = [f"naïve{rng.randrange(100)}" if rng.random() < 0.5 else f"bo_{rng.randrange(100)}" for _ in range(4)]
    words = [f"@{name}" for name in names] + [f"@{names[0]},", "🚲", "at", "noon"]
    rng.shuffle(words)
    wanted = list(dict.fromkeys(word[1:].rstrip(",") for word in words if word.startswith("@")))
    return {"id": f"{number}-{rng.randrange(10**6)}", "text": "  ".join(words)}, wanted


def test_mentions_are_found(desk, rng):
    """Each message becomes a result at both brokers; the worker speaks STOMP 1.2 and acknowledges one by one"""
    desk.start()
    for number in range(5):
        body, wanted = message(rng, number)
        desk.send(body)
        assert desk.result() == (body["id"], wanted)
    said = desk.proxy.said.decode(errors="replace")
    assert re.search(r"accept-version:[0-9.,]*1\.2", said), "the worker should ask for STOMP 1.2"
    modes = re.findall(r"^ack:([a-z-]+)\r?$", said, re.MULTILINE)
    assert modes == ["client-individual"], f"the subscription's ack mode should be client-individual, and is {modes}"


def test_poison_is_put_aside(desk, rng):
    """What makes no sense goes to REJECTS as it is, with a reason, and the next message is worked on"""
    desk.start()
    for poison in ("not JSON", "[1]", '{"id": "x"}', '{"id": "x", "text": 7}', '{"text": "no id"}', "null"):
        good, wanted = message(rng, 1)
        desk.send(poison, good)
        body, headers = desk.next("REJECTS")
        assert body == poison, f"REJECTS got {body!r}, but the message was {poison!r}"
        assert headers.get("reason", "").strip(), f"a rejected message should have a header 'reason': {headers}"
        assert desk.result() == (good["id"], wanted), f"the message after {poison!r}"


def test_a_worker_that_is_killed_loses_nothing(desk, rng):
    """A worker that is killed in the middle loses no message: the next worker works on what is left"""
    sent = {}
    for number in range(150):
        body, wanted = message(rng, number)
        sent[body["id"]] = wanted
        desk.send(body)
    worker = desk.start()
    got = dict([desk.result() for _ in range(3)])
    worker.kill()
    worker.wait(timeout=PATIENCE)
    desk.start()
    for _ in range(400):
        if len(got) == len(sent):
            break
        try:
            got.update([desk.result()])
        except pytest.fail.Exception:
            lost = len(sent) - len(got)
            pytest.fail(f"150 messages were sent, the worker was killed after 3 results, and {lost} have been lost")
    assert got == sent


def test_few_at_a_time(desk, rng):
    """A worker that is busy keeps about ten messages to itself, and another one gets the rest"""
    busy = desk.start()
    body, wanted = message(rng, 0)
    desk.send(body)
    assert desk.result() == (body["id"], wanted)
    busy.send_signal(signal.SIGSTOP)
    sent = [message(rng, number)[0] for number in range(1, 61)]
    desk.send(*sent)
    desk.start(desk.another_proxy())
    for _ in range(30):
        desk.result()
    kept = len(re.findall(rb"^MESSAGE\r?$", desk.proxy.heard, re.MULTILINE)) - 1
    assert kept <= 30, f"60 messages came while a worker was busy, and the broker gave it {kept} of them in advance"


def test_a_connection_that_breaks(desks, rng, eventually):
    """When the connection breaks or cannot be made, the worker connects and subscribes again, as often as needed"""
    for desk in desks:
        desk.start()
    for number in range(3):
        at_work(desks, rng, number, f"after {number} broken connections")
        before = {}
        for desk in desks:
            desk.proxy.closed = number == 2
            before[desk] = desk.proxy.count
            desk.proxy.cut()
    for desk in desks:
        eventually(
            lambda desk=desk: desk.proxy.count >= before[desk] + 5,
            within=PATIENCE,
            what=f"five tries to connect, while there is no broker ({desk.broker})",
        )
        desk.proxy.closed = False
    at_work(desks, rng, 9, "after the broker was away for a while")


def test_a_connection_that_falls_silent(silent, rng, eventually):
    """When the connection falls silent without breaking, heartbeats tell the worker, and it connects again"""
    for desk in silent:
        desk.falls_silent.join()
        if desk.trouble:
            pytest.fail(desk.trouble[0])
        eventually(
            lambda desk=desk: desk.proxy.count > desk.before,
            within=PATIENCE,
            what=f"the worker to connect anew ({desk.broker}), since nothing has come over its connection for seconds",
        )
    at_work(silent, rng, 2, "over the new connection")


def test_the_end(desk, rng, eventually):
    """At SIGTERM the worker says goodbye and ends with 0, also if there is no broker"""
    worker = desk.start()
    body, wanted = message(rng, 1)
    desk.send(body)
    assert desk.result() == (body["id"], wanted)
    desk.end(worker, "in the middle of the day")
    assert b"DISCONNECT" in desk.proxy.said, "the worker left without a DISCONNECT"
    assert desk.more() == [], "there should be one result"
    desk.proxy.closed, before = True, desk.proxy.count
    worker = desk.start()
    eventually(lambda: desk.proxy.count > before, within=PATIENCE, what="the worker to try to connect")
    desk.end(worker, "while there is no broker")
