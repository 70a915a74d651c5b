"""The publisher and the workers, with brokers between them that know groups, offsets and rebalancing."""

import json
import os
import subprocess
import time
import uuid

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from receipts import NotSentError, Publisher

SERVERS = os.environ["KAFKA_BOOTSTRAP_SERVERS"]
SESSION_MS = 6000 if "," not in SERVERS else 1500  # a real broker refuses less; the stand-in is three brokers
PATIENCE = 7.0  # seconds without anything new; never the measure of anything
LONGEST = 30.0  # seconds for something that goes on and on and never gets there


class Scene:
    """A topic, a group and a ledger of their own, and workers of the learner's."""

    def __init__(self, subject, eventually):
        self._subject, self._eventually = subject, eventually
        name = uuid.uuid4().hex[:8]
        self.topic, self.group = f"receipts-{name}", f"group-{name}"
        self.folder = subject.workspace / f"ledger-{name}"
        self.folder.mkdir()
        self.workers = []

    def publish(self, receipts):
        Publisher(SERVERS, self.topic).publish(receipts)

    def start_worker(self):
        env = {
            "KAFKA_BOOTSTRAP_SERVERS": SERVERS,
            "TOPIC": self.topic,
            "GROUP": self.group,
            "SESSION_MS": str(SESSION_MS),
            "LEDGER": str(self.folder),
        }
        self.workers.append(self._subject.start(["python", "receipts.py"], env=env))
        return self.workers[-1]

    def hold(self, receipt):
        (self.folder / f"hold-{receipt['id']}").touch()

    def let_go(self, receipt):
        (self.folder / f"hold-{receipt['id']}").unlink()

    def away(self, receipt, times):
        (self.folder / f"away-{receipt['id']}").write_text(str(times))

    def lines(self, file):
        path = self.folder / file
        text = path.read_text() if path.exists() else ""
        return text[: text.rfind("\n") + 1].splitlines()  # the last one may be half written

    def saved(self):
        return [json.loads(line) for line in self.lines("saved")]

    def ids(self):
        return [one["id"] for one in self.saved()]

    def wait(self, condition, what):
        """Wait for something, for as long as receipts go on being saved."""
        end = time.monotonic() + LONGEST
        while not condition():
            if time.monotonic() > end:
                pytest.fail(f"waited for {what}, and in {LONGEST:.0f} s {len(self.lines('tries'))} tries led nowhere")
            before = len(self.lines("tries"))

            def moved(before=before):
                return condition() or len(self.lines("tries")) != before or self.workers[-1].poll() is not None

            try:
                self._eventually(moved, within=PATIENCE, what=what)
                ended = self.workers[-1].poll()
                assert ended is None or condition(), "the last worker is gone"
            except AssertionError:
                words = "\n".join(worker.output()[-600:] for worker in self.workers[-2:])
                state = "still runs" if self.workers[-1].poll() is None else "has ended by itself"
                pytest.fail(f"waited for {what}; saved so far: {len(self.saved())}; the worker {state}\n{words}")

    def wait_for_all(self, receipts):
        wanted = {one["id"] for one in receipts}
        self.wait(lambda: wanted <= set(self.ids()), f"{len(wanted)} receipts to be saved")

    def stop(self, worker):
        worker.terminate()
        try:
            status = worker.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            status = "none: it still runs"
        assert status == 0, f"after SIGTERM the worker's exit status is {status}\n{worker.output()[-600:]}"


@pytest.fixture
def scene(subject, eventually):
    scene = Scene(subject, eventually)
    yield scene
    for worker in scene.workers:
        worker.kill()


@pytest.fixture
def receipts(rng):
    """Make receipts of random rooms."""

    def make(number, rooms=6):
        names = [f"room-{rng.randrange(10**6)}" for _ in range(rooms)]
        return [{"id": f"{rng.randrange(16**8):08x}-{index}", "room": rng.choice(names)} for index in range(number)]

    return make


def read_topic(topic, number):
    """Everything in a topic, as (partition, key, value), without a group."""
    consumer = Consumer({"bootstrap.servers": SERVERS, "group.id": "judge", "enable.auto.commit": False})
    try:
        partitions = consumer.list_topics(topic, timeout=PATIENCE).topics[topic].partitions
        consumer.assign([TopicPartition(topic, partition, 0) for partition in partitions])
        found = []
        while len(found) < number and (message := consumer.poll(PATIENCE)) is not None:
            if not message.error():
                found.append((message.partition(), message.key(), message.value()))
        return found
    finally:
        consumer.close()


def test_a_room_is_in_one_partition(scene, receipts):
    """When publish returns, Kafka has everything, each room's receipts in one partition and in order"""
    sent = receipts(60)
    publisher = Publisher(SERVERS, scene.topic)
    for start in range(0, len(sent), 5):
        publisher.publish(sent[start : start + 5])
    found = read_topic(scene.topic, len(sent))
    assert len(found) == len(sent), f"{len(sent)} receipts were published, and the topic has {len(found)}"
    by_room, order = {}, {}
    for partition, _, value in found:
        receipt = json.loads(value)
        by_room.setdefault(receipt["room"], set()).add(partition)
        order.setdefault(receipt["room"], []).append(receipt["id"])
    spread = {room: sorted(partitions) for room, partitions in by_room.items() if len(partitions) > 1}
    assert not spread, f"Kafka keeps order within a partition only, but rooms are spread over several: {spread}"
    for room, ids in order.items():
        assert ids == [one["id"] for one in sent if one["room"] == room], f"{room} is out of order"


