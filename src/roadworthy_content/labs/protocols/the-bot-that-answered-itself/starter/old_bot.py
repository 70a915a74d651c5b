"""The bot as it was, for matrix_client, which nobody looks after any more. It is here to be read; the library is not installed."""

import os
import threading

from matrix_client.client import MatrixClient

client = MatrixClient(os.environ["MATRIX_URL"])
client.login(os.environ["MATRIX_USER"], os.environ["MATRIX_PASSWORD"], sync=True)


def on_message(room, event):
    """Answer. (It once met another bot of its kind. They said pong to each other for a weekend.)"""
    if event["type"] != "m.room.message" or event["sender"] == client.user_id:
        return
    body = event["content"].get("body", "")
    if body == "!ping":
        room.send_text("pong")
    elif body.startswith("!echo "):
        room.send_text(body[6:])


def on_invite(room_id, _state):
    """Join, and listen."""
    client.join_room(room_id).add_listener(on_message)


client.add_invite_listener(on_invite)
for room in client.rooms.values():
    room.add_listener(on_message)
client.start_listener_thread()
threading.Event().wait()
