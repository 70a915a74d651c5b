"""Texts that the chat sends by itself."""

from pathlib import Path


def welcome(name: str, room: str) -> str:
    """Return the text for somebody who is new in a room."""
    template = Path(__file__).with_name("templates").joinpath("welcome.txt").read_text(encoding="utf-8")
    return template.format(name=name, room=room)
