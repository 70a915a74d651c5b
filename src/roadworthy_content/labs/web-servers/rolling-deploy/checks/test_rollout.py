"""Two services, the learner's HAProxy before them, steady traffic, and the learner's rollout."""

import contextlib
import csv
import http.client
import json
import socket
import stat
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

PATIENCE = 10.0  # seconds to wait for what should happen; never the measure of anything
GRACE = 2.0  # seconds that a rollout is given to restart what it must not restart yet, if it does not ask HAProxy
LOOKS = 4  # so often it has asked, and been told that a request is left
SELDOM = "60s"


class Chat:
    """HAProxy before two services."""

    def __init__(self, subject, free_port, interval):
        self.subject = subject
        self.port = free_port()
        self.ports = {"a": free_port(), "b": free_port()}
        self.services = {
            name: subject.start(["python", "chat_service.py", name, str(port), "v1"], port=port, timeout=15)
            for name, port in self.ports.items()
        }
        self.socket = f"haproxy-{self.port}.sock"
        addresses = [f"127.0.0.1:{port}" for port in self.ports.values()]
        command = ["python", "run.py", str(self.port), *addresses, self.socket, interval]
        self.haproxy = subject.start(command, port=self.port, timeout=15)

    def ask(self, path="/", method="GET", service=None):
        """Send a request through HAProxy, or to a service itself; returns status and what is in the JSON."""
        port = self.ports[service] if service else self.port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if answer.status == 200 else {}
        except TimeoutError:
            return f"none within {PATIENCE:.0f} s", {}
        except (OSError, http.client.HTTPException) as error:
            return f"none ({type(error).__name__})", {}
        finally:
            connection.close()

    def who(self, times):
        """Which services answer so many requests, one after the other."""
        answers = [self.ask() for _ in range(times)]
        bad = [status for status, _about in answers if status != 200]
        assert not bad, f"of {times} requests {len(bad)} were not answered with 200 but with {bad[0]}"
        return [about["service"] for _status, about in answers]

    def holds(self, service):
        """How many requests a service has in its hands."""
        return self.ask("/stats", service=service)[1]["now"]

    def command(self, text):
        """What HAProxy says on its socket."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            try:
                connection.connect(str(self.subject.workspace / self.socket))
            except OSError as error:
                pytest.fail(f"HAProxy's runtime API is not at the socket ${{SOCKET}}: {error.strerror}")
            connection.sendall(text.encode() + b"\n")
            return connection.makefile().read()

    def stat(self, server):
        """HAProxy's line about a server, or about the whole backend."""
        for row in csv.DictReader(self.command("show stat").removeprefix("# ").splitlines()):
            if (row["pxname"], row["svname"]) == ("chat", server):
                return row
        pytest.fail(f"HAProxy shows no {server} in a backend called chat")

    def rollout(self, version, patience="30", start_seconds="0.1", through=None):
        """Start a rollout of a version that takes so long to start."""
        servers = [f"{name}=127.0.0.1:{port}" for name, port in self.ports.items()]
        words = [through or self.socket, patience, *servers, "--", "python", "restart.py", version]
        return self.subject.start(["python", "rollout.py", *words], env={"START_SECONDS": start_seconds})

    def restarts(self):
        """What restart.py was asked for."""
        return self.subject.run(["sh", "-c", "cat restarts.txt 2>/dev/null"]).stdout.split("\n")[:-1]


class Relay:
    """A socket that leads to HAProxy's, and counts the commands that come."""

    def __init__(self, folder, socket_name):
        self.name, self.commands = f"relay-{socket_name}", 0
        self._target = str(folder / socket_name)
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(folder / self.name))
        self._server.listen(16)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            ours, _ = self._server.accept()
            theirs = socket.socket(socket.AF_UNIX)
            theirs.connect(self._target)
            threading.Thread(target=self._carry, args=[ours, theirs, True], daemon=True).start()
            threading.Thread(target=self._carry, args=[theirs, ours, False], daemon=True).start()

    def _carry(self, source, target, from_rollout):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if from_rollout:
                    self.commands += data.count(b"\n")
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)


