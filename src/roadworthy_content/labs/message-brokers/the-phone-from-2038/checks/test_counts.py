"""One worker of the learner's for all checks, and Kafka's protocol on both sides of it.

Every check is a day later than those before it, so that none is late for another. What is sent into one partition is
worked on in its order, and so are the results of one room and minute: when that of a closing message has come out, all
before it have.
"""

import itertools
import json
import os
import time
import uuid

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

PATIENCE = 20.0  # seconds to wait for something that should happen; never the measure of anything
DAY = 86400


class Scene:
    """An application of its own, with a worker, and what has come out of it."""

    def __init__(self, subject):
        self._subject = subject
        self.servers = os.environ["KAFKA_BOOTSTRAP_SERVERS"]
        self.app = f"app-{uuid.uuid4().hex[:8]}"
        self.days = itertools.count(1)
        self.worker, self.in_vain = None, 0.0
        self._producer = Producer({"bootstrap.servers": self.servers, "linger.ms": 0})
        self._consumer = Consumer(
            {
                "bootstrap.servers": self.servers,
                "group.id": "judge",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "fetch.wait.max.ms": 20,  # the stand-in answers when this is over
            }
        )
        self.counts, self.last, self.aside, self.odd = {}, set(), [], []
        for name in ("messages", "minutes", "aside"):
            self._producer.list_topics(f"{self.app}-{name}", timeout=PATIENCE)  # makes it
        self._consumer.assign(
            [TopicPartition(f"{self.app}-{name}", number, 0) for name in ("minutes", "aside") for number in range(4)]
        )

    def start(self):
        env = {
            "KAFKA_BOOTSTRAP_SERVERS": self.servers,
            "APP": self.app,
            "SESSION": "1.5" if "," in self.servers else "6",  # a real broker refuses less; the stand-in is three brokers
        }
        argv = ["python", "-m", "faust", "-A", "counts", "worker", "--without-web", "-l", "warn"]
        self.worker = self._subject.start(argv, env=env)

    def awake(self):
        """See to it that a worker runs, also if an earlier check was too much for it."""
        if self.worker is None or self.worker.poll() is not None:
            self.start()

    def send(self, partition, *messages, key=b"phone"):
        """Put messages into a partition; "stamp" is not sent: it is when Kafka gets them, else half a second later."""
        for message in messages:
            self.raw(partition, as_sent(message), message.get("stamp", message["sent"] + 0.5), key)

    def raw(self, partition, value, stamp, key=b"phone"):
        topic = f"{self.app}-messages"
        self._producer.produce(topic, value, key, partition=partition, timestamp=int(stamp * 1000))
        assert not self._producer.flush(PATIENCE), "Kafka did not take a message"

    def _read(self):
        message = self._consumer.poll(0.2)
        if message is None or message.error():
            return
        if message.topic().endswith("aside"):
            self.aside.append((message.key(), message.value()))
            return
        try:
            found = json.loads(message.value())
            self.counts[found["room"], found["minute"]] = found["messages"]
            self.last.add((found["room"], found["minute"], found["last"]))
            wanted = f"{found['room']}|{found['minute']}".encode()
            if message.key() != wanted:
                self.odd.append(f"key {message.key()!r} of {message.value()!r}, which should be {wanted!r}")
        except (ValueError, TypeError, KeyError):
            self.odd.append(f"no count: {message.value()!r}")

    def wait(self, condition, what):
        """Read what comes out until the condition holds."""
        patience = PATIENCE if self.in_vain < PATIENCE else PATIENCE / 5
        end = time.monotonic() + patience
        while not condition():
            if time.monotonic() > end:
                self.in_vain += patience
                state = "runs" if self.worker.poll() is None else "has ended"
                words = self.worker.output().strip()[-700:]
                pytest.fail(f"waited {patience:.0f} s for {what}; the worker {state}, and said: {words or 'nothing'}")
            self._read()
        assert not self.odd, f"the topic minutes got {self.odd[0]}"

    def wait_for(self, *messages, what="to come out in the topic minutes"):
        """Wait for the results of messages."""
        for one in messages:
            at = one["room"], minute(one["sent"]), one["id"]
            self.wait(lambda at=at: at in self.last, f"message {at[2]} in minute {at[1]} of {at[0]} {what}")

    def count(self, room, sent):
        return self.counts.get((room, minute(sent)), 0)

    def committed(self, partition):
        """The offset that the application has committed."""
        asks = Consumer({"bootstrap.servers": self.servers, "group.id": self.app, "enable.auto.commit": False})
        try:
            at = TopicPartition(f"{self.app}-messages", partition)
            return asks.committed([at], timeout=PATIENCE)[0].offset, asks.get_watermark_offsets(at, PATIENCE)[1]
        finally:
            asks.close()

    def changelogs(self):
        """What Kafka would keep of the tables: the last value of each key."""
        asks = Consumer({"bootstrap.servers": self.servers, "group.id": "judge", "enable.auto.commit": False})
        try:
            topics = asks.list_topics(timeout=PATIENCE).topics
            at = [
                TopicPartition(name, number, 0)
                for name, topic in topics.items()
                if name.startswith(self.app) and name.endswith("changelog")
                for number in topic.partitions
            ]
            ends = {(one.topic, one.partition): asks.get_watermark_offsets(one, PATIENCE)[1] for one in at}
            asks.assign(at)
            rows, left = {}, sum(ends.values())
            while left > 0 and (message := asks.poll(PATIENCE)) is not None:
                if not message.error():
                    left -= 1
                    rows[message.topic(), message.partition(), message.key()] = message.value()
            return [key[2] + b" " + value for key, value in rows.items() if value is not None]
        finally:
            asks.close()

    def close(self):
        if self.worker is not None:
            self.worker.kill()
        self._consumer.close()


