"""The chat service behind the proxy: `python chat_service.py NAME PORT`. Given; it tells what reaches it.

/ws          WebSocket: first the headers of the handshake, as JSON, then an echo of each message
/events      server-sent events: "one" at once, "two" after somebody has posted to /go
/api/slow    answers after a minute
a POST       is noted by its header X-Id in posted-PORT.txt; with the header X-Crash the service dies of it
all else     JSON about the request
"""

import hashlib
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side
from websockets.utils import accept_key

go = threading.Event()


class ChatService(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    name = "?"

    def do_GET(self) -> None:
        """Answer by the path."""
        if self.path == "/ws" and self.headers.get("Upgrade", "").lower() == "websocket":
            self.talk()
        elif self.path == "/events":
            self.tell_events()
        else:
            if self.path == "/api/slow":
                threading.Event().wait(60)
            self.answer()

    def do_POST(self) -> None:
        """Take in what is posted."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with Path(f"posted-{self.server.server_port}.txt").open("a", encoding="utf-8") as notes:
            print(self.headers.get("X-Id"), file=notes)
        if "X-Crash" in self.headers:
            os._exit(1)
        if self.path == "/go":
            go.set()
        self.answer(sha256=hashlib.sha256(body).hexdigest())

    def answer(self, **more: str) -> None:
        """Send JSON about the request."""
        about = {"service": self.name, "path": self.path, "headers": dict(self.headers), "port": self.client_address[1]}
        body = json.dumps(about | more).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def tell_events(self) -> None:
        """Send two server-sent events."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for event in ("one", "two"):
            if event == "two":
                go.wait(60)
            self.wfile.write(f"data: {event}\n\n".encode())

    def talk(self) -> None:
        """Be the server of a WebSocket."""
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", accept_key(self.headers["Sec-WebSocket-Key"]))
        self.end_headers()
        self.close_connection = True
        socket = Protocol(Side.SERVER)
        socket.send_text(json.dumps({"service": self.name, "headers": dict(self.headers)}).encode())
        while True:
            for data in socket.data_to_send():
                self.wfile.write(data)
            if socket.close_expected() or not (data := self.rfile.read1()):
                return
            socket.receive_data(data)
            for event in socket.events_received():
                if isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                    socket.send_text(event.data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    ChatService.name = sys.argv[1]
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), ChatService).serve_forever()