@pytest.fixture
def chat(subject, free_port):
    """With health checks that come often."""
    subject.run(["rm", "-f", "restarts.txt"])
    return Chat(subject, free_port, "200ms")


@pytest.fixture
def unchecked(subject, free_port):
    """With health checks that come too late to help."""
    return Chat(subject, free_port, SELDOM)


@pytest.fixture
def threads():
    """Threads for requests that take long."""
    with ThreadPoolExecutor(16) as pool:
        yield pool


def test_an_ill_service_is_left_alone(chat, eventually):
    """A service whose health is not 200 gets no requests, and gets them again when it is"""
    chat.ask("/ill", "POST", service="a")
    eventually(lambda: set(chat.who(6)) == {"b"}, within=PATIENCE, what="requests to go to b only: a says it is ill")
    chat.ask("/well", "POST", service="a")
    eventually(lambda: set(chat.who(6)) == {"a", "b"}, within=PATIENCE, what="requests to go to a again: it is well")


def test_the_one_with_less_to_do_is_asked(unchecked, threads, eventually):
    """A request goes to the service with fewer requests in its hands"""
    slow = [threads.submit(unchecked.ask, "/slow") for _ in range(4)]
    try:
        eventually(
            lambda: unchecked.holds("a") and unchecked.holds("a") + unchecked.holds("b") == 4,
            within=PATIENCE,
            what="four requests to be with the services",
        )
        unchecked.ask("/go", "POST", service="b")
        eventually(lambda: unchecked.stat("b")["scur"] == "0", within=PATIENCE, what="b to have nothing to do")
        shares = unchecked.who(6)
        assert shares == ["b"] * 6, f"a is busy and b has nothing to do, yet {shares.count('a')} of 6 requests went to a"
    finally:
        unchecked.ask("/go", "POST", service="a")
    assert [one.result()[0] for one in slow] == [200] * 4


def test_no_service_gets_more_than_it_can_take(unchecked, threads, eventually):
    """A service has at most four requests at a time; others wait in HAProxy and are answered too"""
    slow = [threads.submit(unchecked.ask, "/slow") for _ in range(12)]
    try:
        eventually(
            lambda: sum(unchecked.holds(name) for name in "ab") + int(unchecked.stat("BACKEND")["qcur"]) >= 12
            or any(unchecked.holds(name) > 4 for name in "ab")
            or sum(int(unchecked.stat(name)["qcur"]) for name in "ab") + sum(map(unchecked.holds, "ab")) >= 12,
            within=PATIENCE,
            what="12 requests to be with the services or to wait",
        )
    finally:
        for name in "ab":
            unchecked.ask("/go", "POST", service=name)
    statuses = [one.result()[0] for one in slow]
    most = {name: unchecked.ask("/stats", service=name)[1]["most"] for name in "ab"}
    assert max(most.values()) <= 4, f"of 12 requests a had {most['a']} at a time, b {most['b']}; 4 is what they can take"
    assert statuses == [200] * 12, f"all 12 should be answered in the end; the answers: {statuses}"


def test_a_dead_service_is_not_noticed(unchecked, rng):
    """When a service is dead and no health check has noticed, requests are answered all the same"""
    victim = unchecked.services["ab"[rng.randrange(2)]]
    victim.kill()
    victim.wait()
    answers = [unchecked.ask()[0] for _ in range(4)]
    assert answers == [200] * 4, f"one of two services is dead; four requests were answered with {answers}"


def test_the_socket_is_private(chat):
    """The runtime API is only for the owner of its socket"""
    assert (chat.subject.workspace / chat.socket).exists(), "there is no socket at the path ${SOCKET}"
    mode = stat.S_IMODE((chat.subject.workspace / chat.socket).stat().st_mode)
    assert mode == 0o600, f"the mode of the socket is {mode:o}, not 600"
    assert "Permission" not in chat.command("set server chat/a state ready"), "the socket has not the level admin"


