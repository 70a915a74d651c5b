"""Messages of a chat in MongoDB, through PyMongo. Everything of a room is in one document, which was so convenient."""

from __future__ import annotations

from typing import Any


def prepare(db: Any) -> None:
    """Make the indexes; may be called at every start."""


def send(db: Any, room: str, sender: str, text: str, *, client_id: str) -> int:
    """Store a message and return its number in the room; one that was stored before keeps its number."""
    document = db.rooms.find_one({"_id": room}) or {"_id": room, "messages": []}
    seq = len(document["messages"]) + 1
    document["messages"].append(
        {"seq": seq, "sender": sender, "text": text, "client_id": client_id, "reactions": {}}
    )
    db.rooms.replace_one({"_id": room}, document, upsert=True)
    return seq


def history(db: Any, room: str, *, before: int | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """Return the newest messages of a room (before a number), newest first."""
    messages = (db.rooms.find_one({"_id": room}) or {"messages": []})["messages"]
    return [message for message in reversed(messages) if before is None or message["seq"] < before][:limit]


def import_messages(db: Any, messages: list[dict[str, Any]]) -> int:
    """Store messages from another system, skip those that are there; return how many were new."""
    db.messages.insert_many(messages)
    return len(messages)


def react(db: Any, room: str, seq: int, member: str, emoji: str) -> int:
    """Add a member's emoji to a message, once; return how many have chosen it. LookupError: no such message."""
    document = db.rooms.find_one({"_id": room})
    reactions = document["messages"][seq - 1]["reactions"]
    reactions.setdefault(emoji, []).append(member)
    db.rooms.replace_one({"_id": room}, document)
    return len(reactions[emoji])


def top_senders(db: Any, room: str, *, limit: int = 3) -> list[dict[str, Any]]:
    """Return who wrote most in a room: sender, messages and last (the newest number); most first, then by name."""
    return []


def token_is_valid(db: Any, name: str, token: str) -> bool:
    """Say whether a bot's token is right. Both come out of somebody's JSON."""
    return db.bots.find_one({"name": name, "token": token}) is not None
