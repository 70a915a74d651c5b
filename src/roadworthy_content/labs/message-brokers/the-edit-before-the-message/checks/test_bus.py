"""The learner's frames, said to a real ActiveMQ by clients of ours."""

import json
import os
import time

import pytest
from bus import Bus
from client import PATIENCE, Client
from frames import Frame


class Place:
    """A bus of its own, with clients."""

    def __init__(self, rng):
        self._rng = rng
        self.prefix = f"{os.environ['ACTIVEMQ_PREFIX']}{rng.randrange(16**8):08x}."
        self.bus = Bus(self.prefix)
        self.clients = []
        self.writer = self.client()

    def client(self, **login):
        self.clients.append(Client(**login))
        return self.clients[-1]

    def worker(self, lane="chat"):
        worker = self.client()
        worker.say(self.bus.listen(lane))
        return worker

    def archive(self, name):
        headers = {str(key): str(value) for key, value in dict(self.bus.archive_login(name)).items()}
        return self.client(**headers)

    def reader(self, destination):
        """A client that takes all that there is at a destination."""
        reader = self.client()
        reader.say([Frame("SUBSCRIBE", {"id": "judge", "destination": destination.format(self.prefix), "ack": "auto"})])
        return reader

    def events(self, number, rooms=1, kind=None):
        names = [f"room {self._rng.randrange(10**6)}: né" for _ in range(rooms)]
        return [
            {
                "id": f"{index}-{self._rng.randrange(10**6)}",
                "room": names[index % rooms],
                "kind": kind or self._rng.choice(["text", "edit", "delete"]),
                "text": f"🚲 {self._rng.randrange(10**6)}",
            }
            for index in range(number)
        ]

    def publish(self, *events):
        for event in events:
            self.writer.say(self.bus.publish(event))

    def done(self, worker, message):
        worker.say(self.bus.done(Frame(*message)))


@pytest.fixture
def place(rng):
    place = Place(rng)
    yield place
    for client in place.clients:
        client.hang_up()


def of(message):
    """The event of a message."""
    try:
        return json.loads(message[2])
    except ValueError:
        pytest.fail(f"a message's body should be an event as JSON, and is {message[2]!r}")


def test_publish_reaches_both_or_neither(place):
    """An event reaches the workers and the topic, both or neither, and ActiveMQ confirms it with a receipt"""
    first, second, third = place.events(3, rooms=3)
    topic = place.reader("/topic/{}rooms")
    worker = place.worker()
    frames = list(place.bus.publish(first))
    assert frames, "publish() returned no frames"
    assert "receipt" in dict(frames[-1].headers), (
        "publish() should ask for a receipt with its last frame: else nobody knows"
    )
    place.publish(first)
    place.client().say(place.bus.publish(second), but_the_last=True)
    place.publish(third)
    for client, where in ((topic, "the topic"), (worker, "the queue")):
        got = []
        while third not in got:
            message = client.next(f"{where} got {len(got)} of two events")
            got.append(of(message))
            if client is worker:
                place.done(worker, message)
        missing = "a publisher died before the last frame of its publish(), and its event is there, at least in part"
        assert second not in got, f"{where}: {missing}"
        assert got == [first, third], f"{where} should have got {[first, third]}, and got {got}"


def test_a_room_has_one_worker(place):
    """Two workers share the rooms, and what happens in a room is worked on in its order by one of them"""
    workers = [place.worker(), place.worker()]
    sent = place.events(42, rooms=7)
    place.publish(*sent)
    got, end = [], time.monotonic() + PATIENCE
    while len(got) < len(sent):
        for number, worker in enumerate(workers):
            if worker.waits():
                message = worker.next("a worker")
                got.append((number, of(message)))
                place.done(worker, message)
        if time.monotonic() > end:
            pytest.fail(f"{len(sent)} events were published, and two workers got {len(got)} in {PATIENCE:.0f} s")
    for room in sorted({event["room"] for event in sent}):
        who = {number for number, event in got if event["room"] == room}
        assert len(who) == 1, f"{room!r}: both workers got events of it, so that an edit can overtake its message"
        order = [event["id"] for _, event in got if event["room"] == room]
        assert order == [event["id"] for event in sent if event["room"] == room], f"{room!r} was not in order: {order}"
    shares = [sum(number == who for who, _ in got) for number in (0, 1)]
    assert min(shares) > 0, f"of {len(sent)} events in seven rooms one worker got all: {shares}"


def test_a_worker_who_comes_later(place):
    """A worker that is busy with one message does not keep others from a worker who comes later"""
    early = place.worker()
    place.publish(*place.events(30, rooms=30))
    early.next("the first worker")
    late = place.worker()
    late.next("30 events wait in 30 rooms, one worker is busy with the first, and a second one has come; to the second")


