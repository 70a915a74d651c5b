"""Stands between the bot and its homeserver: counts logins, fails, or loses an answer."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Proxy:
    """Carries requests to a homeserver, until it is told otherwise."""

    def __init__(self, url):
        self._target = urlsplit(url)
        self._lock = threading.Lock()
        self._until_loss = 0  # the how-manieth message from now loses its answer; 0: none
        self._failures = 0  # so many syncs are answered with 502
        self.lost = threading.Event()
        self.logins = 0
        self._end = threading.Event()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # headers and body are two writes, and would wait for each other

            def do(self):
                proxy._carry(self)

            do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = do

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def lose_answer(self, number):
        """Let the number-th message from now reach the server, and its answer never reach the bot."""
        self.lost.clear()
        self._until_loss = number

    def fail_syncs(self, count):
        """Answer so many syncs with 502."""
        self._failures = count

    def failures_left(self):
        return self._failures

    def _carry(self, request):
        path = request.path.split("?")[0]
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        with self._lock:
            self.logins += request.command == "POST" and path.endswith("/login")
            fails = path.endswith("/sync") and self._failures > 0
            self._failures -= fails
            is_message = request.command == "PUT" and "/send/" in path
            loses = is_message and self._until_loss == 1
            self._until_loss -= is_message and self._until_loss > 0
        if fails:
            self._answer(request, 502, "text/html", b"<h1>Bad gateway</h1>")
            return
        connection = http.client.HTTPConnection(self._target.hostname, self._target.port, timeout=60)
        try:
            headers = {k: v for k, v in request.headers.items() if k.lower() not in ("host", "connection")}
            connection.request(request.command, request.path, body, {**headers, "Connection": "close"})
            found = connection.getresponse()
            content = found.read()
        except OSError:
            self._answer(request, 502, "text/html", b"<h1>Bad gateway</h1>")
            return
        finally:
            connection.close()
        if loses:
            self.lost.set()
            self._end.wait()
        self._answer(request, found.status, found.headers.get("Content-Type", "application/json"), content)

    def _answer(self, request, status, kind, content):
        try:
            request.send_response(status)
            request.send_header("Content-Type", kind)
            request.send_header("Content-Length", str(len(content)))
            request.end_headers()
            request.wfile.write(content)
        except OSError:
            request.close_connection = True  # the bot is gone
