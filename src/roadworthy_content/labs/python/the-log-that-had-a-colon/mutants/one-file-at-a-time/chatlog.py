"""Who said how much in a chat log."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
LINE = re.compile(rf"\[({TIME.pattern})\] (.*)")
SAID = re.compile(r"([^:\s](?:[^:]*[^:\s])?): (.*)")


@dataclass(frozen=True)
class Event:
    """Something that happened in a room."""

    time: str
    kind: str
    name: str
    text: str = ""


def parse(line: str) -> Event | None:
    """Make an event of a line; None if it is a bad one."""
    if not (found := LINE.fullmatch(line)):
        return None
    time, rest = found.groups()
    match rest.split(" "):
        case ["*", *names, "joined" | "left" as kind] if is_name(name := " ".join(names)):
            return Event(time, kind, name)
        case ["/me", name, *words] if is_name(name):
            return Event(time, "me", name, " ".join(words))
        case ["*" | "/me", *_]:
            return None
    if said := SAID.fullmatch(rest):
        return Event(time, "said", *said.groups())
    return None


def is_name(text: str) -> bool:
    return text != "" and text == text.strip() and ":" not in text


@dataclass
class Summary:
    """What is known of a room.

    Attributes:
        since: What was said before this time is not counted.
    """

    since: str = "00:00"
    messages: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    present: set[str] = field(default_factory=set)

    def add(self, event: Event) -> None:
        match event.kind:
            case "joined":
                self.present.add(event.name)
            case "left":
                self.present.discard(event.name)
            case _ if event.time >= self.since:  # HH:MM sorts as text
                self.messages[event.name] += 1
                self.words[event.name] += len(event.text.split())

    def lines(self) -> list[str]:
        names = sorted(self.messages, key=lambda name: (-self.messages[name], name))
        said = [f"{name}: {many(self.messages[name], 'message')}, {many(self.words[name], 'word')}" for name in names]
        return [*said, f"in the room: {', '.join(sorted(self.present)) or 'nobody'}"]


def many(count: int, what: str) -> str:
    """Return a number of things, with an s unless it is one."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def read(path: str, summary: Summary) -> list[str]:
    """Add a file to the summary; return what is to be said about it."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return [f"{path}: cannot be read: {error}"]
    complaints = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line:
            continue
        if event := parse(line):
            summary.add(event)
        else:
            complaints.append(f"{path}:{number}: bad line")
    return complaints


def time(text: str) -> str:
    """Return a time of the command line. Raises ValueError if it is none."""
    if not TIME.fullmatch(text):
        raise ValueError(text)
    return text


def main() -> int:
    parser = argparse.ArgumentParser(description="Tells who said how much in a chat log.")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--from", dest="since", type=time, default="00:00", metavar="HH:MM")
    wanted = parser.parse_args()
    summary = Summary(wanted.since)
    complaints = []
    for path in wanted.files:
        present = summary.present
        summary = Summary(wanted.since)
        complaints += read(path, summary)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    print("\n".join(summary.lines()))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
