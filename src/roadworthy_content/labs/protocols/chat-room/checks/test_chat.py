"""The chat server, talked to by real clients."""

import json
import socket as sockets
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import quote

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

PATIENCE = 3.0  # seconds to wait for something that should happen; never the measure of anything
WAITED_ENOUGH = 6.0  # after so many seconds in vain the app is wrong, and the checks that are left wait less
QUIET = 0.15  # seconds in which something that must not happen would have


@pytest.fixture(scope="module")
def server(subject):
    """The learner's app, served by uvicorn."""
    return subject.serve_asgi("app:app")


class Patience:
    """How long to wait for the next event: long, until much waiting was in vain."""

    in_vain = 0.0

    @classmethod
    def seconds(cls):
        return PATIENCE if cls.in_vain < WAITED_ENOUGH else PATIENCE / 6


class Client:
    """One person's connection to a room."""

    def __init__(self, name, socket, server):
        self.name = name
        self.socket = socket
        self.server = server
        self.sent = None

    def send(self, frame):
        self.sent = frame
        self.socket.send(frame)

    def say(self, text):
        self.send(json.dumps({"type": "say", "text": text}))

    def receive(self, timeout=None):
        """Return the next event, or None if none comes in time."""
        patience = Patience.seconds() if timeout is None else timeout
        try:
            frame = self.socket.recv(patience)
        except TimeoutError:
            Patience.in_vain += patience if timeout is None else 0
            return None
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else "none"
            said = (self.server.process.output().strip().splitlines() or ["nothing"])[-1]
            pytest.fail(
                f"the server closed the connection of {self.name} (code {code}), whose last frame was {self.sent!r:.80}; "
                f"the server's last line: {said[:300]}"
            )
        return json.loads(frame)

    def expect(self, kind, **members):
        """Return the next event, which has to be of a kind and hold these members."""
        event = self.receive()
        if event is None:
            pytest.fail(f"{self.name} waited for {kind!r}, and nothing came")
        wanted = {"type": kind} | members
        found = {key: event.get(key) for key in wanted}
        assert found == wanted, f"{self.name} got {str(event)[:300]}"
        return event

    def skip_to(self, kind, **members):
        """Return the next event of a kind with these members, passing over others."""
        last = "nothing"
        while (event := self.receive()) is not None:
            if event.get("type") == kind and all(event.get(key) == value for key, value in members.items()):
                return event
            last = str(event)[:200]
        pytest.fail(f"{self.name} waited for {kind!r} with {members}, and it did not come; what came last: {last}")

    def closed_with(self):
        """Return the code that the server closes the connection with."""
        try:
            while True:
                self.socket.recv(Patience.seconds())
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None
        except TimeoutError:
            Patience.in_vain += Patience.seconds()
            return "still open"


@pytest.fixture
def room():
    """The name of a room nobody has used."""
    return f"room-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def join(server, room):
    """Join the room (or another) and read the welcome; all leave at the end of the check."""
    with ExitStack() as leaving:

        def enter(name, into=room, welcome=True, **options):
            url = f"ws://127.0.0.1:{server.port}/rooms/{into}?name={quote(name)}"
            options |= {"open_timeout": PATIENCE, "close_timeout": 0.2, "max_size": None, "compression": None}
            client = Client(name, leaving.enter_context(connect(url, **options)), server)
            if welcome:
                client.welcome = client.expect("welcome")
            return client

        yield enter


def test_what_is_said_reaches_everybody(join, rng):
    """What somebody says reaches everybody in the room, the sender too, with number and name"""
    ada, bob = join("ada"), join("bob")
    ada.expect("joined", name="bob")
    for seq in (1, 2, 3):
        text = f"line {rng.randrange(10**6)} 🚲"
        ada.say(text)
        for client in (ada, bob):
            client.expect("message", seq=seq, name="ada", text=text)


def test_newcomers_are_welcomed(join):
    """A newcomer is told, first of all, who is there and what was said last"""
    zoe = join("Zoë van Dam")
    assert (zoe.welcome["members"], zoe.welcome["history"]) == (["Zoë van Dam"], [])
    for number in range(1, 26):
        zoe.say(f"line {number}")
    said = [zoe.expect("message", seq=number) for number in range(1, 26)]
    ada = join("ada")
    assert ada.welcome["members"] == sorted(["ada", "Zoë van Dam"])
    assert ada.welcome["history"] == said[-20:]


def test_people_come_and_go(join):
    """The others hear who joins and who leaves; one's own coming and going is no news to oneself"""
    ada, bob = join("ada"), join("bob")
    ada.expect("joined", name="bob")
    bob.socket.close()
    ada.expect("left", name="bob")
    ada.say("alone again")
    ada.expect("message", seq=1)


def test_rooms_are_separate(join, room):
    """What happens in one room is not heard in another"""
    ada, bob = join("ada"), join("bob", into=f"{room}-2")
    bob.say("anybody here?")
    bob.expect("message", seq=1)
    ada.say("hello")
    ada.expect("message", seq=1, text="hello")
    assert ada.receive(QUIET) is None


