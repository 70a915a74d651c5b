"""A WSGI application behind an ASGI server."""

import asyncio
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

THREADS = 64
IN_MEMORY = 1 << 20  # bytes of a body; more lies in a file


class HungUpError(Exception):
    """The client is gone."""


class WsgiToAsgi:
    """Serves a WSGI application.

    Args:
        application: As PEP 3333 describes it.
    """

    def __init__(self, application):
        self._application = application
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="wsgi")

    async def __call__(self, scope, receive, send):
        """Answer one request; refuse WebSockets; agree to start and stop."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1000})
        else:
            await self._answer(scope, receive, send)

    async def _live(self, receive, send):
        while True:
            event = (await receive())["type"]
            await send({"type": f"{event}.complete"})
            if event == "lifespan.shutdown":
                self._threads.shutdown(wait=False)
                return

    async def _answer(self, scope, receive, send):
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
            if not await _read_body(receive, body):
                return
            call = Call(self._application, make_environ(scope, body), asyncio.get_running_loop(), send)
            work = asyncio.get_running_loop().run_in_executor(self._threads, call.run)
            watch = asyncio.create_task(_hung_up(receive))
            await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
            call.hung_up = not work.done()
            watch.cancel()
            await work


class Call:
    """One call of the application; all of it but `send` runs in a thread.

    Args:
        application: What is called.
        environ: With what.
        loop: Where `send` belongs.
        send: ASGI's.
    """

    def __init__(self, application, environ, loop, send):
        self._application = application
        self._environ = environ
        self._loop = loop
        self._send = send
        self._head = None
        self._sent = False
        self.hung_up = False

    def run(self):
        """Call the application and send what it answers."""
        try:
            self._iterate()
            self._pass_on(b"", last=True)
        except HungUpError:
            pass
        except Exception:
            if self._sent:
                raise  # the server ends the connection, so that nobody takes half an answer for a whole one
            self._head = (500, [(b"content-type", b"text/plain")])
            self._pass_on(b"Internal Server Error", last=True)
            raise

    def _iterate(self):
        pieces = self._application(self._environ, self._start_response)
        try:
            for piece in pieces:
                self._pass_on(piece)
        finally:
            if hasattr(pieces, "close"):
                pieces.close()

    def _start_response(self, status, headers, exc_info=None):
        if exc_info:
            try:
                if self._sent:
                    raise exc_info[1].with_traceback(exc_info[2])
            finally:
                exc_info = None  # a frame that refers to itself
        elif self._head:
            raise AssertionError("start_response was called twice, without exc_info")
        lines = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self._head = (int(status.split(" ", 1)[0]), lines)
        return self._pass_on

    def _pass_on(self, piece, last=False):
        """Send a piece, and wait until the server has taken it: that is what slows a fast application down."""
        if self.hung_up:
            raise HungUpError
        if not self._head:
            raise AssertionError("the application has not called start_response")
        if not self._sent:
            self._sent = True
            status, headers = self._head
            self._wait({"type": "http.response.start", "status": status, "headers": headers})
        self._wait({"type": "http.response.body", "body": piece, "more_body": not last})

    def _wait(self, message):
        asyncio.run_coroutine_threadsafe(self._send(message), self._loop).result()


async def _read_body(receive, body):
    """Read the whole body into a file; returns whether it came to its end."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return False
        body.write(message.get("body", b""))
        if not message.get("more_body"):
            body.seek(0)
            return True


async def _hung_up(receive):
    while (await receive())["type"] != "http.disconnect":
        pass


def make_environ(scope, body):
    """Make environ out of ASGI's scope and a file with the body."""
    root = scope.get("root_path", "")
    server, port = scope.get("server") or ("localhost", 80)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": _as_bytes(root),
        "PATH_INFO": _as_bytes(scope["path"].removeprefix(root)),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server,
        "SERVER_PORT": str(port or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("", 0))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    environ.update(_headers(scope["headers"]))
    environ["CONTENT_LENGTH"] = str(_length(body))
    return environ


def _headers(headers):
    found = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        # As a variable, X_A could not be told from X-A, which a proxy in front has looked at; and HTTP_PROXY means
        # something else to many programs.
        if "_" in name or name == "proxy":
            continue
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        found[key] = f"{found[key]}{'; ' if name == 'cookie' else ','}{value}" if key in found else value
    return found


def _length(body):
    end = body.seek(0, 2) or body.tell()
    body.seek(0)
    return end


def _as_bytes(text):
    """Text as WSGI wants it: each character is one byte of its UTF-8."""
    return text.encode("utf-8").decode("latin-1")
