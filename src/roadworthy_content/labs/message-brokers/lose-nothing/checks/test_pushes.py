"""The publisher and the worker, with a real broker between them, and everything that can happen to it."""

import os
import signal
import sqlite3
import subprocess
import threading
import uuid
from collections import Counter
from urllib.parse import urlsplit

import pika
import pytest
from pushes import Publisher

URL = os.environ["RABBITMQ_URL"]
QUEUE, DEAD_QUEUE = "pushes", "pushes.dead"
PATIENCE = 2.0  # seconds to wait for the next thing that should happen; never the measure of anything
PEOPLE = ("ada", "bob", "chen", "dana", "eli")


@pytest.fixture
def broker():
    """A channel of our own to the broker, in which neither queue exists yet."""
    connection = pika.BlockingConnection(pika.URLParameters(URL))
    channel = connection.channel()
    for queue in (QUEUE, DEAD_QUEUE):
        channel.queue_delete(queue)
    yield channel
    connection.close()


@pytest.fixture
def publish(broker):
    """Publish notifications with the learner's Publisher."""

    def publish_all(notifications):
        with Publisher(URL) as publisher:
            for notification in notifications:
                publisher.publish(notification)

    return publish_all


class Machine:
    """A machine on which workers run: a store of badges, and a folder to make trouble with."""

    def __init__(self, subject, eventually):
        self._subject = subject
        self._eventually = eventually
        self.folder = subject.workspace / f"machine-{uuid.uuid4().hex[:8]}"
        self.folder.mkdir()

    def start_worker(self, url=URL):
        """Start the learner's worker."""
        env = {"RABBITMQ_URL": url, "BADGES": str(self.folder / "badges.db"), "TROUBLE": str(self.folder)}
        self.worker = self._subject.start(["python", "pushes.py"], env=env)
        return self.worker

    def hold(self, notification):
        """Let the counting of a notification take until `let_go`."""
        (self.folder / f"hold-{notification['id']}").touch()

    def let_go(self, notification):
        """End what `hold` began."""
        (self.folder / f"hold-{notification['id']}").unlink()

    def fail(self, notification, times):
        """Let the counting of a notification fail so many times."""
        (self.folder / f"fail-{notification['id']}").write_text(str(times))

    def tries(self, notification):
        """How often the worker tried to count a notification."""
        path = self.folder / "tries"
        return path.read_text().split().count(notification["id"]) if path.exists() else 0

    def badges(self):
        """The numbers on people's phones."""
        path = self.folder / "badges.db"
        if not path.exists():
            return {}
        db = sqlite3.connect(path)
        try:
            return dict(db.execute("SELECT person, unread FROM badges"))
        except sqlite3.OperationalError:  # the tables are not made yet
            return {}
        finally:
            db.close()

    def wait(self, condition, what):
        """Wait for something the worker should bring about, for as long as it goes on counting."""
        seen = None

        def moved():
            return condition() or self.worker.poll() is not None or self._total() != seen

        while not condition():
            if (status := self.worker.poll()) is not None and not condition():
                pytest.fail(f"the worker ended (status {status}); we waited for {what}\n{self._last_words()}")
            seen = self._total()
            try:
                self._eventually(moved, within=PATIENCE, what=what)
            except AssertionError:
                pytest.fail(
                    f"waited for {what}; now there is {self.badges()}, for {PATIENCE:.0f} s\n{self._last_words()}"
                )

    def wait_for_try(self, notification):
        """Wait until the worker counts this one, or tries to."""
        self.wait(lambda: self.tries(notification), f"the worker to begin with notification {notification['id']}")

    def wait_for_badges(self, notifications):
        """Wait until each of the notifications is on its badge; more than that is a failure, too."""
        wanted = Counter(notification["person"] for notification in notifications)
        total = wanted.total()
        self.wait(lambda: self._total() >= total, f"{total} notifications on the badges: {dict(wanted)}")
        assert self.badges() == dict(wanted), "each notification counts once"

    def _total(self):
        return sum(self.badges().values())

    def _last_words(self):
        return "\n".join(self.worker.output().splitlines()[-8:])


@pytest.fixture
def machine(subject, eventually, broker):
    """A machine for workers; `broker` has emptied the queues before."""
    return Machine(subject, eventually)


@pytest.fixture
def notifications(rng):
    """Make a number of notifications to random people."""

    def make(number):
        return [
            {"id": f"{rng.randrange(16**6):06x}-{index}", "person": rng.choice(PEOPLE), "text": f"🚲 {index}"}
            for index in range(number)
        ]

    return make


