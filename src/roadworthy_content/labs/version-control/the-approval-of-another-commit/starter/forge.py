"""A small Git server: `python forge.py PORT FOLDER` serves FOLDER/chat.git over HTTP, with the hook beside this file.

Given. Anybody may log in: the password of NAME is pw-NAME. The hook has the name in REMOTE_USER.
"""

import base64
import os
import shlex
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

HOOK = Path(__file__).resolve().with_name("pre_receive.py")
PLAIN = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}


def make_repository(path: Path) -> None:
    """Make an empty repository with the hook, if it is not there yet."""
    if not path.exists():
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", path], check=True)
        subprocess.run(["git", "-C", path, "config", "http.receivepack", "true"], check=True)
    hook = path / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(HOOK))}\n")
    hook.chmod(0o755)


class Handler(BaseHTTPRequestHandler):
    """Asks for a name, and hands on to Git's own program for HTTP."""

    protocol_version = "HTTP/1.1"
    folder = Path()

    def do_GET(self) -> None:
        """Serve one request."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        scheme, _, code = self.headers.get("Authorization", "").partition(" ")
        name, _, password = base64.b64decode(code).decode().partition(":") if scheme == "Basic" else ("", "", "")
        if not name.isalnum() or password != f"pw-{name}":
            self.answer(401, {"WWW-Authenticate": 'Basic realm="Chat"'}, b"")
            return
        url = urlsplit(self.path)
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": url.path,
            "QUERY_STRING": url.query,
            "REQUEST_METHOD": self.command,
            "REMOTE_USER": name,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        self.answer(int(headers.pop("Status", "200 OK").split()[0]), headers, content)

    do_POST = do_GET

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Send an answer."""
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet; Git says enough."""


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python forge.py PORT FOLDER")
    os.environ.update(PLAIN)
    Handler.folder = Path(sys.argv[2]).resolve()
    make_repository(Handler.folder / "chat.git")
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
