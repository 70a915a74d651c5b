"""A chat service: `python chat_service.py NAME PORT VERSION`. Given. It notes its port in NAME.port.

/health       200 when it is well, else 503; a version that begins with "bad" never is
/slow         answers when somebody has posted to /go
/stats        how many requests it has in its hands now, and had at most
POST /ill     and /well: make it so
POST /die     the end, at once
all else      its name and version
"""

import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

START_SECONDS = float(os.environ.get("START_SECONDS", "1"))  # what a service of a certain size takes to start

go = threading.Event()
lock = threading.Lock()


class ChatService(BaseHTTPRequestHandler):
    """Answers one request."""

    name, version, well, now, most = "?", "?", True, 0, 0

    def do_GET(self) -> None:
        """Answer by the path."""
        service = ChatService
        if self.path == "/health":
            self.answer(200 if service.well else 503, {})
        elif self.path == "/stats":
            self.answer(200, {"now": service.now, "most": service.most})
        else:
            with lock:
                service.now += 1
                service.most = max(service.most, service.now)
            if self.path == "/slow":
                go.wait(60)
            with lock:
                service.now -= 1
            self.answer(200, {"service": service.name, "version": service.version})

    def do_POST(self) -> None:
        """Change."""
        if self.path == "/die":
            os._exit(0)
        elif self.path == "/go":
            go.set()
        else:
            ChatService.well = self.path == "/well"
        self.answer(200, {})

    def answer(self, status: int, about: dict[str, object]) -> None:
        """Send JSON."""
        body = json.dumps(about).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Takes many connections at once."""

    request_queue_size = 128


def main(name: str, port: str, version: str) -> None:
    """Serve."""
    ChatService.name, ChatService.version, ChatService.well = name, version, not version.startswith("bad")
    Path(f"{name}.port").write_text(port, encoding="utf-8")
    if version != "v1":
        time.sleep(START_SECONDS)
    Server(("127.0.0.1", int(port)), ChatService).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
