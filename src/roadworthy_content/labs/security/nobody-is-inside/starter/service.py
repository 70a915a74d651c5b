"""A service of the chat: `python service.py PORT FOLDER`. Given.

A request that is permitted is answered with the caller's name, any other one with 403. Requests are noted in
FOLDER/requests.txt. Contexts are made anew for each connection, so that a new certificate counts at once.
"""

import json
import ssl
import sys
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from trust import DeniedError, authorize, server_context

FOLDER = Path(sys.argv[2]) if len(sys.argv) > 2 else Path()  # noqa: PLR2004


class Service(BaseHTTPRequestHandler):
    """Answers the requests of a connection."""

    protocol_version = "HTTP/1.1"
    timeout = 20

    def setup(self) -> None:
        """Shake hands, in a thread of the connection."""
        self.request = server_context(str(FOLDER)).wrap_socket(self.request, server_side=True)
        super().setup()

    def do_GET(self) -> None:
        """Ask whether it is permitted."""
        with (FOLDER / "requests.txt").open("a", encoding="utf-8") as notes:
            print(self.command, self.path, file=notes)
        policy = json.loads((FOLDER / "policy.json").read_text(encoding="utf-8"))
        certificate = self.request.getpeercert(binary_form=True)
        try:
            status, text = 200, authorize(certificate, self.command, self.path, policy, datetime.now(UTC))
        except DeniedError:
            status, text = 403, "denied"
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_PUT = do_DELETE = do_GET  # noqa: N815 - the names are those of http.server

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Goes on when a handshake fails."""

    def handle_error(self, _request: object, _address: object) -> None:
        """Say why, if it is not the usual reason."""
        if not isinstance(sys.exc_info()[1], ssl.SSLError | OSError):
            super().handle_error(_request, _address)


if __name__ == "__main__":
    Server(("127.0.0.1", int(sys.argv[1])), Service).serve_forever()
