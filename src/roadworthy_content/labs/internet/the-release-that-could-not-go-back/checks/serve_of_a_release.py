"""The chat, as far as a deployment cares: `python serve.py PORT`. `@version@` and `@fault@` are filled in."""

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

VERSION, FAULT = "@version@", "@fault@"
HERE = Path(__file__).resolve().parent
GATES = HERE.parent.parent / "gates"


class Chat(BaseHTTPRequestHandler):
    def do_GET(self):
        status, answer = 200, {"version": VERSION, "pid": os.getpid()}
        if self.path == "/health" and FAULT == "unhealthy":
            status = 503
        elif self.path == "/health" and FAULT == "another":
            answer["version"] = "another"
        elif self.path == "/slow":
            (GATES / "begun").touch()
            while not (GATES / "end").exists():
                time.sleep(0.02)
        elif self.path.startswith("/upload/"):
            (HERE / "uploads" / self.path.rsplit("/", 1)[1]).write_text("attachment")
        elif self.path.startswith("/file/"):
            status = 200 if (HERE / "uploads" / self.path.rsplit("/", 1)[1]).exists() else 404
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


if FAULT == "import":
    raise ImportError("no module named chat_core")
while FAULT == "slow" and not (GATES / "start").exists():
    time.sleep(0.02)
Server(("127.0.0.1", int(sys.argv[1])), Chat).serve_forever()
