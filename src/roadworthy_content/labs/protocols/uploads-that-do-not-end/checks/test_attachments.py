"""The learner's server, talked to byte by byte; and their client, at a server that counts."""

import hashlib
import json
import signal
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

PATIENCE = 8.0  # seconds to wait for something that should happen; never the measure of anything
LONGEST = 20_000_000


class Service:
    """The learner's server."""

    def __init__(self, subject, free_port):
        self.port, self.folder = free_port(), subject.workspace / "attachments"
        self.process = subject.start(["python", "attachments.py", str(self.port)], port=self.port)
        self.url = f"http://127.0.0.1:{self.port}/attachments"

    def put(self, name, data):
        try:
            return requests.put(f"{self.url}/{name}", data=data, timeout=PATIENCE)
        except requests.RequestException as error:
            pytest.fail(f"PUT {name} was not answered: {error!r}\n{self.process.output()[-400:]}")

    def begin(self, name, *headers, body=b""):
        """Begin an upload by hand; returns the socket."""
        upload = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        lines = [f"PUT /attachments/{name} HTTP/1.1", "Host: x", *headers, "", ""]
        upload.sendall("\r\n".join(lines).encode() + body)
        return upload

    def files(self):
        """Names and sizes of what lies in the folder, but for what is being written."""
        return {file.name: file.stat().st_size for file in self.folder.iterdir() if not file.name.startswith(".")}


@pytest.fixture(scope="module")
def service(subject, free_port):
    return Service(subject, free_port)


def answer(upload):
    """Status line of what comes back on a socket, or what happened instead."""
    try:
        text = upload.recv(1000).decode(errors="replace")
    except OSError as error:
        return f"({error})"
    return text.split("\r\n")[0] or "(hung up)"


def test_up_and_down(service, rng):
    """What is uploaded can be downloaded, whole or a range of it; what is not there is 404"""
    for name, data in (
        ("empty", b""),
        ("plan-2.pdf", rng.randbytes(300_000)),
        ("plan-2.pdf", rng.randbytes(1000)),
        ("x", rng.randbytes(LONGEST)),
    ):
        response = service.put(name, data)
        assert response.status_code == 201, f"PUT of {len(data)} bytes: {response.status_code} {response.text[:100]}"
        assert response.json() == {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        assert requests.get(f"{service.url}/{name}", timeout=PATIENCE).content == data
    part = requests.get(f"{service.url}/x", headers={"Range": "bytes=100-299"}, timeout=PATIENCE)
    assert (part.status_code, part.content) == (206, data[100:300]), (
        f"a range of 200 bytes: {part.status_code}, {len(part.content)} bytes"
    )
    chunked = service.put("chunked", iter([b"a", b"bc" * 70_000]))
    assert chunked.json()["size"] == 140_001, "an upload without Content-Length, in chunks"
    for name in ("none", "..%2fattachments.py", "%2e%2e%2fattachments.py", ".hidden", "a%2fb", "x" * 101):
        assert requests.get(f"{service.url}/{name}", timeout=PATIENCE).status_code == 404, f"GET {name}"
    for name in ("..%2fattachments.py", ".hidden", "a%20b", "x" * 101):
        assert service.put(name, b"x").status_code == 404, f"PUT {name}"


def test_what_is_too_long_is_refused_early(service):
    """What is longer than 20 MB is refused with 413 as soon as that is known, and nothing of it stays"""
    announced = service.begin("announced", f"Content-Length: {LONGEST + 1}")
    found = answer(announced)
    assert " 413 " in found, f"an upload says that it has {LONGEST + 1} bytes, and sends none yet; the answer: {found}"
    endless = service.begin("endless", "Transfer-Encoding: chunked")
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    endless.settimeout(PATIENCE)
    try:
        for _ in range(LONGEST // 65536 + 2):
            endless.sendall(piece)
    except OSError:
        pass
    found = answer(endless)
    assert " 413 " in found, f"20 MB and more have come in chunks, with no end yet; the answer: {found}"
    assert not {"announced", "endless"} & service.files().keys(), f"something of it stayed: {service.files()}"


def test_half_a_file_is_no_file(service, rng, eventually):
    """An upload that is under way or breaks off is not to be seen, leaves nothing, and the old file stays"""
    old = rng.randbytes(5000)
    service.put("report", old)
    before = len(list(service.folder.iterdir()))
    upload = service.begin("report", "Content-Length: 400000", body=b"y" * 200_000)
    eventually(lambda: sum(f.stat().st_size for f in list(service.folder.iterdir()) if f.name != "x") > 100_000 or len(list(service.folder.iterdir())) > before,
               within=PATIENCE, what="the upload to be written somewhere in attachments/ as it comes")  # fmt: skip
    seen = requests.get(f"{service.url}/report", timeout=PATIENCE).content
    assert seen == old, (
        f"while a new version is uploaded, a download gets {len(seen)} bytes that are not the old version"
    )
    upload.close()
    eventually(
        lambda: len(list(service.folder.iterdir())) == before,
        within=PATIENCE,
        what="the half-written file to be removed",
    )
    assert requests.get(f"{service.url}/report", timeout=PATIENCE).content == old, (
        "the upload broke off, and the old version is gone"
    )


def test_a_restart_waits_for_downloads(subject, free_port, rng, eventually):
    """At SIGTERM no connection is accepted any more, downloads that are under way end well, and then the server ends"""
    service = Service(subject, free_port)
    data = rng.randbytes(LONGEST)
    service.put("long", data)
    download = socket.socket()
    download.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 100_000)
    download.settimeout(PATIENCE)
    download.connect(("127.0.0.1", service.port))
    download.sendall(b"GET /attachments/long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    got = download.recv(2000)  # it has begun, and most of it waits for us to read on
    service.process.send_signal(signal.SIGTERM)

    def refused():
        try:
            socket.create_connection(("127.0.0.1", service.port), 1).close()
        except OSError:
            return True
        return False

    eventually(refused, within=PATIENCE, what="new connections to be refused after SIGTERM")
    try:
        while chunk := download.recv(65536):
            got += chunk
    except OSError:
        pass  # as good as an end: what came is counted
    size = len(got.partition(b"\r\n\r\n")[2])
    assert size == LONGEST, f"a download of {LONGEST} bytes was under way at SIGTERM, and ended after {size}"
    service.process.wait(timeout=PATIENCE)


class Origin:
    """A server of ours, which counts."""

    def __init__(self):
        self.files, self.connections, self.now, self.most = {}, 0, 0, 0
        self.pause = 0.0  # seconds before each answer, so that those who come at the same time are here at the same time
        lock, origin = threading.Lock(), self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # head and body go out apart; the second would wait for the first

            def setup(self):
                super().setup()
                with lock:
                    origin.connections += 1

            def do_GET(self):
                with lock:
                    origin.now += 1
                    origin.most = max(origin.most, origin.now)
                time.sleep(origin.pause)
                data = origin.files.get(self.path.strip("/"))
                cut = isinstance(data, tuple)
                if data is None:
                    self.send_error(404)
                else:
                    body = data[0] if cut else data
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(body) + 1000 * cut))
                    self.end_headers()
                    with lock:
                        origin.now -= 1
                    self.wfile.write(body)
                    self.close_connection = cut
                    return
                with lock:
                    origin.now -= 1

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 100

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def origin():
    origin = Origin()
    yield origin
    origin.close()


