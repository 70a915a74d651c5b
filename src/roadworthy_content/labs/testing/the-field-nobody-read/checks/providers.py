"""Replays a pact file against the history service in many versions: `python -I providers.py PACT`. Prints JSON."""

import contextlib
import io
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from pact import Verifier

STATES = "/-/states"  # where Pact asks for a state of the provider


class Provider:
    """The service as it should be; subclasses differ in one thing."""

    created = 201
    missing = (404, {"error": "no such room"})

    def __init__(self):
        self.rooms = set()

    def message(self, number):
        return {"id": number, "author": "zoe", "text": f"message {number}", "sentAt": "2026-11-27T10:00:00Z"}

    def messages(self, after):
        return {"messages": [self.message(after + step) for step in (1, 2)]}

    def new(self):
        return {"id": 1234567}

    def answer(self, method, path, body):
        where = urlsplit(path)
        parts = where.path.strip("/").split("/")
        if len(parts) != 3 or parts[0] != "rooms" or parts[2] != "messages":
            return 404, {"error": "no such resource"}
        if parts[1] not in self.rooms:
            return self.missing
        if method == "GET":
            return 200, self.messages(int(parse_qs(where.query).get("after", ["0"])[0]))
        posted = json.loads(body or "null")
        if not isinstance(posted, dict) or set(posted) != {"author", "text"}:
            return 400, {"error": "author and text, please"}
        return self.created, self.new()


class MoreFields(Provider):
    def message(self, number):
        return super().message(number) | {"edited": False, "reactions": []}

    def messages(self, after):
        return super().messages(after) | {"next": None}

    def new(self):
        return super().new() | {"sentAt": "2026-11-27T10:00:00Z"}


class NoSentAt(Provider):
    def message(self, number):
        return {key: value for key, value in super().message(number).items() if key != "sentAt"}


class RenamedField(Provider):
    def message(self, number):
        message = super().message(number)
        return message | {"body": message.pop("text")}


class IdIsText(Provider):
    def message(self, number):
        return super().message(number) | {"id": str(number)}


class AuthorIsNull(Provider):
    def message(self, number):
        return super().message(number) | {"author": None}


class NoMessages(Provider):
    def messages(self, after):
        return {"messages": []}


class MissingIsEmpty(Provider):
    missing = (200, {"messages": []})


class Accepted(Provider):
    created = 202


class NewIdIsText(Provider):
    def new(self):
        return {"id": "1234567"}


def set_state(provider, wanted):
    """Prepare what a state of the contract asks for; return False if there is no such state."""
    match wanted.get("state"):
        case "a room with messages":
            provider.rooms = {str((wanted.get("params") or {}).get("room"))}
        case "no such room":
            provider.rooms = {"another"}
        case state:
            return state == ""  # Pact's own, before and after everything
    return True


def serve(provider):
    class Handler(BaseHTTPRequestHandler):
        def respond(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path == STATES:
                status, answer = (200 if set_state(provider, json.loads(body)) else 404), {}
            else:
                status, answer = provider.answer(self.command, self.path, body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = respond

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


def replay(pact, kind):
    """Return "" if the provider keeps the contract, else what the verifier says."""
    server = serve(kind())
    url = f"http://127.0.0.1:{server.server_port}"
    # With functions in place of an address Pact starts a server for each replay, which takes half a second to end.
    verifier = Verifier("history", host="127.0.0.1").add_transport(url=url).add_source(pact)
    verifier.state_handler(url + STATES, teardown=False, body=True)
    try:
        verifier.verify()
    except Exception as error:
        found = []
        with contextlib.suppress(Exception):
            for one in verifier.results.get("errors", []):
                found += [str(m.get("description") or m) for m in one.get("mismatch", {}).get("mismatches", [])] or [str(one)]
        return "; ".join(found[:4]) or f"{type(error).__name__}: {error}"
    finally:
        server.shutdown()
    return ""


def main(pact):
    kinds = [Provider, *Provider.__subclasses__()]
    with contextlib.redirect_stdout(io.StringIO()):
        results = {kind.__name__: replay(pact, kind) for kind in kinds}
    print(json.dumps(results))


if __name__ == "__main__":
    main(sys.argv[1])
