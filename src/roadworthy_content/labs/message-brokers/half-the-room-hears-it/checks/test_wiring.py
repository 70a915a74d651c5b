"""Publishers, gateways and workers of the learner's, with a real RabbitMQ and a real Redis between them."""

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pika
import pytest
from redis import Redis
from wiring import Gateway, Publisher, TypingWatch, Worker, tell_typing

URL, REDIS_URL = os.environ["RABBITMQ_URL"], os.environ["REDIS_URL"]
PATIENCE = 2.0  # seconds until nothing more is expected; never the measure of anything


@pytest.fixture
def broker():
    """A channel of our own, in which neither exchange nor queues exist yet."""
    connection = pika.BlockingConnection(pika.URLParameters(URL))
    channel = connection.channel()
    for queue in ("push", "moderation"):
        channel.queue_delete(queue)
    channel.exchange_delete("chat")
    yield channel
    connection.close()


@pytest.fixture
def make(broker):
    """Make something with a connection; it is closed at the end."""
    made = []

    def make_one(kind, *args):
        made.append(kind(*args))
        return made[-1]

    yield make_one
    for one in made:
        one.close()


@pytest.fixture
def event(rng):
    """Make an event that nobody can guess."""

    def make_event(room, kind="message", visibility="public"):
        return {"kind": kind, "visibility": visibility, "room": room, "text": f"🚲 {rng.randrange(16**8):08x}"}

    return make_event


def texts(events):
    return [one and one["text"] for one in events]


def hear(gateway, number):
    """What a gateway hears, up to so many events."""
    heard = []
    while len(heard) < number and (one := gateway.receive(PATIENCE)) is not None:
        heard.append(json.loads(json.dumps(one)))
    return heard


def test_every_gateway_hears_everything(make, event, rng):
    """Three gateways of the same rooms each hear every event of these rooms, once and in order"""
    rooms = ["lobby", f"room {rng.randrange(10**6)}"]
    publisher = make(Publisher, URL)
    gateways = [make(Gateway, URL, rooms) for _ in range(3)]
    sent = [event(rng.choice(rooms), rng.choice(["message", "joined", "left"])) for _ in range(6)]
    for one in sent:
        publisher.publish(one)
    for number, gateway in enumerate(gateways, 1):
        heard = hear(gateway, len(sent))
        assert heard == sent, (
            f"gateway {number} of 3 heard {len(heard)} of {len(sent)} events: {texts(heard)} of {texts(sent)}. "
            "If the gateways share them out among each other, they share a queue"
        )


@pytest.mark.parametrize("room", ["a.b", "*", "#", "комната 🚲", "a"])
def test_a_gateway_hears_its_own_rooms_only(make, event, room):
    """A gateway hears its own rooms and no others, whatever characters a room's name has"""
    publisher, gateway = make(Publisher, URL), make(Gateway, URL, [room])
    others = {"a", "a.b", "a.b.c", "lobby", "комната", "*", "#", "A"} - {room}
    for other in sorted(others):
        publisher.publish(event(other, visibility="private"))
    own = event(room, "joined", "private")
    publisher.publish(own)
    heard = hear(gateway, 1)
    assert heard == [own], f"a gateway of room {room!r} should hear {own} first, but heard {heard or 'nothing'}"


def test_work_is_shared_out(make, event):
    """Each message is worked on by one worker, and a busy worker keeps no others from the rest"""
    publisher = make(Publisher, URL)
    busy, idle = make(Worker, URL, "push"), make(Worker, URL, "push")
    sent = [event("lobby") for _ in range(12)]
    for one in sent:
        publisher.publish(one)
    begun, go_on, by_busy, by_idle = threading.Event(), threading.Event(), [], []

    def slowly(one):
        by_busy.append(one["text"])
        begun.set()
        go_on.wait(30)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(busy.work, slowly, 1, PATIENCE)
        try:
            assert begun.wait(3 * PATIENCE), "12 messages were published, and a worker of 'push' was given none"
            by_others = int(idle.work(lambda one: by_idle.append(one["text"]), 11, PATIENCE))
        finally:
            go_on.set()
        by_first = int(first.result())
    assert sorted(by_busy + by_idle) == sorted(texts(sent)), (
        f"12 messages, one worker busy with the first: it worked on {len(by_busy)}, the second worker on {len(by_idle)}, "
        "and each message should be worked on once"
    )
    assert (by_first, by_others) == (1, 11), f"work() returned {by_first} and {by_others}; 1 and 11 were handled"


def test_failed_work_goes_back(make, event):
    """When handling fails the error comes out, and another worker gets the message"""
    publisher = make(Publisher, URL)
    failing, other = make(Worker, URL, "push"), make(Worker, URL, "push")
    sent, seen = event("lobby"), []
    publisher.publish(sent)

    def fail(_):
        raise ConnectionError("the push service is away")

    try:
        handled = failing.work(fail, 1, 2 * PATIENCE)
    except ConnectionError as error:
        assert str(error) == "the push service is away"
    else:
        pytest.fail(f"handle raised ConnectionError for each message, and work() just returned {handled}")
    other.work(lambda one: seen.append(one["text"]), 1, PATIENCE)
    assert seen == texts([sent]), f"a worker failed at {sent['text']!r}; the next worker was given {seen or 'nothing'}"