def test_a_request_in_flight_is_finished(chat, threads, eventually):
    """A service is not restarted before it has finished what it is doing"""
    slow = threads.submit(chat.ask, "/slow")
    eventually(lambda: chat.holds("a") or chat.holds("b"), within=PATIENCE, what="a request to be with a service")
    busy = "a" if chat.holds("a") else "b"
    try:
        relay = Relay(chat.subject.workspace, chat.socket)
        rollout = chat.rollout("v2", through=relay.name)
        eventually(
            lambda: chat.stat(busy)["status"].startswith("DRAIN") or slow.done() or rollout.poll() is not None,
            within=PATIENCE,
            what=f"{busy} to be drained",
        )
        chat.who(6)
        late, looks = time.monotonic() + GRACE, relay.commands + LOOKS
        while time.monotonic() < late and relay.commands < looks and f"{busy} v2" not in chat.restarts():
            time.sleep(0.05)  # who waits for the request never restarts; who does not, does it before it asks again
    finally:
        chat.ask("/go", "POST", service=busy)
    status, about = slow.result()
    assert (status, about.get("version")) == (200, "v1"), f"a request that {busy} had was cut off: {status}"
    assert rollout.wait(timeout=PATIENCE * 2) == 0, rollout.output()


def test_a_rollout_loses_nothing(subject, free_port):
    """While both are restarted, one after the other, every request is answered"""
    subject.run(["rm", "-f", "restarts.txt"])
    chat = Chat(subject, free_port, "300ms")  # during a restart two checks fail, and HAProxy notices
    over, lost, count = threading.Event(), [], []

    def talk():
        while not over.is_set():
            status, _about = chat.ask()
            count.append(status)
            if status != 200:
                lost.append(status)

    talkers = [threading.Thread(target=talk) for _ in range(3)]
    for one in talkers:
        one.start()
    try:
        rollout = chat.rollout("v2", start_seconds="1.2")
        code = rollout.wait(timeout=PATIENCE * 2)
    finally:
        over.set()
        for one in talkers:
            one.join()
    assert code == 0, f"the rollout ended with {code}: {rollout.output().strip()}"
    assert chat.restarts() == ["a v2", "b v2"], f"expected restarts of a, then b; there were {chat.restarts()}"
    assert not lost, f"of {len(count)} requests {len(lost)} were not answered with 200, but for example with {lost[0]}"
    versions = {chat.ask()[1].get("version") for _ in range(6)}
    assert versions == {"v2"}, f"after the rollout these versions answer: {versions}"


def test_a_bad_release_stops_the_rollout(chat, eventually):
    """A release that never gets well gets no requests and ends the rollout with 1; the other service is not touched"""
    rollout = chat.rollout("bad-v3", patience="0.8")
    seen = set()
    while rollout.poll() is None:
        seen.add(chat.ask()[1].get("version"))
    assert rollout.wait(timeout=PATIENCE) == 1, f"status {rollout.poll()} {rollout.output().strip()}"
    assert chat.restarts() == ["a bad-v3"], f"only a should have been restarted; there were {chat.restarts()}"
    seen |= {chat.ask()[1].get("version") for _ in range(6)}
    assert seen == {"v1"}, f"all requests should have been answered by the version v1; they were by {seen}"
    eventually(
        lambda: chat.ask("/well", "POST", service="a")[0] == 200, within=PATIENCE, what="the release to be there at last"
    )
    eventually(lambda: chat.stat("a")["status"] in ("DRAIN", "UP"), within=PATIENCE, what="HAProxy to see that a is well")
    assert chat.stat("a")["status"] == "DRAIN", "a, which was not well in time, should stay drained when it is well later"
