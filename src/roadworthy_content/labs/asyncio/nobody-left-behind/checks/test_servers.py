"""Both servers, with replicas and guests that hang, break and vanish."""

import signal
import socket
import threading
import time

import pytest

PATIENCE = 8.0  # seconds to wait for something that should happen; never the measure of anything
BACKENDS = pytest.mark.parametrize("backend", ["asyncio", "trio"])


class Line:
    """A connection of ours."""

    def __init__(self, port, small=False):
        self.socket = socket.socket()
        if small:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", port))
        self._buffer = b""

    def say(self, *lines):
        self.socket.sendall("".join(f"{line}\n" for line in lines).encode())

    def hear(self):
        """The next line, or what happened instead."""
        while b"\n" not in self._buffer:
            try:
                chunk = self.socket.recv(65536)
            except TimeoutError:
                return "(nothing)"
            except OSError as error:
                return f"({error.strerror})"
            if not chunk:
                return "(hung up)"
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode()

    def vanish(self):
        """Break the connection without a goodbye."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.socket.close()


class Replica:
    """A replica with a reply, given once those in `after` have been asked too; None hangs up, `hang` says nothing."""

    def __init__(self, reply="hang", after=()):
        self.reply, self._after = reply, after
        self.asked, self.released = [], []  # questions; connections that the relay has closed
        self._server = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=[connection], daemon=True).start()

    def _talk(self, connection):
        with connection:
            question = connection.makefile("rb").readline().decode().strip()
            self.asked.append(question)
            if self.reply is None:
                return
            end = time.monotonic() + PATIENCE
            while any(question not in other.asked for other in self._after) and time.monotonic() < end:
                time.sleep(0.01)
            if self.reply != "hang":
                connection.sendall(f"{self.reply} {question}\n".encode())
            try:
                while connection.recv(1000):
                    pass
            except OSError:
                pass
            self.released.append(question)


@pytest.fixture
def relay(subject, free_port):
    def start(backend, *replicas, patience=60):
        port = free_port()
        addresses = [replica if isinstance(replica, str) else replica.address for replica in replicas]
        subject.start(["python", "relay.py", str(port), backend, str(patience), *addresses], port=port)
        return port

    return start


@BACKENDS
def test_the_first_answer_wins(relay, rng, eventually, backend):
    """The first good reply is the answer, and the other replicas' connections are closed at once"""
    hanging, other = Replica(), Replica()
    quick = Replica("quick", after=[hanging, other])
    client = Line(relay(backend, hanging, quick, other))
    for _ in range(3):
        word = f"word{rng.randrange(10**6)}"
        client.say(word)
        assert client.hear() == f"quick {word}", "one of three replicas has replied, two never will"
        for loser in (hanging, other):
            assert word in loser.asked, f"all replicas should be asked at once, and one of them was asked {loser.asked}"
            what = "the connection to a replica that has lost to be closed"
            eventually(lambda loser=loser, word=word: word in loser.released, within=PATIENCE, what=what)


@BACKENDS
def test_one_good_replica_is_enough(relay, rng, free_port, eventually, backend):
    """Replicas that refuse, hang up or reply with an error do not matter, unless there is no other"""
    bad = [f"127.0.0.1:{free_port()}", Replica(None), Replica("error")]
    word = f"word{rng.randrange(10**6)}"
    good = Replica()
    port = relay(backend, *bad, good)
    client = Line(port)
    client.say(word)
    eventually(
        lambda: word in bad[1].asked and word in bad[2].asked and word in good.asked,
        within=PATIENCE,
        what="all replicas to be asked",
    )
    good.reply = "late"
    second = Line(port)
    second.say(word)
    assert second.hear() == f"late {word}", "three replicas fail, the fourth replies"
    alone = Line(relay(backend, *bad))
    alone.say(word, word)
    assert [alone.hear(), alone.hear()] == ["error unavailable"] * 2, "all replicas have failed"


@BACKENDS
def test_patience_ends(relay, eventually, backend):
    """When nobody replies in time the answer is an error, and no connection is left open"""
    hanging, failing = Replica(), Replica(None)
    client = Line(relay(backend, hanging, failing, patience=0.3))
    client.say("anybody?")
    assert client.hear() == "error timeout"
    eventually(lambda: hanging.released, within=PATIENCE, what="the connection to the replica that hangs to be closed")