@pytest.fixture(scope="module")
def whole_scene(subject):
    scene = Scene(subject)
    scene.start()
    yield scene
    scene.close()


@pytest.fixture
def scene(whole_scene):
    whole_scene.awake()
    return whole_scene


@pytest.fixture
def now(scene, rng):
    """The time of this check, in the middle of a minute."""
    return minute(time.time()) + next(scene.days) * DAY + rng.randrange(600) * 60 + 30


@pytest.fixture
def room(rng):
    return f"room-{rng.randrange(10**6)}"


def minute(sent):
    return int(sent) // 60 * 60


def as_sent(message):
    return json.dumps({name: value for name, value in message.items() if name != "stamp"}).encode()


def one(rng, room, sent, **more):
    return {"id": f"{rng.randrange(16**8):08x}", "room": room, "sent": sent, "text": "🚲", **more}


def test_messages_are_counted_in_their_minute(scene, now, rng):
    """A message counts in the minute in which it was sent, also if others overtook it on the way"""
    rooms = [f"room-{rng.randrange(10**6)}" for _ in range(3)]
    sent = [one(rng, rng.choice(rooms), now + rng.randrange(-55, 55), stamp=now + 60) for _ in range(40)]
    closing = [one(rng, room, now + shift, stamp=now + 60) for room in rooms for shift in (0, 50, -50)]
    scene.send(0, *sent, *closing)
    scene.wait_for(*closing)
    wanted = {}
    for message in sent + closing:
        at = message["room"], minute(message["sent"])
        wanted[at] = wanted.get(at, 0) + 1
    found = {at: scene.counts.get(at) for at in wanted}
    assert found == wanted, f"messages by room and minute should be {wanted}, and are {found}"


def test_what_comes_twice_counts_once(scene, now, rng, room):
    """A message that its sender repeats counts once"""
    sent = [one(rng, room, now + number) for number in range(5)]
    scene.send(1, *sent, *rng.sample(sent, 3), closing := one(rng, room, now + 6))
    scene.wait_for(closing)
    assert scene.count(room, now) == 6, f"six messages, three of them twice, and the count is {scene.count(room, now)}"


def test_late_messages(scene, now, rng, room):
    """A message up to two minutes behind the newest of its partition counts; what is more is put aside as it came"""
    late = one(rng, room, now - 30 - 119, stamp=now)
    scene.send(2, one(rng, room, now - 30), late, key=room.encode())
    scene.wait_for(late, what="to be counted: it is 119 s behind the newest one, and should be;")
    later = one(rng, room, now - 125, stamp=now)
    scene.send(2, one(rng, room, now), later, key=room.encode())
    expected = (room.encode(), as_sent(later))
    scene.wait(lambda: expected in scene.aside, f"a message 125 s behind the newest one in the topic aside: {expected}")
    found = scene.count(room, later["sent"])
    assert found == 1, f"a message 125 s behind the newest one should not be counted; its minute has {found}, not one"


