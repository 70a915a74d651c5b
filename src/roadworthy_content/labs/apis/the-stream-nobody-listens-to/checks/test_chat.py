"""The schema, read by programs of two ages, and the server, asked by them."""

import signal
import time
import uuid

import grpc
import pytest
from clients import Client, Moderator, Schema

FOLLOWERS = 40
MODERATOR_SECONDS = 0.7
LONG = 8  # seconds, for what should happen soon; never the measure of anything


@pytest.fixture(scope="module")
def old(subject):
    """The schema that old clients were built with."""
    return Schema(subject, "chat_v1.proto")


@pytest.fixture(scope="module")
def new(subject):
    """The learner's schema."""
    return Schema(subject, "chat.proto")


@pytest.fixture(scope="module")
def moderator(old):
    """The service that is asked about each message."""
    moderator = Moderator(old)
    yield moderator
    moderator.close()


def start(subject, port, moderator):
    environment = {"MODERATOR": f"127.0.0.1:{moderator.port}", "MODERATOR_SECONDS": str(MODERATOR_SECONDS)}
    return subject.start(["python", "server.py", str(port)], env=environment, port=port, timeout=20)


@pytest.fixture(scope="module")
def port(subject, free_port, moderator):
    """Where the learner's server listens."""
    port = free_port()
    start(subject, port, moderator)
    return port


@pytest.fixture(scope="module")
def client(port, new):
    """A client of today."""
    return Client(port, new)


@pytest.fixture(scope="module")
def phone(port, old):
    """An old client."""
    return Client(port, old)


@pytest.fixture
def room():
    """A room nobody has used."""
    return f"room-{uuid.uuid4().hex[:8]}"


def same(found, wanted, what):
    assert found == wanted, f"{what}: expected {wanted!r}, found {found!r}"


def finished(call):
    """Return the status that a call has in the end."""
    try:
        return "OK" if call.result(timeout=LONG) else "no answer"
    except grpc.FutureTimeoutError:
        call.cancel()
        pytest.fail(f"a Say without a deadline was not answered within {LONG} s")
    except grpc.RpcError as error:
        return error.code().name


def has_field(schema, message, *fields):
    names = [field.name for field in schema.descriptors[message].fields]
    missing = [field for field in fields if field not in names]
    assert not missing, f"{message} in chat.proto has no field {', '.join(missing)}; it has {', '.join(names)}"


# --- the schema


def test_old_and_new_read_each_other(old, new, rng):
    """Messages written with the old schema are read with the new one, and the other way round, each field as itself"""
    has_field(new, "Message", "id", "room", "author", "text", "sent_at", "sent_at_ms", "attachment", "reply_to")
    has_field(new, "SayRequest", "room", "author", "text", "attachment", "reply_to")
    kinds = {}
    for schema in (old, new):
        for message in old.descriptors:
            fields = schema.descriptors[message].fields if message in schema.descriptors else []
            kinds[schema, message] = {
                field.name: (field.number, field.type) for field in fields if field.name != "urgent"
            }
    for message in old.descriptors:
        was, now = kinds[old, message], kinds[new, message]
        same({name: now.get(name) for name in was}, was, f"numbers and types of the old fields of {message}")
    number = rng.randrange(1, 2**31)
    values = {"id": number, "room": f"r{number}", "author": "Zoë", "text": f"text {number}", "sent_at": number}
    before = old.Message(**values, urgent=True)
    now = new.Message.FromString(before.SerializeToString())
    same({key: getattr(now, key) for key in values}, values, "an old message, read with the new schema")
    extra = [field.name for field, _ in now.ListFields() if field.name not in values]
    same(extra, [], "new fields that are set by an old message which was urgent")
    same(
        new.Message.FromString(before.SerializeToString()).SerializeToString(),
        before.SerializeToString(),
        "bytes, passed on",
    )
    later = new.Message(**values, sent_at_ms=2**40, reply_to=7)
    then = old.Message.FromString(later.SerializeToString())
    same({key: getattr(then, key) for key in values}, values, "a new message, read with the old schema")
    same(then.urgent, False, "urgent, as an old program reads it from a new message")
    same(new.Message.FromString(then.SerializeToString()), later, "a new message that an old program has passed on")
    picture = new.Message(id=1, attachment=new.Attachment(name="cat.png", size=2**40))
    then = old.Message.FromString(picture.SerializeToString())
    same((then.id, then.text, then.urgent), (1, "", False), "a picture, as an old program reads it")
    picture.text = "instead"
    same(picture.WhichOneof("body"), "text", "the oneof `body` of a message whose text was set after its attachment")


