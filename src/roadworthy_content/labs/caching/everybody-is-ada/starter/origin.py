"""The web site: `python origin.py PORT`. Given.

Every page tells who it was made for, its language, and its number: the how manyth answer it is.
/rooms..., /me..., /assets..., /help   pages; the cookie session=NAME makes one for NAME
/rooms/welcome                         sets a cookie
POST /_/slow, /_/quick                 from now on pages wait until there is a POST to /_/go; no longer
POST /_/fail, /_/well                  from now on pages are errors 500; no longer
/_/log                                 what was asked for: a JSON list of [path with query, status, 0 if it still waits]
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from policy import headers_for

lock = threading.Lock()
gate = threading.Event()
gate.set()
log: list[list] = []
state = {"fail": False, "number": 0}


class Site(BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Serve a page."""
        path = self.path.partition("?")[0]
        if path == "/_/log":
            self.answer(200, json.dumps(log).encode(), {})
            return
        with lock:
            state["number"] += 1
            number = state["number"]
            entry = [self.path, 0]
            log.append(entry)
        gate.wait(30)
        cookies = dict(part.strip().partition("=")[::2] for part in self.headers.get("Cookie", "").split(";"))
        name = cookies.get("session", "")
        language = self.headers.get("Accept-Language", "en")
        tag = f'"{path}-{language}-{name}"'
        headers = {"ETag": tag} | headers_for(path, bool(name))
        if path == "/rooms/welcome":
            headers["Set-Cookie"] = f"seen={number}"
        if state["fail"]:
            status, body, headers = 500, b"{}", {"Cache-Control": headers.get("Cache-Control", "")}
        elif self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        else:
            status, body = 200, json.dumps({"for": name or "nobody", "language": language, "number": number}).encode()
        entry[1] = status
        self.answer(status, body, headers)

    def do_POST(self) -> None:
        """Change the state."""
        deed = self.path.removeprefix("/_/")
        if deed in ("fail", "well"):
            state["fail"] = deed == "fail"
        elif deed == "slow":
            gate.clear()
        else:
            gate.set()
        self.answer(200, b"", {})

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """Send an answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Takes many connections at once."""

    request_queue_size = 64


if __name__ == "__main__":
    Server(("127.0.0.1", int(sys.argv[1])), Site).serve_forever()