def test_a_dead_worker(place):
    """When a worker dies, its room goes on with another one, from the message that was in work and in order"""
    sent = place.events(5)
    workers = [place.worker(), place.worker()]
    place.publish(*sent)
    end = time.monotonic() + PATIENCE
    while not any(worker.waits() for worker in workers) and time.monotonic() < end:
        time.sleep(0.01)
    dies = next((worker for worker in workers if worker.waits()), workers[0])
    other = workers[1 - workers.index(dies)]
    first = dies.next("the workers")
    assert of(first) == sent[0]
    dies.hang_up()
    got = []
    while len(got) < len(sent):
        message = other.next(f"a worker died with the first of five events; to the other one, after {len(got)} events")
        got.append(of(message))
        place.done(other, message)
    assert got == sent, f"the ids should be {[one['id'] for one in sent]}, and were {[one['id'] for one in got]}"


def test_uploads_have_a_lane(place):
    """Uploads go to workers of the lane "uploads" only, also in rooms where a chat worker is at work"""
    chat = place.worker("chat")
    before, upload, after = *place.events(1), *place.events(1, kind="upload"), *place.events(1)
    upload["room"] = after["room"] = before["room"]
    place.publish(before)
    message = chat.next("to a worker of the lane chat")
    assert of(message) == before
    place.publish(upload, after)
    place.done(chat, message)
    message = chat.next("nobody works on uploads yet, and the lane chat should go on; to its worker")
    assert of(message) == after, f"a worker of the lane chat was given {of(message)}"
    place.done(chat, message)
    message = place.worker("uploads").next(
        "an upload waits in a room that a chat worker is at work in; to a worker of uploads"
    )
    assert of(message) == upload, f"a worker of the lane uploads was given {of(message)}"


def test_refused_messages_are_kept(place):
    """A message that is refused goes to the dead letter queue, and the next one comes"""
    bad, good = place.events(2)
    worker = place.worker()
    place.publish(bad, good)
    message = worker.next("to a worker")
    worker.say(place.bus.refuse(Frame(*message)))
    assert of(worker.next("after a refused message")) == good
    found = of(place.reader("/queue/{}events.DLQ").next("a message was refused; to the dead letter queue"))
    assert found == bad, f"the dead letter queue should have {bad}, and has {found}"


def test_another_try(place):
    """A message that is to be tried again comes three times in all, then it is dead; others come in between"""
    first, second = place.events(2, rooms=2, kind="upload")
    worker = place.worker("uploads")
    place.publish(first, second)
    got = []
    for _ in range(4):
        message = worker.next(f"the first of two uploads is tried again each time; after {len(got)} messages")
        got.append(of(message)["id"])
        worker.say((place.bus.again if of(message) == first else place.bus.done)(Frame(*message)))
    wanted = [first["id"], second["id"], first["id"], first["id"]]
    assert got == wanted, f"the ids should be {wanted}, and were {got}"
    found = of(place.reader("/queue/{}events.DLQ").next("an upload failed three times; to the dead letter queue"))
    assert found == first, f"the dead letter queue should have {first}, and has {found}"


def test_another_try_is_whole(place):
    """A worker that dies while it asks for another try neither loses the message nor doubles it"""
    first, second = place.events(2, rooms=2, kind="upload")
    worker = place.worker("uploads")
    place.publish(first)
    message = worker.next("to a worker of uploads")
    worker.say(place.bus.again(Frame(*message)), but_the_last=True)
    place.publish(second)
    worker = place.worker("uploads")
    got = []
    while second["id"] not in got or first["id"] not in got:
        message = worker.next(
            f"a worker died before the last frame of again(); the next one got {len(got)} of two messages"
        )
        got.append(of(message)["id"])
        place.done(worker, message)
    place.publish(last := place.events(1, kind="upload")[0])
    while got[-1] != last["id"]:
        message = worker.next("to a worker of uploads")
        got.append(of(message)["id"])
        place.done(worker, message)
    assert got.count(first["id"]) == 1, (
        f"a worker died before the last frame of again(), and now the message is there twice"
    )


def test_an_archive_that_was_away(place):
    """An archive gets what was published while it was away, in order, but nothing after it has ended for good"""
    sent, name = place.events(6, rooms=2), place.prefix + "archive"
    archive = place.archive(name)
    archive.say(place.bus.archive_listen(name))
    archive.leave()
    place.publish(*sent)
    archive = place.archive(name)
    archive.say(place.bus.archive_listen(name))
    got = []
    while len(got) < len(sent):
        message = archive.next(f"six events were published while the archive was away; after {len(got)} of them")
        got.append(of(message))
        place.done(archive, message)
    assert got == sent, f"the ids should be {[one['id'] for one in sent]}, and were {[one['id'] for one in got]}"
    archive.leave()
    archive = place.archive(name)
    archive.say(place.bus.archive_end(name))
    archive.leave()
    nobody, somebody = place.events(2)
    place.publish(nobody)
    archive = place.archive(name)
    archive.say(place.bus.archive_listen(name))
    place.publish(somebody)
    got = of(archive.next("an archive that ended, and listens anew"))
    assert got == somebody, "an archive had ended for good, and ActiveMQ kept on keeping everything for it"