@pytest.fixture
def waiting_in(broker, eventually):
    """Wait until so many messages wait in a queue."""

    def count(queue):
        channel = broker.connection.channel()  # one of its own: asking for a queue that is not there closes it
        try:
            number = channel.queue_declare(queue, passive=True).method.message_count
            channel.close()
        except pika.exceptions.ChannelClosedByBroker:
            return "no such queue"
        return number

    def wait(queue, number, what):
        try:
            eventually(lambda: count(queue) == number, within=PATIENCE, what=what)
        except AssertionError:
            pytest.fail(f"{what}: expected {number} messages waiting in {queue!r}, found {count(queue)}")

    return wait


@pytest.fixture
def plug_in(subject, free_port):
    """Lay a cable to the broker; returns the broker's URL at its near end, and a function that (re)starts the cable."""
    near, far = free_port(), urlsplit(URL).port

    def start():
        return subject.start(["python", "cable.py", str(near), str(far)], port=near)

    return URL.replace(f":{far}/", f":{near}/"), start


def test_what_is_published_is_counted(publish, machine, notifications, waiting_in):
    """What is published is counted, each notification once, and the queue is empty afterwards"""
    sent = notifications(100)
    machine.start_worker()
    publish(sent)
    machine.wait_for_badges(sent)
    waiting_in(QUEUE, 0, "after everything was counted")


def test_a_killed_worker_loses_nothing(publish, machine, notifications, waiting_in, rng):
    """A worker killed in the middle of its work loses nothing, and nothing is counted twice"""
    sent = notifications(200)
    last_words = rng.choice(sent[20:150])
    machine.hold(last_words)
    publish(sent)
    machine.start_worker()
    machine.wait_for_try(last_words)
    machine.worker.kill()
    machine.worker.wait()
    machine.let_go(last_words)
    machine.start_worker()
    machine.wait_for_badges(sent)
    machine.worker.kill()
    machine.worker.wait()
    waiting_in(QUEUE, 0, "after everything was counted and the worker's connection is gone")


def test_a_notification_that_comes_twice(publish, machine, notifications):
    """A notification that comes twice is counted once, also when another worker process got it before"""
    sent = notifications(20)
    machine.start_worker()
    publish([*sent[:10], *sent])
    machine.wait_for_badges(sent)
    machine.worker.kill()
    machine.worker.wait()
    machine.start_worker()
    more = notifications(1)  # once it is counted, so is what stood in the queue before it
    publish(sent + more)
    machine.wait_for_badges(sent + more)


def test_one_worker_does_not_hoard(publish, subject, eventually, machine, notifications):
    """A worker that is busy keeps at most ten notifications to itself; another one gets the rest"""
    sent = notifications(50)
    machine.hold(sent[0])
    machine.start_worker()
    publish(sent[:1])
    machine.wait_for_try(sent[0])
    publish(sent[1:])
    other = Machine(subject, eventually)  # with a store of its own, so that we see who counted what
    other.start_worker()
    other.wait(
        lambda: sum(other.badges().values()) >= 40,
        "a second worker to count 40 of the 50 notifications while the first is busy with one",
    )


def test_publishing_into_nothing_fails(broker, notifications, waiting_in):
    """Publishing raises an error when no queue takes the notification"""
    lost, *_ = notifications(1)
    with Publisher(URL) as publisher:
        broker.queue_delete(QUEUE)
        try:
            publisher.publish(lost)
        except Exception:
            return
    try:
        waiting_in(QUEUE, 1, "")  # a publisher that declares the queue each time is right, too
    except pytest.fail.Exception:
        pytest.fail(
            f"the queue {QUEUE!r} was deleted, publish() returned all the same, and the notification is nowhere"
        )


def test_publishing_waits_for_the_broker(broker, plug_in, notifications):
    """Publishing returns when the broker has confirmed, and raises an error when the connection breaks before"""
    url, start = plug_in
    cable = start()
    lost, *_ = notifications(1)
    publisher = Publisher(url)
    cable.send_signal(signal.SIGSTOP)  # what is written now stays in the cable
    cut = threading.Timer(0.3, cable.kill)
    cut.start()
    try:
        publisher.publish(lost)
    except Exception:
        return
    finally:
        cut.join()
    pytest.fail("publish() returned although the notification never reached the broker")