@BACKENDS
def test_who_hangs_up_stops_the_asking(relay, eventually, backend):
    """When a client hangs up or breaks, its question is given up, and other clients notice nothing"""
    replica = Replica()
    port = relay(backend, replica)
    stayer = Line(port)
    stayer.say("mine")
    for number, leave in enumerate((lambda client: client.socket.close(), lambda client: client.vanish())):
        leaver = Line(port)
        leaver.say(f"question{number}")
        eventually(lambda n=number: f"question{n}" in replica.asked, within=PATIENCE, what="the replica to be asked")
        leave(leaver)
        what = "the replica's connection to be closed, since nobody waits for the reply any more"
        eventually(lambda n=number: f"question{n}" in replica.released, within=PATIENCE, what=what)
    assert replica.released.count("mine") == 0, "a question was given up whose client is still there"
    replica.reply = "yes"
    other = Line(port)
    other.say("still there?")
    assert other.hear() == "yes still there?"


# --- presence


class House:
    """The presence server, and guests."""

    def __init__(self, subject, free_port, silence=0):
        self.port = free_port()
        self.server = subject.start(["python", "presence.py", str(self.port), str(silence)], port=self.port)

    def enter(self, name, small=False):
        guest = Line(self.port, small)
        guest.say(name, "ping")
        heard = guest.hear()
        assert heard == "pong", f"{name} came in and said ping, and heard {heard!r}\n{self.server.output()[-500:]}"
        return guest


@pytest.fixture
def house(subject, free_port):
    return House(subject, free_port)


def test_guests_come_and_go(house, rng):
    """Guests hear who comes, goes and says something, and nothing of themselves"""
    ada = house.enter("ada")
    bob = house.enter("bob")
    text = f"hello {rng.randrange(10**6)}"
    bob.say(text)
    assert [ada.hear(), ada.hear()] == ["+bob", f"bob: {text}"]
    bob.say("half")
    bob.socket.sendall(b"a li")
    assert ada.hear() == "bob: half"
    bob.socket.sendall(b"ne\n")
    assert ada.hear() == "bob: a line", "a line that comes in two pieces is one line"
    bob.say("ping")
    assert bob.hear() == "pong"
    bob.socket.close()
    assert ada.hear() == "-bob"


def test_a_rude_guest_is_only_one_who_left(house):
    """Guests who break off, before or after their name, in the middle of anything, disturb nobody"""
    ada = house.enter("ada")
    for number in range(5):
        Line(house.port).vanish()
        rude = house.enter(f"rude{number}")
        assert ada.hear() == f"+rude{number}"
        ada.say("x" * 2000)
        rude.socket.sendall(b"\xff\xfe not text")
        rude.vanish()
        heard = ada.hear()
        assert heard == f"-rude{number}", (
            f"rude{number} broke off, and ada heard {heard!r}\n{house.server.output()[-500:]}"
        )
    ada.say("ping")
    assert ada.hear() == "pong"


def test_a_slow_reader_holds_up_nobody(house):
    """Who has stopped reading holds up nobody, and is let go when a hundred lines wait"""
    ada = house.enter("ada")
    slow = house.enter("slow", small=True)
    assert ada.hear() == "+slow"
    bob = house.enter("bob")
    assert ada.hear() == "+bob"
    for number in range(2500):
        bob.say("x" * 4000)
        heard = ada.hear()
        if heard == "-slow":
            slow.socket.close()
            return
        assert heard == "bob: " + "x" * 4000, (
            f"line {number} of bob's did not reach ada while another guest was not reading: {heard[:60]!r}"
        )
    pytest.fail("2500 lines of 4000 characters wait for somebody who does not read, and it is still there")


def test_silence_ends(subject, free_port):
    """Who says nothing for too long is let go"""
    house = House(subject, free_port, silence=1.5)
    nameless, mute = Line(house.port), Line(house.port)
    mute.say("mute")
    for guest, who in ((mute, "a guest who has only said a name"), (nameless, "who has not even done that")):
        heard = [guest.hear(), guest.hear()]
        assert heard[-1] == "(hung up)", f"SILENCE is 1.5 s; {who} should be let go, and heard {heard}"


def test_the_end_comes_for_all(house):
    """At SIGTERM everybody hears bye, and the server ends with 0, even if somebody does not read"""
    ada = house.enter("ada")
    slow = house.enter("slow", small=True)
    bob = house.enter("bob")
    nameless = Line(house.port)
    for _ in range(60):
        bob.say("x" * 4000)
    bob.say("ping")
    assert bob.hear() == "pong"
    house.server.send_signal(signal.SIGTERM)
    heard = []
    while not heard or not heard[-1].startswith("("):
        heard.append(ada.hear())
    assert "bye" in heard, f"the last lines that ada heard: {[line[:20] for line in heard[-3:]]}"
    try:
        status = house.server.wait(timeout=PATIENCE)
    except Exception:
        pytest.fail(f"{PATIENCE:.0f} s after SIGTERM the server is still there")
    slow.socket.close()
    nameless.socket.close()
    assert status == 0, f"the server ended with {status}\n{house.server.output()[-300:]}"