def test_what_is_gone_stays_reserved(new):
    """The number and the name of the field that goes are reserved, and nothing has them"""
    (message,) = (one for one in new.file.message_type if one.name == "Message")
    reserved = [number for one in message.reserved_range for number in range(one.start, min(one.end, one.start + 100))]
    assert 6 in reserved, f"number 6 should be reserved in Message; reserved are {reserved}"
    same(list(message.reserved_name), ["urgent"], "reserved names of Message")


def test_a_reply_to_nothing_is_no_reply(new, client, room):
    """No reply can be told from a reply to 0, in the schema and in what the server stores"""
    has_field(new, "Message", "reply_to")
    for kind in (new.Message, new.SayRequest):
        try:
            found = [
                kind().HasField("reply_to"),
                kind.FromString(kind(reply_to=0).SerializeToString()).HasField("reply_to"),
            ]
        except ValueError as error:
            pytest.fail(f"reply_to of {kind.DESCRIPTOR.name} has no presence: {error}")
        same(found, [False, True], f"whether reply_to of {kind.DESCRIPTOR.name} is there, unset and set to 0")
    first = client.say(room)
    same(first.HasField("reply_to"), False, "whether a message that is no reply has a reply_to")
    same(client.say(room, reply_to=first.id).reply_to, first.id, "reply_to of a reply")
    for number in (0, 10**9, client.say(f"{room}-2").id):
        same(client.refused(room=room, author="ada", text="x", reply_to=number)[0], "NOT_FOUND", f"a reply to {number}")


# --- the server


