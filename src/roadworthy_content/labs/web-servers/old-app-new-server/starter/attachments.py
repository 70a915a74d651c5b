"""The attachments of the chat, an application as PEP 3333 describes it. Given; it shows what a bridge does with it.

/strict/...    what is in environ, and about the body, as JSON; the standard library watches the bridge
/cookies       two cookies
/slow          answers when somebody has posted to /go
/pieces        "one", then "two" when somebody has posted to /go
/written       through write()
/second        changes its mind: first 200, then 503 with exc_info
/too-late      changes its mind when a piece has gone out
/early, /late  raise: before there is an answer, and after a piece
/endless       piece after piece, as long as somebody takes them
/notes         what happened, a line each
"""

import hashlib
import json
import sys
import threading
from wsgiref.validate import validator

PIECE = b"x" * 65536
MOST = 3000  # pieces; 196 MB

go = threading.Event()
notes = []
counts = {"endless": 0}


class Pieces:
    """An iterable that notes when it is closed."""

    def __init__(self, name, pieces):
        self.name, self.pieces = name, iter(pieces)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.pieces)

    def close(self):
        """Note it."""
        notes.append(f"closed {self.name}")


def application(environ, start_response):
    """Answer by the path."""
    path = environ["PATH_INFO"]
    name = path.strip("/").partition("/")[0]
    if name == "strict":
        return validator(show)(environ, start_response)
    handler = globals().get("answer_" + name.replace("-", "_"), answer_other)
    return handler(environ, start_response)


def show(environ, start_response):
    """Tell what environ holds."""
    body, reader = hashlib.sha256(), environ["wsgi.input"]
    size = 0
    while piece := reader.read(1000):
        body.update(piece)
        size += len(piece)
    about = {key: value for key, value in environ.items() if isinstance(value, str | bool | tuple)}
    text = json.dumps(about | {"sha256": body.hexdigest(), "size": size}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(text)))])
    return [text]


def answer_other(_environ, start_response):
    """Say hello."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


def answer_go(_environ, start_response):
    """Open the gate."""
    go.set()
    return answer_other(_environ, start_response)


def answer_notes(_environ, start_response):
    """Tell what happened."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return ["\n".join([*notes, f"endless {counts['endless']}"]).encode()]


def answer_cookies(_environ, start_response):
    """Set two cookies."""
    start_response("201 Made", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2; Secure")])
    return Pieces("cookies", [b"", b"yes"])


def answer_slow(_environ, start_response):
    """Wait."""
    go.wait(30)
    return answer_other(_environ, start_response)


def answer_pieces(_environ, start_response):
    """Wait between two pieces."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"one"
    go.wait(30)
    yield b"two"


def answer_written(_environ, start_response):
    """Write before returning."""
    write = start_response("200 OK", [("Content-Type", "text/plain")])
    write(b"written, ")
    return [b"returned"]


def answer_second(_environ, start_response):
    """Fail before anything was sent, and say so properly."""

    def pieces():
        start_response("200 OK", [("Content-Type", "text/plain"), ("X-First", "yes")])
        yield b""
        try:
            raise OSError("the disk is full")
        except OSError:
            start_response("503 Full", [("Content-Type", "text/plain")], sys.exc_info())
        yield b"full"

    return Pieces("second", pieces())


def answer_too_late(_environ, start_response):
    """Fail when something was sent."""

    def pieces():
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"begun"
        try:
            raise OSError("the disk is full")
        except OSError:
            try:
                start_response("503 Full", [("Content-Type", "text/plain")], sys.exc_info())
            except OSError:
                notes.append("raised again")
                raise
        yield b"full"

    return Pieces("too-late", pieces())


def answer_early(_environ, _start_response):
    """Raise at once."""
    raise ValueError("a secret of the application")


def answer_late(_environ, start_response):
    """Raise after a piece."""

    def pieces():
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"begun"
        raise ValueError("a secret of the application")

    return Pieces("late", pieces())


def answer_endless(_environ, start_response):
    """Go on."""

    def pieces():
        for _ in range(MOST):
            counts["endless"] += 1
            yield PIECE

    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return Pieces("endless", pieces())