def test_work_waits_for_its_workers(make, event, broker, eventually):
    """What was published before any worker was there waits for it, and would survive a restart of the broker"""
    publisher = make(Publisher, URL)
    sent = [event("lobby") for _ in range(3)]
    for one in sent:
        publisher.publish(one)
    for queue in ("push", "moderation"):
        assert _exists(broker, queue), f"3 public messages were published, and nobody made {queue!r} to keep them"
        method, properties, _ = eventually(
            lambda queue=queue: (got := broker.basic_get(queue)) and got[0] and got,
            within=PATIENCE,
            what=f"one of the 3 public messages to be in {queue!r}, though no worker is there yet",
        )
        assert properties.delivery_mode == 2, f"messages in {queue!r} are not persistent"
        broker.basic_nack(method.delivery_tag)
        with pytest.raises(pika.exceptions.ChannelClosedByBroker) as refused:
            broker.connection.channel().queue_declare(queue, durable=False, arguments={"x-expires": 60_000})
        assert "'durable'" in refused.value.reply_text, f"the queue {queue!r} is not durable: {refused.value.reply_text}"
        seen = []
        make(Worker, URL, queue).work(lambda one, seen=seen: seen.append(one["text"]), 3, PATIENCE)
        assert seen == texts(sent), f"a worker of {queue!r} that came later should get {texts(sent)}, but got {seen}"


def _exists(broker, queue):
    try:
        broker.connection.channel().queue_declare(queue, passive=True)
    except pika.exceptions.ChannelClosedByBroker:
        return False
    return True


def test_queues_get_what_is_for_them(make, broker, event, eventually):
    """The queue push gets all messages, moderation the public ones, and neither who joins and leaves"""
    publisher = make(Publisher, URL)
    public, private, end = event("a.b"), event("a.b", visibility="private"), event("lobby")
    for one in (event("a.b", "joined"), public, event("lobby", "left", "private"), private, end):
        publisher.publish(one)

    for queue, wanted in (("push", [public, private, end]), ("moderation", [public, end])):
        assert _exists(broker, queue), f"there is no queue {queue!r} after something was published"
        found = []

        def last(queue=queue, found=found):
            if (body := broker.basic_get(queue, auto_ack=True)[2]) is not None:
                found.append(json.loads(body))
            return found and found[-1] == end

        eventually(last, within=PATIENCE, what=f"{queue!r} to get the public message {end}; it has {found}")
        assert found == wanted, f"{queue!r} should get {wanted}, and got {found}"


def test_a_gateway_leaves_nothing_behind(make, broker, event, eventually):
    """When a gateway is gone so is its queue; another one hears only what happens from then on"""
    publisher, gateway = make(Publisher, URL), Gateway(URL, ["lobby"])
    queue = str(gateway.queue)
    gateway.close()
    eventually(
        lambda: not _exists(broker, queue),
        within=PATIENCE,
        what=f"the queue {queue!r} to go with its gateway: else it fills up, and nobody ever reads it",
    )
    publisher.publish(event("lobby"))
    late, now = make(Gateway, URL, ["lobby"]), event("lobby")
    publisher.publish(now)
    heard = hear(late, 1)
    assert heard == [now], f"a gateway that came late should hear {now} first, but heard {heard or 'nothing'}"


def test_typing_reaches_who_watches_now(make, rng):
    """Who is typing reaches all who watch the room at that moment, and leaves no trace in Redis"""
    redis = make(Redis.from_url, REDIS_URL)
    redis.flushall()
    names = [f"{name}-{rng.randrange(10**6)}" for name in ("ada", "Zoë", "chen")]
    none = tell_typing(redis, "lobby", "nobody hears this")
    assert none == 0, f"nobody watches the room, and tell_typing returned {none}"
    watches = [make(TypingWatch, REDIS_URL, "lobby") for _ in range(2)]
    other = make(TypingWatch, REDIS_URL, "l*")
    told = [int(tell_typing(redis, "lobby", name)) for name in names]
    heard = [[watch.next(PATIENCE) for _ in names] for watch in watches]
    assert heard == [names, names], f"two who watch should each hear {names}, and heard {heard}"
    assert told == [2, 2, 2], f"two watch the room; tell_typing returned {told}"
    tell_typing(redis, "l*", names[0])
    first = other.next(PATIENCE)
    assert first == names[0], f"a room named 'l*' heard {first!r}, which was said elsewhere"
    keys = redis.keys()
    assert keys == [], f"who was typing a moment ago is of no use to anybody, but is kept in {keys}"
