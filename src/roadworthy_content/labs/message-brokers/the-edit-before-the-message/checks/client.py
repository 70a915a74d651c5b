"""Puts the learner's frames on the wire to ActiveMQ, and reads what comes back."""

import itertools
import os
import queue
import socket
import threading
from urllib.parse import unquote, urlsplit

import pytest

PATIENCE = 5.0  # seconds to wait for something that should happen; never the measure of anything
ESCAPES = {"\\": "\\\\", "\r": "\\r", "\n": "\\n", ":": "\\c"}
numbers = itertools.count(1)


class Client:
    """A connection to the broker."""

    def __init__(self, **login):
        url = urlsplit(os.environ["ACTIVEMQ_URL"])
        self._socket = socket.create_connection((url.hostname, url.port), timeout=PATIENCE)
        self._socket.settimeout(None)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._messages, self._answers = queue.Queue(), queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        known = {"accept-version": "1.2", "host": "/", "login": url.username, "passcode": unquote(url.password)}
        self._put("CONNECT", known | login, "", str)
        self._answer("CONNECTED")

    def _put(self, command, headers, body, escape):
        lines = "".join(f"{escape(name)}:{escape(value)}\n" for name, value in headers.items())
        self._socket.sendall(f"{command}\n{lines}\n{body}\0".encode())

    def _read(self):
        rest = b""
        try:
            while data := self._socket.recv(65536):
                *frames, rest = (rest + data).split(b"\0")
                for frame in frames:
                    self._take(frame.lstrip(b"\n").decode())
        except OSError:
            pass
        self._answers.put(("the end of the connection", {}, ""))

    def _take(self, text):
        head, _, body = text.partition("\n\n")
        command, *lines = head.split("\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers.setdefault(unescaped(name), unescaped(value))
        (self._messages if command == "MESSAGE" else self._answers).put((command, headers, body))

    def _answer(self, wanted, receipt=None):
        try:
            while True:
                command, headers, _ = self._answers.get(timeout=PATIENCE)
                if command != wanted:
                    pytest.fail(f"ActiveMQ's answer is {command}: {headers.get('message', 'without a message')}")
                if headers.get("receipt-id") == receipt:
                    return
        except queue.Empty:
            pytest.fail(f"ActiveMQ did not answer with {wanted} in {PATIENCE:.0f} s")

    def say(self, frames, *, but_the_last=False):
        """Send frames and wait until the broker has dealt with them, or all but the last one and hang up."""
        plain = [[str(f.command), {str(k): str(v) for k, v in dict(f.headers).items()}, str(f.body)] for f in frames]
        if but_the_last:
            plain.pop()
        if plain:
            receipt = plain[-1][1].setdefault("receipt", f"judge-{next(numbers)}")
            for command, headers, body in plain:
                self._put(command, headers, body, escaped)
            self._answer("RECEIPT", receipt)
        if but_the_last:
            self.hang_up()

    def next(self, what, *, patience=PATIENCE):
        """The next message, as command, headers and body."""
        try:
            return self._messages.get(timeout=patience)
        except queue.Empty:
            pytest.fail(f"{what}: nothing came in {patience:.0f} s")

    def waits(self):
        """Whether there is a message already."""
        return not self._messages.empty()

    def hang_up(self):
        """Break the connection, without a word."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def leave(self):
        """End the connection in good order."""
        receipt = f"judge-{next(numbers)}"
        self._put("DISCONNECT", {"receipt": receipt}, "", escaped)
        self._answer("RECEIPT", receipt)
        self.hang_up()


def escaped(text):
    """As in a header."""
    return "".join(ESCAPES.get(letter, letter) for letter in text)


def unescaped(text):
    """From a header."""
    for letter in ("\r", "\n", ":", "\\"):
        text = text.replace(ESCAPES[letter], letter)
    return text
