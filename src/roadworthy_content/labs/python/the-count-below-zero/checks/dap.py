"""A client of the Debug Adapter Protocol, and of the Language Server Protocol, which frames its messages likewise."""

import itertools
import json
import socket


class Framed:
    """Messages of JSON behind a header, over TCP."""

    def __init__(self, sock):
        self.sock, self.file = sock, sock.makefile("rb")
        sock.settimeout(40)
        self.numbers, self.waiting = itertools.count(1), []

    def write(self, message):
        """Send a message."""
        data = json.dumps(message).encode()
        self.sock.sendall(b"Content-Length: %d\r\n\r\n" % len(data) + data)

    def read(self):
        """Read the next message; None at the end."""
        length = 0
        while line := self.file.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        try:
            return json.loads(self.file.read(length)) if length else None
        except ValueError:
            return None

    def until(self, wanted):
        """Return the first message that is wanted; others wait."""
        for place, message in enumerate(self.waiting):
            if wanted(message):
                return self.waiting.pop(place)
        while (message := self.read()) is not None:
            if wanted(message):
                return message
            self.waiting.append(message)
        raise EOFError("the other side has hung up")

    def close(self):
        """Hang up."""
        self.file.close()
        self.sock.close()


class Debugger(Framed):
    """Talks to debugpy as an editor does."""

    def request(self, command, arguments):
        """Send a request; returns its number."""
        number = next(self.numbers)
        self.write({"seq": number, "type": "request", "command": command, "arguments": arguments})
        return number

    def ask(self, command, arguments):
        """Send a request and return the answer's body; ValueError with the reason if it is refused."""
        number = self.request(command, arguments)
        answer = self.until(lambda one: one["type"] == "response" and one["request_seq"] == number)
        if not answer["success"]:
            raise ValueError(f"{command}: {answer.get('message')}")
        return answer.get("body", {})

    def begin(self, configuration, breakpoints):
        """Launch or attach, with breakpoints by path; returns what became of them."""
        self.ask("initialize", {"adapterID": "debugpy", "clientID": "checks", "linesStartAt1": True, "pathFormat": "path"})
        number = self.request(configuration["request"], configuration)

        def ready(one):
            failed = one["type"] == "response" and one["request_seq"] == number and not one["success"]
            return failed or one.get("event") == "initialized"

        first = self.until(ready)
        if first["type"] == "response":
            raise ValueError(f"{configuration['request']}: {first.get('message')}")
        found = []
        for path, points in breakpoints.items():
            found += self.ask("setBreakpoints", {"source": {"path": path}, "breakpoints": points})["breakpoints"]
        self.ask("configurationDone", {})
        return found

    def stops(self):
        """Yield thread and topmost frame each time the program stops, and go on; ends with it."""
        while True:
            event = self.until(lambda one: one.get("event") in ("stopped", "terminated"))
            if event["event"] == "terminated":
                return
            thread = event["body"]["threadId"]
            yield self.ask("stackTrace", {"threadId": thread, "levels": 1})["stackFrames"][0]
            self.ask("continue", {"threadId": thread})

    def printed(self):
        """What logpoints and the program have printed: they come by different ways, and so each by itself."""
        outputs = [one["body"] for one in self.waiting if one.get("event") == "output"]
        outputs = [body for body in outputs if body.get("category") != "telemetry"]
        ways = ([body["output"] for body in outputs if ("source" in body) is logged] for logged in (True, False))
        return "\n".join("".join(way) for way in ways)


class Language(Framed):
    """Talks to a language server as an editor does."""

    def tell(self, method, params):
        """Send a notification."""
        self.write({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method, params):
        """Send a request and return its result."""
        number = next(self.numbers)
        self.write({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        return self.until(lambda one: one.get("id") == number and "method" not in one).get("result")


def connector(port):
    """Return a function that is true once it could connect, and a place where the socket is then."""
    kept = []

    def ready():
        try:
            kept.append(socket.create_connection(("127.0.0.1", port), timeout=2))
        except OSError:
            return False
        return True

    return ready, kept
