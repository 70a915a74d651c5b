"""The learner's bridge between uvicorn and an old application, as HTTP clients see it."""

import hashlib
import http.client
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

PATIENCE = 6.0  # seconds to wait for what should happen; never the measure of anything
MOST = 3000  # pieces of /endless


class Client:
    """Talks to the server."""

    def __init__(self, server):
        self.server = server
        self.port = server.port

    def open(self, path, method="GET", body=None, headers=()):
        """Send a request on a connection of its own; the body of the answer is not read yet."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, path)
            for name, value in headers:
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            return connection.getresponse()
        except TimeoutError:
            pytest.fail(f"{method} {path} was not answered within {PATIENCE:.0f} s")

    def ask(self, path, *args, **more):
        """Send a request; returns status and body."""
        answer = self.open(path, *args, **more)
        try:
            return answer.status, answer.read()
        except TimeoutError:
            pytest.fail(f"the answer to {path} did not end within {PATIENCE:.0f} s")

    def environ(self, path="", *args, **more):
        """What the application, watched by the standard library, has seen."""
        status, text = self.ask("/strict" + path, *args, **more)
        assert status == 200, f"/strict{path} was answered with {status}; the server said:\n{self.said()}"
        return json.loads(text)

    def notes(self):
        """What the application has noted."""
        return self.ask("/notes")[1].decode().split("\n")

    def said(self):
        """What the server printed last."""
        return "\n".join(self.server.process.output().splitlines()[-4:])


@pytest.fixture(scope="module")
def client(subject):
    """A server for checks that leave it as they found it."""
    return Client(subject.serve_asgi("main:app"))


@pytest.fixture
def fresh(subject):
    """A server of its own, whose gate is shut and whose notes are empty."""
    return Client(subject.serve_asgi("main:app"))


def test_the_environ_is_as_the_standard_says(client, rng):
    """Method, path, query, type, address and all of wsgi.* are as PEP 3333 wants them"""
    word = f"{rng.randrange(10**6)}"
    found = client.environ(f"/ein%20Gr%C3%BC%C3%9F/{word}?q=%2Fx&y={word}", "PUT", b"{}", [("Content-Type", "a/b")])
    expected = {
        "REQUEST_METHOD": "PUT",
        "SCRIPT_NAME": "",
        "PATH_INFO": f"/strict/ein Grüß/{word}".encode().decode("latin-1"),
        "QUERY_STRING": f"q=%2Fx&y={word}",
        "CONTENT_TYPE": "a/b",
        "CONTENT_LENGTH": "2",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(client.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": f"127.0.0.1:{client.port}",
        "wsgi.url_scheme": "http",
        "wsgi.multithread": True,
        "wsgi.version": [1, 0],
    }
    assert {key: found.get(key) for key in expected} == expected


def test_headers_come_and_go_unharmed(client):
    """Several headers of one name arrive, in both directions"""
    headers = [("X-Tag", "a"), ("X-Tag", "b"), ("Cookie", "a=1"), ("Cookie", "b=2")]
    found = client.environ(headers=headers)
    assert found.get("HTTP_X_TAG", "").replace(" ", "") == "a,b", f"X-Tag came twice; it is {found.get('HTTP_X_TAG')}"
    assert found.get("HTTP_COOKIE") == "a=1; b=2", f"Cookie came twice; it is {found.get('HTTP_COOKIE')}"
    answer = client.open("/cookies")
    assert (answer.status, answer.read()) == (201, b"yes")
    assert answer.msg.get_all("Set-Cookie") == ["a=1", "b=2; Secure"]


def test_no_header_poses_as_another(client):
    """X_User does not become HTTP_X_USER, nor Proxy HTTP_PROXY"""
    found = client.environ(headers=[("X_User", "root"), ("Proxy", "http://evil.example"), ("X-Room", "7")])
    assert "HTTP_X_USER" not in found, "X_User, which a proxy in front does not look at, poses as X-User"
    assert "HTTP_PROXY" not in found, "HTTP_PROXY tells many programs through whom to send all they send"
    assert found.get("HTTP_X_ROOM") == "7"


def test_a_body_arrives_whole(client, rng):
    """An upload of some megabytes arrives as it was sent"""
    body = rng.randbytes(3_000_000)
    found = client.environ("", "POST", body)
    assert (found["size"], found["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())


def test_a_body_of_unknown_length_has_one(client, rng):
    """A body that comes in chunks arrives whole, and its length is known"""
    body = rng.randbytes(200_000)
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=PATIENCE)
    pieces = (body[start : start + 10_000] for start in range(0, len(body), 10_000))
    connection.request("POST", "/strict", pieces, encode_chunked=True, headers={"Transfer-Encoding": "chunked"})
    found = json.loads(connection.getresponse().read() or b"{}")
    assert found.get("sha256") == hashlib.sha256(body).hexdigest(), f"of {len(body)} bytes {found.get('size')} arrived"
    assert found.get("CONTENT_LENGTH") == str(len(body)), f"CONTENT_LENGTH is {found.get('CONTENT_LENGTH')}"


def test_a_slow_request_holds_up_nobody(fresh):
    """While ten requests wait, others are answered"""
    with ThreadPoolExecutor(10) as threads:
        slow = [threads.submit(fresh.ask, "/slow") for _ in range(10)]
        try:
            assert fresh.ask("/hello") == (200, b"hello")
        finally:
            fresh.ask("/go")
        assert [one.result() for one in slow] == [(200, b"hello")] * 10


def test_pieces_go_out_as_they_come(fresh):
    """A piece is with the client before the application makes the next one"""
    answer = fresh.open("/pieces")
    assert answer.status == 200
    try:
        assert answer.read1(10) == b"one"
    except TimeoutError:
        pytest.fail(f"the first piece has not arrived after {PATIENCE:.0f} s; the second one waits for it")
    fresh.ask("/go")
    assert answer.read() == b"two"
    assert fresh.ask("/written") == (200, b"written, returned")


def test_an_error_may_replace_the_answer(fresh):
    """start_response with exc_info replaces an answer that has not begun, and raises once it has"""
    answer = fresh.open("/second")
    assert (answer.status, answer.getheader("X-First"), answer.read()) == (503, None, b"full")
    try:
        status, body = fresh.ask("/too-late")
        pytest.fail(f"/too-late broke off, and its answer looks complete: {status} {body!r}")
    except (http.client.IncompleteRead, ConnectionError):
        pass
    assert "raised again" in fresh.notes(), "start_response with exc_info should raise when a piece has gone out"


def test_errors_are_seen(client):
    """An application that raises is a 500 which tells nothing; if a piece has gone out, the answer breaks off"""
    status, body = client.ask("/early")
    assert status == 500, f"an application that raises at once is answered with {status}"
    assert b"secret" not in body, "the client is told what the exception says"
    answer = client.open("/late")
    assert answer.status == 200
    try:
        body = answer.read()
    except (http.client.IncompleteRead, ConnectionError):
        return
    pytest.fail(f"half an answer looks complete: {body!r}")


def test_the_answer_is_closed(fresh):
    """close() is called once, after a good end and after a bad one"""
    fresh.ask("/cookies")
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        fresh.open("/late").read()
    counts = {name: fresh.notes().count(f"closed {name}") for name in ("cookies", "late")}
    assert counts == {"cookies": 1, "late": 1}, f"close() should be called once each; it was {counts}"


def endless(client):
    """Ask for /endless, and read its first bytes only."""
    connection = socket.create_connection(("127.0.0.1", client.port), timeout=PATIENCE)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    connection.sendall(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
    assert connection.recv(1000)
    return connection


def made(client):
    """How many pieces of /endless were made."""
    return int(client.notes()[-1].split()[1])


def test_who_hangs_up_is_noticed(fresh, eventually):
    """When the client hangs up, the application is asked for no more, and closed"""
    endless(fresh).close()
    eventually(lambda: "closed endless" in fresh.notes(), within=PATIENCE, what="close() after the client hung up")
    assert made(fresh) < MOST, "the client was gone, and the application was asked for every piece to the last"


def test_a_slow_reader_slows_the_application(fresh):
    """The application is not asked for much more than the client has taken"""
    with endless(fresh):
        before, still_since = -1, time.monotonic()
        while time.monotonic() - still_since < 0.7:
            now = made(fresh)
            if now != before:
                before, still_since = now, time.monotonic()
            assert now < MOST // 2, f"the client has read a few bytes, and {now} pieces of 64 kB wait for it somewhere"
            time.sleep(0.02)


def test_other_protocols_are_answered(client):
    """A WebSocket is refused with 403"""
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://127.0.0.1:{client.port}/ws", open_timeout=PATIENCE)
    assert refused.value.response.status_code == 403


def test_it_starts_and_stops(subject, free_port):
    """A server that insists on lifespan starts and stops, and the path of a mounted application is split"""
    port = free_port()
    options = ["--port", str(port), "--lifespan", "on", "--root-path", "/files"]
    server = subject.start(["python", "-m", "uvicorn", "main:app", *options], port=port, timeout=15)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/strict/x")
    found = json.loads(connection.getresponse().read() or b"{}")
    connection.close()
    assert (found.get("SCRIPT_NAME"), found.get("PATH_INFO")) == ("/files", "/strict/x")
    server.terminate()
    server.wait(timeout=PATIENCE)
    assert "Application shutdown complete" in server.output(), f"it did not stop properly:\n{server.output()[-500:]}"
