"""Texts that the chat sends by itself."""

from importlib.resources import files


def welcome(name: str, room: str) -> str:
    """Return the text for somebody who is new in a room."""
    template = files("chatkit").joinpath("templates", "welcome.txt").read_text(encoding="utf-8")
    return template.format(name=name, room=room)
