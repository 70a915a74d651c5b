"""Texts that the chat sends by itself."""


def welcome(name: str, room: str) -> str:
    """Return the text for somebody who is new in a room."""
    with open("chatkit/templates/welcome.txt", encoding="utf-8") as file:
        return file.read().format(name=name, room=room)
