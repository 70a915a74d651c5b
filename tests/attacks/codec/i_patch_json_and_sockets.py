# /// attack
# verdict = ["failed", "limit", "broken"]
# ///
"""The channel is made of json, struct and socket; I have my own."""

import json
import socket
import struct


def answer():
    json.dumps = str
    json.JSONEncoder.encode = lambda self, thing: "[]"
    json.JSONDecoder.decode = lambda self, text: ["q", "m", 1, None, "ping", None, None, [], None, None]
    struct.pack = lambda *args: b""
    socket.socket.sendall = lambda self, data: None
    return 0