def test_everybody_sees_the_same_order(join):
    """When many talk at once, all see the same messages under the same numbers"""
    first = join("first")
    first.say("before the others came")
    first.expect("message", seq=1)
    others = [join(f"member{number}") for number in range(4)]
    talkers = [first, *others]

    def talk(client):
        for number in range(20):
            client.say(f"{client.name} {number}")
        return [client.skip_to("message") for _ in range(80 + 20)]

    with ThreadPoolExecutor(len(talkers)) as pool:
        seen = list(pool.map(talk, talkers))
    assert [event["seq"] for event in seen[0]] == list(range(2, 102))
    for client, events in zip(talkers, seen, strict=True):
        assert events == seen[0], f"{client.name} saw another order than {first.name}"


def test_there_is_no_gap_after_the_welcome(join):
    """Who joins while others talk misses nothing and sees nothing twice"""
    ada = join("ada")
    for number in range(15):
        for _ in range(20):
            ada.say("...")
        newcomer = join(f"newcomer{number}")
        history = [event.get("seq") for event in newcomer.welcome["history"]]
        ada.say("last")
        live = []
        while not live or live[-1]["text"] != "last":
            live.append(newcomer.skip_to("message"))
        last = history[-1] if history else 0
        assert [event.get("seq") for event in live] == list(range(last + 1, last + 1 + len(live)))
        newcomer.socket.close()


NONSENSE = {
    "not JSON": "hello",
    "half of JSON": '{"type": "say"',
    "no object": '["say", "hello"]',
    "an unknown type": '{"type": "shout", "text": "hello"}',
    "no type": '{"text": "hello"}',
    "no text": '{"type": "say"}',
    "a text that is a number": '{"type": "say", "text": 7}',
    "a text of white space": '{"type": "say", "text": "  "}',
    "a text of 4001 characters": json.dumps({"type": "say", "text": "x" * 4001}),
    "a binary frame": b"\x00\xff",
    "deep nesting": "[" * 20_000,
}


@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_is_answered_and_survived(join, what):
    """Nonsense is answered with an error to whoever sent it; the connection stays"""
    ada, bob = join("ada"), join("bob")
    ada.expect("joined", name="bob")
    ada.send(NONSENSE[what])
    assert isinstance(ada.expect("error").get("reason"), str)
    ada.say("sorry")
    ada.expect("message", seq=1, text="sorry")
    bob.expect("message", seq=1, text="sorry")


def test_a_name_is_taken_once(join):
    """A name that is taken is refused with 1008; its owner notices nothing, and it is free again later"""
    ada = join("ada")
    assert join("ada", welcome=False).closed_with() == 1008
    ada.say("still me")
    ada.expect("message", seq=1, name="ada")
    bob = join("bob")
    assert bob.welcome["members"] == ["ada", "bob"]
    ada.socket.close()
    bob.expect("left", name="ada")
    assert join("ada").welcome["members"] == ["ada", "bob"]


@pytest.mark.parametrize("name", ["", "x" * 33])
def test_a_name_has_a_length(join, name):
    """A name without a character or with more than 32 is refused with 1008"""
    assert join(name, welcome=False).closed_with() == 1008


def test_a_connection_that_breaks(join):
    """Somebody whose connection breaks without a goodbye has left, and the name is free"""
    ada, bob = join("ada"), join("bob")
    ada.expect("joined", name="bob")
    bob.socket.socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    bob.socket.socket.shutdown(sockets.SHUT_RDWR)
    bob.socket.socket.close()
    ada.expect("left", name="bob")
    assert join("bob").welcome["members"] == ["ada", "bob"]


def phone_in_a_tunnel(server, room, name):
    """Join and never read again; return the plain socket."""
    plain = sockets.socket()
    plain.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    plain.connect(("127.0.0.1", server.port))
    request = (
        f"GET /rooms/{room}?name={name} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    plain.sendall(request.encode())
    return plain


@pytest.fixture
def tunnel(server, room, join):
    """A listener and a speaker in a room with somebody who has stopped reading."""
    ada = join("ada")
    phone = phone_in_a_tunnel(server, room, "tunnel")
    ada.expect("joined", name="tunnel")
    yield ada
    phone.close()


FLOOD = 2500  # messages of 4000 characters: more than the buffers of a connection hold on any usual system


def test_a_slow_client_holds_up_nobody(tunnel):
    """Somebody who has stopped reading holds up nobody else"""
    for number in range(1, FLOOD + 1):
        tunnel.say("x" * 4000)
        tunnel.skip_to("message", seq=number)


def test_a_client_that_stays_behind_is_let_go(tunnel):
    """Somebody who stays behind by more than a hundred messages is let go, and the others see it"""
    for number in range(1, FLOOD + 1):
        tunnel.say("x" * 4000)
        while (event := tunnel.receive() or {}).get("seq") != number:
            if event.get("type") == "left":
                assert event["name"] == "tunnel"
                return
            assert event, f"ada said message {number} while another client was not reading, and it never came back"
    pytest.fail(f"{FLOOD} messages of 4000 characters are waiting for somebody who does not read, and it is still there")


def test_a_short_pause_is_forgiven(join):
    """Somebody who pauses for ninety messages gets them all afterwards, in order"""
    ada, bob = join("ada"), join("bob", max_queue=1)
    for _ in range(90):
        ada.say("y" * 4000)
    for number in range(1, 91):
        ada.skip_to("message", seq=number)
    for number in range(1, 91):
        bob.expect("message", seq=number)
