"""The learner's server, spoken to byte by byte; the learner's client, before nginx and before worse."""

import os
import socket
import threading
import time

import pytest
from client import HttpError, get

PATIENCE = 8.0  # seconds to wait for something that should happen; never the measure of anything


@pytest.fixture(scope="module")
def port(subject, free_port):
    """The port of the learner's server."""
    port = free_port()
    subject.start(["python", "server.py", str(port)], port=port)
    return port


class Wire:
    """A connection, on which bytes go and come."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""

    def send(self, *pieces):
        """Send pieces, each as a packet of its own."""
        for number, piece in enumerate(pieces):
            if number:
                time.sleep(0.004)  # so that they do not come together; it is no harm if they do
            try:
                self.socket.sendall(piece)
            except OSError:
                return

    def _more(self):
        try:
            chunk = self.socket.recv(65536)
        except OSError:
            return False
        self._buffer += chunk
        return bool(chunk)

    def answer(self, head=False):
        """Status and body of the next answer; status 0 with what came if there is none."""
        while b"\r\n\r\n" not in self._buffer:
            if not self._more():
                return 0, self._buffer
        start, _, rest = self._buffer.partition(b"\r\n\r\n")
        lines = start.decode("latin-1").split("\r\n")
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
        }
        self._buffer = rest
        size = 0 if head else int(headers.get("content-length", 0))
        while len(self._buffer) < size and self._more():
            pass
        body, self._buffer = self._buffer[:size], self._buffer[size:]
        return int(lines[0].split()[1]), body

    def is_closed(self):
        return not self._buffer and not self._more() and not self._buffer


def post(body, path=b"/", *more):
    lines = [b"POST " + path + b" HTTP/1.1", b"Host: x", b"Content-Length: %d" % len(body), *more, b"", body]
    return b"\r\n".join(lines)


def test_requests_come_in_pieces(port, rng):
    """A request may come in any pieces, and is answered when it is whole"""
    body = rng.randbytes(300) + b"\r\n\r\n" + rng.randbytes(300)
    whole = post(body)
    cuts = sorted(rng.sample(range(1, len(whole)), 6))
    wire = Wire(port)
    wire.send(*(whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)))
    assert wire.answer() == (200, body), (
        f"a POST of {len(body)} bytes, sent in seven pieces cut at {cuts}, should be echoed"
    )
    wire = Wire(port)
    wire.send(*(bytes([byte]) for byte in b"GET /a?b=%20c HTTP/1.1\r\nHost: x\r\n\r\n"))
    assert wire.answer() == (200, b"hello /a?b=%20c"), "a GET that came byte by byte"
    large = rng.randbytes(700_000)
    wire = Wire(port)
    wire.send(post(large))
    status, got = wire.answer()
    assert (status, len(got), got == large) == (200, 700_000, True), (
        f"a POST of 700,000 bytes: status {status}, {len(got)} bytes came back"
    )


def test_requests_follow_each_other(port, rng):
    """Requests on one connection, together or later, are answered in order; close closes"""
    bodies = [rng.randbytes(rng.randrange(50)) for _ in range(5)]
    wire = Wire(port)
    wire.send(
        b"".join(post(body) for body in bodies)
        + b"HEAD /h HTTP/1.1\r\nhOST:x\r\n\r\nDELETE / HTTP/1.1\r\nHost: x\r\n\r\n"
    )
    assert [wire.answer() for _ in bodies] == [(200, body) for body in bodies], (
        "five POSTs, sent together on one connection"
    )
    assert wire.answer(head=True) == (200, b""), "then HEAD, whose answer has no body"
    assert wire.answer()[0] == 405, "then DELETE"
    wire.send(b"GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert wire.answer() == (200, b"hello /last"), "then a GET, later, on the same connection"
    assert wire.is_closed(), "the last request said Connection: close, and the connection is open"
    half = Wire(port)
    half.send(post(b"that was all"))
    half.socket.shutdown(socket.SHUT_WR)
    assert half.answer() == (200, b"that was all"), "a client that has nothing more to send still wants its answer"


def test_bodies_in_chunks(port, rng):
    """A body in chunks ends where its last chunk does, and the next request begins there"""
    parts = [rng.randbytes(rng.randrange(1, 40)) for _ in range(4)]
    chunks = b"".join(b"%X;note=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\nTrailer: x\r\n\r\n"
    head = b"POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
    wire = Wire(port)
    wire.send(head + chunks[:7], chunks[7:60], chunks[60:] + b"GET /next HTTP/1.1\r\nHost: x\r\n\r\n")
    assert wire.answer() == (200, b"".join(parts))
    assert wire.answer() == (200, b"hello /next"), "a GET right behind the last chunk"


SMUGGLED = b"GET /admin HTTP/1.1\r\nHost: x\r\n\r\n"
DOUBTFUL = {
    "chunks and a length": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 33\r\n\r\n",
    "a length with a sign": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n",
    "a length in words": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0 33\r\n\r\n",
    "a negative length": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "a length with an underscore": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0_0\r\n\r\n",
    "a blank before the colon": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 0\r\n\r\n",
    "an unknown coding": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
    "a chunk of a negative size": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    "a chunk that is longer than it says": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
    "a folded header": b"POST / HTTP/1.1\r\nHost: x\r\nX: a\r\n Content-Length: 0\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "a line that is none": b"GET / HTTP/1.1 now\r\nHost: x\r\n\r\n",
    "a bare line feed": b"GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n",
}


def test_what_could_be_two_things_is_refused(port):
    """A request whose end could be seen in two places, or that breaks the grammar, is a 400, and the connection ends"""
    for what, request in DOUBTFUL.items():
        wire = Wire(port)
        wire.send(request + SMUGGLED)
        status, _ = wire.answer()
        assert status == 400, f"{what} was answered with {status or 'nothing'}:\n{request.decode()}"
        second = wire.answer()
        assert second[0] == 0, f"{what}: refused, and then what came behind it was taken for a request: {second}"


def test_what_is_too_long_is_refused(port):
    """A head of more than 8 KiB is a 431, a body of more than 1,000,000 bytes a 413, before it has come"""
    for what, request, expected in (
        ("headers of 10,000 bytes", b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Filler: yyyyyyyyy\r\n" * 500, 431),
        ("a line of 20,000 bytes without an end", b"GET /" + b"x" * 20_000, 431),
        ("a Content-Length of 1,000,001", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000001\r\n\r\n", 413),
        ("a chunk of 1,000,001", b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nF4241\r\n", 413),
    ):
        wire = Wire(port)
        wire.send(request)
        status, _ = wire.answer()
        assert status == expected, f"{what}: expected {expected}, got {status or 'nothing'}"


def test_who_is_slow_holds_up_nobody(port):
    """Clients that send half a request, or do not read, hold up nobody else"""
    slow = [Wire(port) for _ in range(20)]
    for one in slow:
        one.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Le")
    wire = Wire(port)
    wire.send(b"GET /quick HTTP/1.1\r\nHost: x\r\n\r\n")
    assert wire.answer() == (200, b"hello /quick"), (
        "twenty clients have sent half a request each; another one waits for its answer"
    )
    for one in slow:
        one.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        one.socket.close()
    wire.send(b"GET /again HTTP/1.1\r\nHost: x\r\n\r\n")
    status, _ = wire.answer()
    assert status == 200, "the twenty have broken off, and the server is not well"


def test_nobody_sends_headers_for_ever(subject, free_port):
    """Who sends a head drop by drop is let go some seconds after its beginning"""
    port = free_port()
    subject.start(["python", "server.py", str(port)], env={"HEAD_SECONDS": "0.4"}, port=port)
    wire = Wire(port)
    begin = time.monotonic()
    wire.socket.settimeout(0.1)
    wire.socket.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
    while time.monotonic() - begin < 20:
        try:
            wire.socket.sendall(b"X: y\r\n")
            if not wire.socket.recv(1000):
                return
        except TimeoutError:
            continue
        except OSError:
            return
    pytest.fail("HEAD_SECONDS is 0.4, a client has been sending a header every 0.1 s for 20 s, and its request is still waited for")


# --- the client

CONFIGURATION = """
daemon off; pid {folder}/nginx.pid; error_log stderr; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e; default_type text/plain;
  server {{
    listen 127.0.0.1:{port};
    location = /short {{ return 200 "{word}"; }}
    location = /none {{ return 204; }}
    location / {{ root {folder}; ssi on; ssi_types *; }}
  }}
}}
"""


@pytest.fixture(scope="module")
def nginx(subject, free_port):
    """An nginx with pages: plain ones, and (through SSI) one in chunks."""
    port, folder = free_port(), subject.workspace / "nginx"
    folder.mkdir()
    (folder / "nginx.conf").write_text(CONFIGURATION.format(port=port, folder=folder, word="a short page"))
    (folder / "large").write_text("large " * 100_000)
    subject.start([os.environ["NGINX"], "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")], port=port)
    return port


def asked(*args, **options):
    try:
        answer = get(*args, **options)
    except HttpError as error:
        pytest.fail(f"get{args} {options or ''} raised HttpError: {error}")
    return int(answer.status), bytes(answer.body), dict(answer.headers)


def test_the_client_talks_to_nginx(nginx):
    """The client gets whole pages of a real nginx: with a length, in chunks, without a body"""
    status, body, headers = asked("127.0.0.1", nginx, "/short")
    assert (status, body) == (200, b"a short page"), "a page with Content-Length, on a connection that nginx keeps open"
    assert headers.get("content-length") == "12", f"names of headers are in small letters: {headers}"
    status, body, headers = asked("127.0.0.1", nginx, "/large")
    assert (status, len(body), headers.get("transfer-encoding")) == (200, 600_000, "chunked"), (
        "a page of 600,000 bytes in chunks"
    )
    assert body == b"large " * 100_000, "sizes of chunks got into the body"
    assert asked("127.0.0.1", nginx, "/none")[:2] == (204, b"")
    assert asked("127.0.0.1", nginx, "/nowhere")[0] == 404
    assert asked("127.0.0.1", nginx, "/short", method="HEAD")[:2] == (200, b""), (
        "the answer to HEAD has a length and no body"
    )


class Scripted:
    """A server that says what it is told to, and hangs up (or does not)."""

    def __init__(self, said, hang_up=True):
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._said, self._hang_up, self._open = said, hang_up, []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        connection, _ = self._server.accept()
        while b"\r\n\r\n" not in connection.recv(65536):
            pass
        for piece in self._said:
            connection.sendall(piece)
            time.sleep(0.01)
        if self._hang_up:
            connection.shutdown(socket.SHUT_WR)
        self._open.append(connection)


def test_the_client_tells_half_an_answer(free_port):
    """An answer that breaks off, or is none, is an HttpError; one that only the hang-up ends is whole"""
    ok = b"HTTP/1.1 200 OK\r\n"
    for what, said in (
        ("5 of 10 bytes", [ok + b"Content-Length: 10\r\n\r\n", b"12345"]),
        ("a chunk that breaks off", [ok + b"Transfer-Encoding: chunked\r\n\r\n5\r\n123"]),
        ("chunks without a last one", [ok + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"]),
        ("half a head", [ok + b"Content-Le"]),
        ("nothing", []),
        ("no HTTP", [b"SSH-2.0-OpenSSH\r\n\r\n"]),
    ):
        with pytest.raises(HttpError):
            body = get("127.0.0.1", Scripted(said).port, "/").body
            pytest.fail(f"the server sent {what} and hung up, and get returned the body {bytes(body)!r}")
    with pytest.raises(HttpError):
        get("127.0.0.1", free_port(), "/")
    with pytest.raises(HttpError):
        get("127.0.0.1", Scripted([ok + b"Content-Length: 10\r\n\r\n12345"], hang_up=False).port, "/", timeout=0.3)
    found = asked("127.0.0.1", Scripted([ok + b"X-A:  b \r\n\r\n", b"all ", b"of it"]).port, "/")
    assert (found[1], found[2].get("x-a")) == (b"all of it", "b"), (
        "without length and chunks, the body ends with the connection"
    )
    split = [
        b"HTTP/1.1 100 Continue\r\n\r\nHTT",
        b"P/1.1 201 Made\r\nContent-",
        b"Length: 3\r\n\r",
        b"\nab",
        b"c and more",
    ]
    assert asked("127.0.0.1", Scripted(split, hang_up=False).port, "/")[:2] == (201, b"abc"), (
        "an interim answer, then the answer in pieces"
    )
