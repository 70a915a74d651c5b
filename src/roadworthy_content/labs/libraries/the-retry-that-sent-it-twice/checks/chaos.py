"""The server that the judge plays: what it does is planned for each path."""

import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Chaos:
    """A server, and what it was asked.

    Attributes:
        url: Where it is.
        plans: For each path, what to do with its requests: functions that get the handler, the last of them again and again.
        asked: (method, path and query, headers, body) of each request.
        connections: How many were made.
        busy: How many requests are being answered, and `most_busy` the most there ever were.
        go_on: Lets those who wait go on.
        sent: Bytes of endless bodies that were sent.
    """

    def __init__(self):
        self.plans, self.asked = {}, []
        self.connections = self.busy = self.most_busy = self.sent = 0
        self.go_on, self.lock = threading.Event(), threading.Lock()
        chaos = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self):
                super().setup()
                with chaos.lock:
                    chaos.connections += 1

            def answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                path = urlsplit(self.path).path
                with chaos.lock:
                    chaos.asked.append((self.command, self.path, dict(self.headers), body))
                    chaos.busy += 1
                    chaos.most_busy = max(chaos.most_busy, chaos.busy)
                    plan = chaos.plans.get(path) or [status(404)]
                    what = plan.pop(0) if len(plan) > 1 else plan[0]
                try:
                    with suppress(OSError):
                        what(self)
                finally:
                    with chaos.lock:
                        chaos.busy -= 1

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 100

            def handle_error(self, *_):
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Handler.chaos = self
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()

    def count(self, path):
        return sum(urlsplit(one[1]).path == path for one in self.asked)


def say(handler, code, body=b"", **headers):
    handler.send_response(code)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def good(value):
    """Answer with JSON."""
    return lambda handler: say(handler, 200, json.dumps(value).encode(), Content_Type="application/json")


def status(code, body=b"{}", **headers):
    """Answer with a status."""
    return lambda handler: say(handler, code, body, **headers)


def broken(handler):
    """Close the connection without an answer."""
    handler.close_connection = True


def silent(handler):
    """Say nothing for some seconds, then answer as if nothing had been."""
    handler.chaos.go_on.wait(4)
    say(handler, 200, b'"late"')


def waiting(handler):
    """Answer when the judge says so."""
    handler.chaos.go_on.wait(15)
    say(handler, 200, b"here")


def dripping(handler):
    """Send a page byte by byte, for some seconds."""
    handler.send_response(200)
    handler.send_header("Content-Length", "30")
    handler.end_headers()
    for _ in range(30):
        handler.wfile.write(b".")
        if handler.chaos.go_on.wait(0.1):
            break
    handler.close_connection = True


def endless(handler):
    """Send what nobody can keep, as fast as it is taken."""
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True
    end = time.monotonic() + 10
    while handler.chaos.sent < 120_000_000 and time.monotonic() < end:
        handler.wfile.write(b"x" * 65536)
        handler.chaos.sent += 65536


class File:
    """A file in the store: breaks off after so many bytes each time, and knows ranges."""

    def __init__(self, versions, pieces, *, ranges=True):
        self.versions, self.pieces, self.ranges = list(versions), list(pieces), ranges
        self.starts = []

    def __call__(self, handler):
        content = self.versions.pop(0) if len(self.versions) > 1 else self.versions[0]
        piece = self.pieces.pop(0) if self.pieces else len(content)
        tag, begin = f'"{hash(content) & 0xFFFFFFFF:x}"', 0
        wanted = handler.headers.get("Range", "")
        if self.ranges and wanted and handler.headers.get("If-Range", tag) == tag:
            begin = int(wanted.removeprefix("bytes=").partition("-")[0])
        self.starts.append(begin)
        handler.send_response(206 if begin else 200)
        handler.send_header("ETag", tag)
        handler.send_header("Content-Length", str(len(content) - begin))
        if begin:
            handler.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
        handler.end_headers()
        handler.wfile.write(content[begin : begin + piece])
        handler.close_connection = True
