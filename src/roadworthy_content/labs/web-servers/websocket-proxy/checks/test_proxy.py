"""Two chat services, the learner's nginx before them, and real clients."""

import hashlib
import http.client
import json
from socket import create_connection

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage
from websockets.sync.client import connect

PATIENCE = 2.0  # seconds to wait for something that should happen; never the measure of anything
API_TIMEOUT = "400ms"
HOST = "chat.example.com"
FORGED = {"X-Forwarded-For": "203.0.113.66", "X-Forwarded-Proto": "gopher"}


class Services:
    """The two chat services."""

    def __init__(self, subject, free_port):
        self.ports = [free_port(), free_port()]
        self.processes = [
            subject.start(["python", "chat_service.py", name, str(port)], port=port)
            for name, port in zip("AB", self.ports, strict=True)
        ]


class Chat:
    """nginx before two services."""

    def __init__(self, subject, free_port, services, api_timeout="10s", stream_timeout="1h"):
        self.services = services
        self.port = free_port()
        addresses = [f"127.0.0.1:{port}" for port in services.ports]
        command = ["python", "run.py", str(self.port), *addresses, api_timeout, stream_timeout]
        self.nginx = subject.start(command, port=self.port)

    def open(self, path, method="GET", body=None, headers=(), port=None):
        """Send a request on a connection of its own and return the answer, of which the body is not read yet."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, {"Host": HOST, **dict(headers)})
            return connection.getresponse()
        except TimeoutError:
            pytest.fail(f"{method} {path} was not answered within {PATIENCE:.0f} s")

    def ask(self, path, method="GET", body=None, headers=()):
        """Send a request and return what the service that answered it says about it."""
        answer = self.open(path, method, body, headers)
        text = answer.read()
        if answer.status != 200:
            pytest.fail(f"{method} {path} was answered with {answer.status}\n{self.said()}")
        try:
            return json.loads(text)
        except ValueError:
            pytest.fail(f"{method} {path} did not reach a chat service; the answer is {text[:200]!r}")

    def talk(self, headers=None):
        """Open a WebSocket; returns it, and what the service says about the handshake."""
        try:
            socket = connect(
                f"ws://{HOST}/ws",
                sock=create_connection(("127.0.0.1", self.port)),
                additional_headers=headers,
                open_timeout=PATIENCE,
                close_timeout=0.2,
                ping_interval=None,
            )
        except (InvalidHandshake, InvalidMessage, TimeoutError) as error:
            pytest.fail(f"the WebSocket handshake through nginx failed: {error}\n{self.said()}")
        return socket, json.loads(socket.recv(PATIENCE))

    def said(self):
        """What nginx wrote to its log last."""
        return "\n".join(self.nginx.output().splitlines()[-3:])


@pytest.fixture(scope="module")
def services(subject, free_port):
    """Services that no check harms."""
    return Services(subject, free_port)


@pytest.fixture(scope="module")
def chat(subject, free_port, services):
    """An nginx for checks that leave it as they found it."""
    return Chat(subject, free_port, services)


@pytest.fixture
def hasty_chat(subject, free_port, services):
    """An nginx that gives up a request soon."""
    return Chat(subject, free_port, services, api_timeout=API_TIMEOUT)


@pytest.fixture
def mortal_chat(subject, free_port):
    """Services that a check may kill, with an nginx of their own."""
    return Chat(subject, free_port, Services(subject, free_port))


def test_requests_reach_the_services(chat, rng):
    """Requests reach the services with their path as it was"""
    number = rng.randrange(10**6)
    for path in ("/", f"/rooms/{number}?before=%2Fx&limit=5", f"/api/messages/{number}%20a"):
        assert chat.ask(path)["path"] == path


def test_both_services_take_part(chat):
    """Both services get a share of the requests"""
    shares = [chat.ask("/api/rooms")["service"] for _ in range(20)]
    if min(shares.count(name) for name in "AB") < 5:
        pytest.fail(f"of 20 requests A got {shares.count('A')} and B {shares.count('B')}; about half was expected")


def test_host_and_scheme_are_passed_on(chat):
    """The services learn the host name that the client asked for, and the scheme"""
    headers = chat.ask("/api/rooms")["headers"]
    assert (headers.get("Host"), headers.get("X-Forwarded-Proto")) == (HOST, "http")


def test_nobody_forges_an_address(chat):
    """X-Forwarded-For and X-Forwarded-Proto say what nginx knows, whatever the client sent"""
    for what, headers in (
        ("no such header", {}),
        ("forged headers", FORGED),
        ("a list of addresses", {"X-Forwarded-For": "203.0.113.66, 127.0.0.1"}),
    ):
        got = chat.ask("/api/rooms", headers=headers)["headers"]
        found = got.get("X-Forwarded-For"), got.get("X-Forwarded-Proto")
        assert found == ("127.0.0.1", "http"), (
            f"the client sent {what}; X-Forwarded-For and -Proto should be nginx's own"
        )


def test_a_websocket_works(chat, rng):
    """A WebSocket through nginx carries messages in both directions"""
    socket, _about = chat.talk()
    with socket:
        for _ in range(3):
            text = f"hello {rng.randrange(10**6)} 🚲"
            socket.send(text)
            assert socket.recv(PATIENCE) == text


def test_a_websocket_tells_where_it_comes_from(chat):
    """The handshake of a WebSocket carries host, scheme and address as other requests do"""
    socket, about = chat.talk(FORGED)
    socket.close()
    names = ("Host", "X-Forwarded-For", "X-Forwarded-Proto")
    assert tuple(about["headers"].get(name) for name in names) == (HOST, "127.0.0.1", "http")


def test_what_hangs_is_given_up(hasty_chat):
    """A request that is not answered within API_TIMEOUT gets 504; a WebSocket that was silent meanwhile goes on"""
    socket, _about = hasty_chat.talk()
    with socket:
        assert hasty_chat.open("/api/slow").status == 504, f"API_TIMEOUT was {API_TIMEOUT}"
        try:
            socket.send("still there?")
            assert socket.recv(PATIENCE) == "still there?"
        except ConnectionClosed:
            pytest.fail(f"a WebSocket that was silent for as long as {API_TIMEOUT} (API_TIMEOUT) was closed")


def test_a_dead_websocket_is_given_up(subject, free_port, services):
    """A WebSocket on which nothing comes for STREAM_TIMEOUT is closed"""
    socket, _about = Chat(subject, free_port, services, stream_timeout="300ms").talk()
    with socket:
        try:
            socket.recv(PATIENCE)
        except ConnectionClosed:
            return
        except TimeoutError:
            pass
    pytest.fail(f"STREAM_TIMEOUT was 300ms, and after {PATIENCE:.0f} s of silence the WebSocket is still open")


def test_events_arrive_when_they_happen(hasty_chat):
    """A server-sent event arrives before the next one happens, and silence in between ends nothing"""
    events = hasty_chat.open("/events")
    try:
        assert events.readline() == b"data: one\n"
    except TimeoutError:
        pytest.fail(f"the first event was sent at once, and has not arrived after {PATIENCE:.0f} s")
    hasty_chat.open("/api/slow").read()  # lasts for API_TIMEOUT
    for service_port in hasty_chat.services.ports:
        hasty_chat.open("/go", "POST", port=service_port)
    assert events.read() == b"\ndata: two\n\n", "the second event did not arrive"


def test_uploads_have_a_size(chat, rng):
    """An upload of 8 MB arrives unharmed; a longer one is refused with 413 before it is sent"""
    picture = rng.randbytes(8 * 1024 * 1024)
    about = chat.ask("/api/pictures", "POST", picture)
    assert about["sha256"] == hashlib.sha256(picture).hexdigest(), "the service got other bytes than were sent"
    connection = http.client.HTTPConnection("127.0.0.1", chat.port, timeout=PATIENCE)
    connection.putrequest("POST", "/api/pictures")
    connection.putheader("Content-Length", str(len(picture) + 1))
    connection.endheaders()
    try:
        status = connection.getresponse().status
    except TimeoutError:
        status = "none: nginx waits for the body"
    finally:
        connection.close()
    assert status == 413, f"the answer to an upload of 8 MB and one byte: {status}"


def test_connections_are_used_again(chat):
    """Connections to the services are kept and used again"""
    ports = {chat.ask("/api/rooms")["port"] for _ in range(30)}
    if len(ports) > 6:
        pytest.fail(f"for 30 requests, one after the other, nginx made {len(ports)} connections; 2 would do")


def test_assets_come_from_the_folder(chat, subject):
    """Files below /assets/ come from nginx itself, and what is not there is 404"""
    answer = chat.open("/assets/app.js")
    assert (answer.status, answer.read()) == (200, (subject.workspace / "assets" / "app.js").read_bytes())
    assert answer.getheader("Content-Type") == "text/javascript"
    assert chat.open("/assets/none.js").status == 404


@pytest.mark.parametrize("path", ["/assets../chat_service.py", "/assets/../chat_service.py", "/assets/..%2frun.py"])
def test_nothing_but_assets_leaves_the_folder(chat, path):
    """No path leads from /assets to other files of the machine"""
    text = chat.open(path).read()
    if b"import" in text:
        pytest.fail(f"{path} brings a file from outside of the folder: {text[:60]!r}")


@pytest.mark.parametrize(
    "path",
    [
        "/internal",
        "/internal/metrics",
        "/internal/metrics?x=1",
        "//internal/metrics",
        "/%69nternal/metrics",
        "/api/../internal/metrics",
        "/api/%2e%2e/internal/metrics",
        "/ws/../internal",
    ],
)
def test_internal_stays_internal(chat, path):
    """Whatever way it is written, /internal and all below it is answered with 403 or 404 by nginx"""
    answer = chat.open(path)
    text = answer.read()
    if b'"service"' in text:
        pytest.fail(f"{path} reached a service")
    assert answer.status in (403, 404), f"{path} was answered with {answer.status}"


def test_a_dead_service_is_not_noticed(mortal_chat, rng):
    """When a service dies, requests, posts and WebSockets go to the other one, and no client notices"""
    victim = mortal_chat.services.processes[rng.randrange(2)]
    victim.kill()
    victim.wait()
    for _ in range(4):
        mortal_chat.ask("/api/rooms")
        mortal_chat.ask("/api/messages", "POST", b"{}")
        mortal_chat.talk()[0].close()


def test_a_post_is_not_repeated(mortal_chat, subject, rng):
    """A post that a service may have acted upon before it died is not sent to the other one"""
    name = f"message-{rng.randrange(10**6)}"
    status = mortal_chat.open("/api/messages", "POST", b"{}", {"X-Id": name, "X-Crash": "please"}).status
    notes = [subject.workspace / f"posted-{port}.txt" for port in mortal_chat.services.ports]
    times = sum(note.read_text().split().count(name) for note in notes if note.exists())
    if times != 1:
        pytest.fail(f"one message was posted, and the services have taken it in {times} times (status {status})")
    assert status == 502, f"nobody knows whether the post succeeded, so 502 was expected, not {status}"
