"""A Git host for one lease: SSH (asyncssh) and HTTP before the real Git programs. Argument: its configuration as JSON.

A repository is made when its name is first used. Configuration: folder, ssh_port, http_port, user, password.
"""

import asyncio
import base64
import contextlib
import hmac
import json
import os
import re
import shlex
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import asyncssh  # type: ignore[import-not-found]  # it is in the environment of locks/git

NAME = re.compile(r"/?([a-z0-9][a-z0-9._-]{0,60}\.git)")
SERVICES = ("git-upload-pack", "git-receive-pack", "git-upload-archive")
LARGEST_BODY = 64 * 1024 * 1024


def repository(folder: Path, name: str) -> Path | None:
    """Return the folder of a repository, made if it is new; None if there can be none of that name."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    path = folder / "repositories" / found[1]
    if not path.exists():
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", path], check=True)
        subprocess.run(["git", "-C", path, "config", "http.receivepack", "true"], check=True)
    return path


async def serve_ssh(folder: Path, port: int) -> None:
    """Let the holder of the client key run Git's services."""

    async def handle(process: "asyncssh.SSHServerProcess") -> None:
        words = shlex.split(process.command or "")
        path = repository(folder, words[1]) if len(words) == 2 and words[0] in SERVICES else None
        if path is None:
            process.stderr.write(b"only Git's services for a repository NAME.git are to be had here\n")
            process.exit(128)
            return
        service = await asyncio.create_subprocess_exec(
            words[0], str(path), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        await process.redirect(stdin=service.stdin, stdout=service.stdout, stderr=service.stderr)
        process.exit(await service.wait())

    await asyncssh.listen(
        "127.0.0.1",
        port,
        server_host_keys=[str(folder / "host_key")],
        authorized_client_keys=str(folder / "client_key.pub"),
        process_factory=handle,
        encoding=None,
        agent_forwarding=False,
        allow_scp=False,
    )


class Handler(BaseHTTPRequestHandler):
    """Git's own program for HTTP, behind a password."""

    protocol_version = "HTTP/1.1"
    configuration: dict[str, str]

    def do_GET(self) -> None:
        """Serve one request."""
        folder = Path(self.configuration["folder"])
        url = urlsplit(self.path)
        name, _, _rest = url.path.lstrip("/").partition("/")
        length = int(self.headers.get("Content-Length") or 0)
        chunked = self.headers.get("Transfer-Encoding", "").lower() == "chunked"
        body = self.read_chunks() if chunked else self.rfile.read(min(length, LARGEST_BODY))
        expected = base64.b64encode(f"{self.configuration['user']}:{self.configuration['password']}".encode())
        if not hmac.compare_digest(self.headers.get("Authorization", "").encode(), b"Basic " + expected):
            self.answer(401, {"WWW-Authenticate": 'Basic realm="Git"'}, b"")
        elif repository(folder, name) is None:
            self.answer(404, {}, b"")
        else:
            self.answer(*self.ask_git(folder, url.path, url.query, body))

    do_POST = do_GET  # noqa: N815 - the name is that of http.server

    def ask_git(self, folder: Path, path: str, query: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Run `git http-backend` (a CGI program) and return status, headers and body."""
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(folder / "repositories"),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "REMOTE_USER": self.configuration["user"],
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        return int(headers.pop("Status", "200 OK").split()[0]), headers, content

    def read_chunks(self) -> bytes:
        """Read a body that is sent in chunks."""
        body = b""
        while (size := int(self.rfile.readline().split(b";")[0], 16)) and len(body) < LARGEST_BODY:
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Send an answer."""
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Make the keys, listen, and stay until we are killed."""
    configuration = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = Path(configuration["folder"])
    (folder / "repositories").mkdir()
    for name in ("host_key", "client_key"):
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(str(folder / name))
        key.write_public_key(str(folder / f"{name}.pub"))
    Handler.configuration = configuration
    server = ThreadingHTTPServer(("127.0.0.1", configuration["http_port"]), Handler)
    Thread(target=server.serve_forever, daemon=True).start()

    async def stay() -> None:
        await serve_ssh(folder, configuration["ssh_port"])
        await asyncio.Event().wait()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(stay())


if __name__ == "__main__":
    main()