def test_partitions_have_clocks_of_their_own(scene, now, rng, room):
    """A partition that is hours behind the others is not late"""
    scene.send(0, new := one(rng, room, now))
    scene.wait_for(new)
    scene.send(3, old := one(rng, room, now - 7200))
    scene.wait_for(old, what="to be counted, in a partition that is two hours behind another;")


def test_a_phone_from_the_future(scene, now, rng, room):
    """A phone more than a minute ahead of Kafka's clock is put aside, and does not make everybody else late"""
    far = one(rng, room, 2**31 - 1 - rng.randrange(1000), stamp=now)
    scene.send(1, one(rng, room, now), one(rng, room, now + 25, stamp=now), far, closing := one(rng, room, now + 2))
    scene.wait_for(closing, what="to be counted, after a message from 2038;")
    assert scene.count(room, now) == 3, "three messages with clocks that are right or a bit ahead should be counted"
    scene.wait(lambda: any(far["id"].encode() in value for _, value in scene.aside), "the message from 2038 in aside")
    assert scene.count(room, far["sent"]) == 0, "a message was counted in a minute that has not been yet"


def test_state_does_not_grow(scene, now, rng, room):
    """What is over is forgotten: the tables do not grow with the history"""
    sent = [one(rng, room, now + 60 * number) for number in range(60)]
    scene.send(2, *sent)
    scene.wait_for(*sent)
    over = [old["id"].encode() for old in sent[:-10]]

    def kept():
        return [row for row in scene.changelogs() if any(name in row for name in over)]

    end = time.monotonic() + PATIENCE / 2
    while (rows := kept()) and time.monotonic() < end:  # the changelog is written behind the results
        pass
    assert not rows, (
        f"ids of minutes that are long over are still in a table: {rows[0][:200]!r} and {len(rows) - 1} more"
    )


def test_poison_is_put_aside(scene, now, rng, room):
    """What is no message is put aside as it came, and the next message counts"""
    poison = [b"\xff no JSON", b"[]", b'{"id": "x"}', json.dumps({"id": "x", "room": room, "sent": "noon"}).encode()]
    for value in poison:
        scene.raw(3, value, now)
    scene.send(3, good := one(rng, room, now))
    scene.wait_for(good, what="to be counted, after poison;")
    for value in poison:
        scene.wait(lambda value=value: (b"phone", value) in scene.aside, f"{value!r} in the topic aside")


def test_a_killed_worker(scene, now, rng, room, eventually):
    """After kill -9 another worker goes on as if nothing had been: no count is lost, none is too high, late stays late"""
    first, again = one(rng, room, now), one(rng, room, now)
    scene.send(0, first, again)
    scene.wait_for(first, again)

    def is_committed():
        done, end = scene.committed(0)
        return done >= end

    eventually(is_committed, within=PATIENCE, what="the application to commit its offset")
    busy = f"{room}-busy"
    sent = [one(rng, busy, now + number / 10) for number in range(240)]
    scene.send(1, *sent[:200])
    scene.wait_for(sent[20])
    scene.worker.kill()
    scene.worker.wait(timeout=PATIENCE)
    late = one(rng, room, now - 600, stamp=now)
    scene.send(1, *sent[200:])
    scene.send(0, late, again, closing := one(rng, room, now + 1))
    scene.start()
    scene.wait_for(sent[-1], closing)
    assert scene.count(busy, now) == 240, (
        f"240 messages, the worker was killed, and the count is {scene.count(busy, now)}"
    )
    assert scene.count(room, now) == 3, (
        "two messages before the kill, one of them again after it, and a third; "
        f"the count is {scene.count(room, now)}"
    )
    assert scene.count(room, late["sent"]) == 0, (
        "after a restart a message ten minutes behind was counted: is the clock kept?"
    )