def take_persistent(broker, queue, number):
    """Take messages out of a queue, making sure that it and they would survive a restart; return their bodies."""
    try:  # a queue cannot be declared again with other properties: the broker says which differ
        broker.connection.channel().queue_declare(queue, durable=False, arguments={"x-expires": 60_000})
    except pika.exceptions.ChannelClosedByBroker as refused:
        if "'durable'" not in refused.reply_text:
            pytest.fail(f"the queue {queue!r} is not durable: it would be gone after a restart of the broker")
    bodies = []
    for _ in range(number):
        method, properties, body = broker.basic_get(queue, auto_ack=True)
        assert method, f"{number} messages were expected in {queue!r}, and {len(bodies)} are there"
        if properties.delivery_mode != pika.DeliveryMode.Persistent.value:
            pytest.fail(f"a message in {queue!r} has delivery mode {properties.delivery_mode}, not 2 (persistent)")
        bodies.append(body)
    return bodies


def test_what_waits_survives_the_broker(broker, publish, notifications, rng):
    """What waits in the queue would survive a restart of the broker: the queue is durable, each message persistent"""
    sent = notifications(rng.randrange(2, 6))
    publish(sent)
    take_persistent(broker, QUEUE, len(sent))


POISON = {
    "not JSON": b"\x00 ada, bob",
    "no object": b'["ada"]',
    "no id": b'{"person": "ada", "text": "hello"}',
    "no person": b'{"id": "nobody", "text": "hello"}',
    "a badge that can never be counted": b'{"id": "%s", "person": "ada", "text": "hello"}',
}


def test_poison_is_put_aside(broker, machine, publish, notifications, waiting_in, rng):
    """What fails three times lies in the dead queue, unchanged, and the notifications behind it are counted"""
    doomed, *sent = notifications(21)
    machine.fail(doomed, 1000)
    publish(sent[:1])  # declares the queue, too
    poison = [body.replace(b"%s", doomed["id"].encode()) for body in POISON.values()]
    rng.shuffle(poison)
    for body in poison:
        broker.basic_publish("", QUEUE, body, pika.BasicProperties(delivery_mode=2))
    machine.start_worker()
    publish(sent[1:])
    machine.wait_for_badges(sent)
    waiting_in(DEAD_QUEUE, len(poison), "after notifications that can never be counted")
    found = take_persistent(broker, DEAD_QUEUE, len(poison))
    assert sorted(found) == sorted(poison), "what lies in the dead queue is not what was published"
    tries = machine.tries(doomed)
    assert tries == 3, f"a notification that cannot be counted was tried {tries} times; 3 were expected"


def test_passing_trouble_passes(machine, publish, notifications, waiting_in):
    """What fails twice and then succeeds is counted, and does not lie in the dead queue"""
    sent = notifications(10)
    machine.fail(sent[3], 2)
    publish(sent)
    machine.start_worker()
    machine.wait_for_badges(sent)
    waiting_in(DEAD_QUEUE, 0, "after trouble that passed")


def test_a_worker_ends_in_good_order(machine, publish, notifications, waiting_in):
    """At SIGTERM a worker finishes what it has begun, gives back the rest and ends with status 0"""
    sent = notifications(40)
    machine.hold(sent[0])
    publish(sent)
    machine.start_worker()
    machine.wait_for_try(sent[0])
    machine.worker.terminate()
    machine.let_go(sent[0])
    try:
        status = machine.worker.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        status = "none: it still runs"
    assert status == 0, f"the worker's exit status is {status}\n{machine.worker.output()[-500:]}"
    counted = sum(machine.badges().values())
    assert 1 <= counted <= 10, f"a worker that was told to end while busy with one notification has counted {counted}"
    waiting_in(QUEUE, len(sent) - counted, f"after a worker that counted {counted} of {len(sent)}")


def test_a_worker_survives_a_broken_connection(machine, publish, plug_in, notifications, waiting_in):
    """A worker whose connection breaks connects again by itself, and what it had in hand is counted once"""
    url, start = plug_in
    cable = start()
    sent = notifications(20)
    machine.hold(sent[5])
    publish(sent)
    machine.start_worker(url)
    machine.wait_for_try(sent[5])
    cable.kill()
    cable.wait()
    machine.let_go(sent[5])
    start()
    machine.wait_for_badges(sent)
    more = notifications(5)
    publish(more)
    machine.wait_for_badges(sent + more)
    waiting_in(QUEUE, 0, "after the connection came back")
