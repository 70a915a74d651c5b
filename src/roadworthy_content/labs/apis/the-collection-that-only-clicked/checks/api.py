"""The chat's API as it should be, and wrong in one way each."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

WRONG = ("open", "status", "cut", "author", "unkept", "newest", "undeleted", "shape")


class Api:
    """One server; `wrong` names what it does wrong, "" nothing."""

    def __init__(self, user, password, wrong="", old=()):
        self.user, self.password, self.wrong = user, password, wrong
        self.tokens, self.requests, self.log = set(), set(), []
        self.rooms = {}
        self.next = 1000
        for room, text in old:
            self.keep(room, "somebody", text)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def keep(self, room, author, text):
        self.next += 1
        message = {"id": self.next, "author": author, "text": text}
        self.rooms.setdefault(room, []).append(message)
        return message

    def answer(self, method, path, headers, body):
        parts = path.strip("/").split("/")
        if (method, parts) == ("POST", ["login"]):
            if (body.get("user"), body.get("password")) != (self.user, self.password):
                return 401, {"error": "wrong user or password"}
            token = uuid4().hex
            self.tokens.add(token)
            return 200, {"token": token}
        known = headers.get("Authorization", "").removeprefix("Bearer ") in self.tokens
        if not known and self.wrong != "open":
            return 401, {"error": "log in first"}
        request = headers.get("X-Request-Id")
        if not request or request in self.requests:
            return 400, {"error": "X-Request-Id is missing, or was used before"}
        self.requests.add(request)
        if len(parts) < 3 or parts[0] != "rooms" or parts[2] != "messages":
            return 404, {"error": "no such resource"}
        messages = self.rooms.setdefault(parts[1], [])
        if method == "GET" and len(parts) == 3:
            if self.wrong == "shape":
                return 200, messages
            return 200, {"messages": messages[::-1] if self.wrong == "newest" else messages}
        if method == "POST" and len(parts) == 3 and isinstance(body.get("text"), str):
            text = body["text"][:-1] if self.wrong == "cut" else body["text"]
            made = self.keep(parts[1], "root" if self.wrong == "author" else self.user, text)
            if self.wrong == "unkept":
                messages.pop()
            return (200 if self.wrong == "status" else 201), made
        if method == "DELETE" and len(parts) == 4:
            found = [message for message in messages if str(message["id"]) == parts[3]]
            if not found:
                return (204, None) if self.wrong == "unkept" else (404, {"error": "no such message"})
            if self.wrong != "undeleted":
                messages.remove(found[0])
            return 204, None
        return 400, {"error": "no such request"}

    def handler(self):
        api = self

        class Handler(BaseHTTPRequestHandler):
            def respond(self):
                data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                try:
                    body = json.loads(data or b"{}")
                except ValueError:
                    body = {}
                status, answer = api.answer(self.command, self.path, self.headers, body if isinstance(body, dict) else {})
                api.log.append(f"{self.command} {self.path} -> {status}")
                out = b"" if answer is None else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(out)))
                self.end_headers()
                self.wfile.write(out)

            do_GET = do_POST = do_DELETE = do_PUT = respond

            def log_message(self, *_arguments):
                pass

        return Handler