def mirrored(subject, origin, folder, *names):
    """Run the learner's mirror; return what it says has failed."""
    (subject.workspace / folder).mkdir()
    done = subject.run(["python", "mirror.py", origin.url, folder, *names], timeout=20)
    assert done.returncode == 0, f"the mirror ended with {done.returncode}: {done.stderr[-500:]}"
    return json.loads(done.stdout)


def test_the_mirror_uses_its_connections_again(subject, origin, rng):
    """All files are copied, over a handful of connections"""
    origin.files = {f"file{number}": rng.randbytes(rng.randrange(20_000)) for number in range(24)}
    failed = mirrored(subject, origin, "copies", *origin.files)
    assert failed == {}
    for name, data in origin.files.items():
        assert (subject.workspace / "copies" / name).read_bytes() == data, f"{name} was not copied as it is"
    assert origin.connections <= 6, f"for 24 files, 4 at a time, {origin.connections} connections were made"


def test_the_mirror_asks_politely(subject, origin):
    """No more than four files are asked for at the same time, but more than one"""
    origin.files, origin.pause = {f"file{number}": b"x" for number in range(12)}, 0.1
    mirrored(subject, origin, "polite", *origin.files)
    assert 2 <= origin.most <= 4, f"{origin.most} files were asked for at the same time; up to 4 were agreed"


def test_the_mirror_tells_what_failed(subject, origin, rng):
    """Files that are missing or break off are told, leave nothing behind, and the others are copied"""
    good = {f"good{number}": rng.randbytes(3000) for number in range(6)}
    origin.files = {**good, "cut": (rng.randbytes(3000),)}
    failed = mirrored(subject, origin, "partly", "missing", *good, "cut")
    assert sorted(failed) == ["cut", "missing"], (
        f"'cut' breaks off, 'missing' is a 404; the mirror says that these failed: {failed}"
    )
    assert all(isinstance(reason, str) and reason for reason in failed.values()), f"each with a reason: {failed}"
    found = sorted(file.name for file in (subject.workspace / "partly").iterdir())
    assert found == sorted(good), f"in the folder there should be the six good files: {found}"