def test_an_old_client_gets_what_it_knows(client, phone, moderator, room, rng):
    """Old and new clients talk to each other; the time is in both fields, and an attachment arrives"""
    text = f"line {rng.randrange(10**6)} 🚲"
    begun = time.time()
    sent = phone.say(room, text)
    same((sent.room, sent.author, sent.text), (room, "ada", text), "what an old client said, as it was answered")
    answer = client.say(room, None, attachment=client.schema.Attachment(name="cat.png", size=2**33))
    assert abs(answer.sent_at_ms / 1000 - begun) < 60, (
        f"sent_at_ms should be milliseconds since 1970: {answer.sent_at_ms}"
    )
    same(answer.sent_at, answer.sent_at_ms // 1000, "sent_at of a new message, which old clients read")
    same((answer.attachment.name, answer.attachment.size), ("cat.png", 2**33), "the attachment")
    same(moderator.texts[-2:], [text, "cat.png"], "what the moderator was asked about")
    stream = client.follow(room)
    seen = [next(stream), next(stream)]
    same(
        [(one.id, one.WhichOneof("body")) for one in seen],
        [(sent.id, "text"), (answer.id, "attachment")],
        "what is followed",
    )
    same(seen[0].sent_at_ms // 1000, sent.sent_at, "sent_at_ms of what an old client said")
    old_stream = phone.follow(room)
    same([next(old_stream).text, next(old_stream).text], [text, ""], "texts, as an old client follows them")
    for one in (stream, old_stream):
        one.cancel()


def test_errors_have_the_right_status(client, moderator, room):
    """Each thing that can go wrong has its own status, and nothing is stored"""
    good = {"room": room, "author": "ada", "text": "hello"}
    for wrong in (
        {"room": ""},
        {"room": "x" * 65},
        {"author": ""},
        {"author": "x" * 65},
        {"text": ""},
        {"text": "x" * 4001},
    ):
        same(client.refused(**good | wrong)[0], "INVALID_ARGUMENT", f"Say with {str(wrong)[:30]}")
    same(client.refused(room=room, author="ada")[0], "INVALID_ARGUMENT", "Say without a body")
    nameless = client.schema.Attachment(size=1)
    same(
        client.refused(room=room, author="ada", attachment=nameless)[0],
        "INVALID_ARGUMENT",
        "an attachment without a name",
    )
    same(
        client.refused(**good | {"text": "forbidden"}), ("PERMISSION_DENIED", "not in this room"), "what is not allowed"
    )
    status, details = client.refused(**good | {"text": "trouble"})
    same(status, "UNAVAILABLE", "Say while the moderator is in trouble")
    assert "classifier" not in details, f"what went wrong inside should stay inside: {details}"
    last = client.say(room, "x" * 4000)
    stream = client.follow(room)
    same(next(stream).id, last.id, "the first message of the room, after all that was refused")
    stream.cancel()
    for service in ("", "chat.v1.Chat"):
        same(client.health(service), "SERVING", f"the health of {service!r}")


def test_the_deadline_is_handed_on(client, moderator, room, eventually):
    """The moderator gets what is left of the client's deadline, or MODERATOR_SECONDS, and is cancelled with the client"""
    client.say(room, timeout=30)
    assert moderator.left is not None and 3 < moderator.left <= 32, (
        f"the client had 30 s, and the moderator's deadline was {moderator.left} s away"
    )
    same(finished(client.say_soon(room)), "OK", "Say without a deadline")
    assert moderator.left is not None and moderator.left <= MODERATOR_SECONDS + 0.5, (
        f"the client had no deadline, so it should be {MODERATOR_SECONDS} s; the moderator's was {moderator.left} s away"
    )
    moderator.go_on.clear()
    try:
        call = client.say_soon(room, "hang", timeout=60)
        assert moderator.hanging.acquire(timeout=LONG), "the moderator was not asked"
        call.cancel()
        assert moderator.given_up.acquire(timeout=LONG), "the client cancelled, and the call to the moderator went on"
        status = finished(client.say_soon(room, "hang"))
        same(status, "DEADLINE_EXCEEDED", "Say without a deadline, while the moderator hangs")
    finally:
        moderator.go_on.set()
    last = client.say(room, "last")
    stream = client.follow(room)
    same([next(stream).text for _ in range(3)], ["hello", "hello", "last"], "what was stored")
    stream.cancel()
    assert last.id > 0


def test_many_follow_and_the_chat_goes_on(client, room, rng, eventually):
    """Forty followers get what was said before and after they came, once and in order, and Say is still answered"""
    before = [client.say(room, f"before {number}").id for number in range(4)]
    client.say(f"{room}-2", "elsewhere")
    start_at = rng.randrange(4)
    streams = [client.follow(room, after=before[start_at]) for _ in range(FOLLOWERS)]
    eventually(lambda: client.followers(room) == FOLLOWERS, within=LONG, what=f"Followers to count {FOLLOWERS}")
    after = [client.say(room, f"after {number}").id for number in range(5)]
    wanted = before[start_at + 1 :] + after
    for stream in streams:
        same(
            [next(stream).id for _ in wanted], wanted, f"ids that a follower saw who followed after {before[start_at]}"
        )
    same(sorted(before + after), before + after, "ids, in the order in which things were said")
    for stream in streams:
        stream.cancel()


def test_who_has_left_is_forgotten(client, room, eventually):
    """Followers who cancel, vanish or whose deadline has passed are no longer counted, and hold up nobody"""
    streams = [client.follow(room) for _ in range(8)] + [client.follow(room, timeout=0.4) for _ in range(4)]
    eventually(lambda: client.followers(room) >= 8, within=LONG, what="the followers to be counted")
    for stream in streams[:8]:
        stream.cancel()
    eventually(
        lambda: client.followers(room) == 0,
        within=LONG,
        what="eight followers who cancelled, and four whose deadline has passed, to be forgotten (Followers should say 0)",
    )
    same(streams[-1].code().name, "DEADLINE_EXCEEDED", "how a stream ended whose deadline had passed")
    assert client.say(room).id > 0


def test_going_down_finishes_what_was_begun(subject, free_port, moderator, new, room):
    """On SIGTERM followers are let go with UNAVAILABLE, a Say that was begun is finished, and the process ends with 0"""
    port = free_port()
    process = start(subject, port, moderator)
    client = Client(port, new)
    client.say(room)
    stream = client.follow(room)
    next(stream)
    moderator.go_on.clear()
    try:
        call = client.say_soon(room, "hang on", timeout=30)
        assert moderator.hanging.acquire(timeout=LONG), "the moderator was not asked"
        process.send_signal(signal.SIGTERM)
        try:
            rest = [one.text for one in stream]
            pytest.fail(f"the stream ended as if all was well, after {rest}")
        except grpc.RpcError as error:
            same(error.code().name, "UNAVAILABLE", "how a follower's stream ended on SIGTERM")
    finally:
        moderator.go_on.set()
    try:
        same(call.result(timeout=LONG).message.text, "hang on", "what a Say that was begun before SIGTERM was answered")
    except grpc.RpcError as error:
        pytest.fail(f"a Say that was begun before SIGTERM ended with {error.code().name}: {error.details()}")
    same(process.wait(15), 0, "the exit status")