def test_publishing_without_kafka_fails(receipts, free_port):
    """When no broker answers, publish raises NotSentError after its timeout"""
    publisher = Publisher(f"127.0.0.1:{free_port()}", "nowhere", timeout=0.5)
    try:
        publisher.publish(receipts(3))
    except NotSentError:
        return
    pytest.fail("no broker was there, and publish() returned: produce() only puts into a buffer")


def test_a_killed_worker_loses_nothing(scene, receipts, rng):
    """A worker killed in the middle loses nothing, keeps each room's order, and at most ten are done again"""
    sent = receipts(80)
    last = rng.choice(sent[30:60])
    scene.hold(last)
    scene.publish(sent)
    worker = scene.start_worker()
    scene.wait(lambda: last["id"] in scene.lines("tries"), f"a worker to begin with receipt {last['id']}")
    time.sleep(0.5)  # nothing waits for this; who commits by the clock has time to
    worker.kill()
    worker.wait()
    before = scene.ids()
    scene.let_go(last)
    scene.start_worker()
    scene.wait_for_all(sent)
    after = scene.ids()
    twice = len(after) - len(set(after))
    assert twice <= 10, f"the killed worker had saved {len(before)} receipts; {twice} of them were saved again"
    for room in {one["room"] for one in sent}:
        wanted = [one["id"] for one in sent if one["room"] == room]
        first = list(dict.fromkeys(one["id"] for one in scene.saved() if one["room"] == room))
        assert first == wanted, f"{room} is out of order"


def test_handing_over_does_nothing_twice(scene, receipts):
    """A worker that is told to end commits what it did, so that the next one does nothing twice"""
    first, more = receipts(33), receipts(14)
    scene.publish(first)
    old = scene.start_worker()
    scene.wait_for_all(first)
    scene.stop(old)
    scene.start_worker()
    scene.publish(more)
    scene.wait_for_all(first + more)
    ids = scene.ids()
    twice = {one for one in ids if ids.count(one) > 1}
    assert not twice, f"{len(twice)} of {len(ids)} receipts were saved twice, though the worker ended in good order"


def test_workers_share_the_partitions(scene, receipts):
    """A second worker takes over some partitions while the first goes on, and nothing is lost or done by both"""
    sent = []

    def publish_more(number):
        sent.extend(receipts(number, rooms=number))
        scene.publish(sent[-number:])
        scene.wait_for_all(sent)

    def at_work(on):
        ids = {one["id"] for one in on}
        return {one["worker"] for one in scene.saved() if one["id"] in ids}

    scene.start_worker()
    publish_more(20)
    scene.start_worker()
    end = time.monotonic() + 15
    while len(at_work(sent)) < 2:
        publish_more(12)
        if time.monotonic() > end:
            pytest.fail(f"{len(sent)} receipts after a second worker was started it has not saved any")
    before = len(scene.ids())
    publish_more(240)
    measured = len(sent)
    while len(at_work(sent[measured:])) < 2:  # who saved a later one is through with the 240 of that partition
        publish_more(12)
        if time.monotonic() > end + 15:
            pytest.fail("one of two workers has stopped to save receipts, though both run")
    twice = len(scene.ids()) - before - (len(sent) - measured) - 240
    assert twice <= 40, f"two workers, 240 receipts: {twice} were saved twice. Do both read all partitions?"


def test_poison_is_put_aside(scene, receipts):
    """What can never be saved goes to the dead topic with its key, and the partition goes on"""
    sent = receipts(12, rooms=1)
    bad = [b"\xff not JSON", json.dumps({"id": "x", "room": ""}).encode(), b"[]"]
    scene.publish(sent[:6])
    producer = Producer({"bootstrap.servers": SERVERS})
    for value in bad:
        producer.produce(scene.topic, value, key=sent[0]["room"])
    producer.flush(PATIENCE)
    scene.publish(sent[6:])
    worker = scene.start_worker()
    scene.wait_for_all(sent)
    scene.stop(worker)
    found = read_topic(f"{scene.topic}.dead", len(bad))
    wanted = sorted((sent[0]["room"].encode(), value) for value in bad)
    assert sorted(one[1:] for one in found) == wanted, f"the dead topic should have {wanted}, and has {found}"


def test_passing_trouble_passes(scene, receipts):
    """While the store is away the worker tries again, and what comes after waits its turn"""
    sent = receipts(10, rooms=1)
    scene.away(sent[3], 3)
    scene.publish(sent)
    worker = scene.start_worker()
    scene.wait_for_all(sent)
    assert scene.ids() == [one["id"] for one in sent], "receipts of one room were not saved in order"
    tries = scene.lines("tries").count(sent[3]["id"])
    assert tries == 4, f"the store was away three times, then back; save() was tried {tries} times for this receipt"
    scene.stop(worker)
