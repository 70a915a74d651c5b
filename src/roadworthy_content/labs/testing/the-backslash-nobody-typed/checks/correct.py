"""Correct, and built differently: lengths in front of the fields, a set behind the ranges."""

import json


def encode(sender, text):
    body = json.dumps([sender, text]).encode()
    return len(body).to_bytes(4, "big") + body


class Decoder:
    def __init__(self):
        self.buffer = bytearray()

    def feed(self, chunk):
        self.buffer += chunk
        messages = []
        while len(self.buffer) >= 4:
            end = 4 + int.from_bytes(self.buffer[:4], "big")
            if len(self.buffer) < end:
                break
            messages.append(tuple(json.loads(bytes(self.buffer[4:end]))))
            del self.buffer[:end]
        return messages


class Seen:
    def __init__(self):
        self.numbers = set()

    def add(self, number):
        new = number not in self.numbers
        self.numbers.add(number)
        return new

    def __contains__(self, number):
        return number in self.numbers

    def ranges(self):
        starts = sorted(n for n in self.numbers if n - 1 not in self.numbers)
        ends = sorted(n for n in self.numbers if n + 1 not in self.numbers)
        return list(zip(starts, ends))
