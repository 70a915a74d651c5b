"""Messages of a chat in MongoDB, through PyMongo: a document for each message, and each change is one operation."""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING, DESCENDING, ReturnDocument
from pymongo.errors import BulkWriteError, DuplicateKeyError

DUPLICATE = 11000
SHOWN = {"_id": False, "seq": True, "sender": True, "text": True, "reactions": True}


def prepare(db: Any) -> None:
    """Make the indexes; may be called at every start."""
    db.messages.create_index([("room", ASCENDING), ("seq", DESCENDING)], unique=True)
    db.messages.create_index([("room", ASCENDING), ("client_id", ASCENDING)])


def send(db: Any, room: str, sender: str, text: str, *, client_id: str) -> int:
    """Store a message and return its number in the room; one that was stored before keeps its number."""
    sent = db.messages.find_one({"room": room, "client_id": client_id}, {"seq": True})
    if sent:
        return sent["seq"]
    counter = db.counters.find_one_and_update(
        {"_id": room}, {"$inc": {"seq": 1}}, upsert=True, return_document=ReturnDocument.AFTER
    )
    message = {
        "room": room,
        "seq": counter["seq"],
        "sender": sender,
        "text": text,
        "client_id": client_id,
        "reactions": [],
    }
    try:
        db.messages.insert_one(message)
    except DuplicateKeyError:  # the same message, a moment earlier; the number is lost, and nothing else
        return db.messages.find_one({"room": room, "client_id": client_id}, {"seq": True})["seq"]
    return counter["seq"]


def history(db: Any, room: str, *, before: int | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """Return the newest messages of a room (before a number), newest first."""
    wanted: dict[str, Any] = {"room": room}
    if before is not None:
        wanted["seq"] = {"$lt": before}
    return list(db.messages.find(wanted, SHOWN).sort("seq", DESCENDING).limit(limit))


def import_messages(db: Any, messages: list[dict[str, Any]]) -> int:
    """Store messages from another system, skip those that are there; return how many were new."""
    if not messages:
        return 0
    newest: dict[str, int] = {}
    for message in messages:
        newest[message["room"]] = max(newest.get(message["room"], 0), message["seq"])
    for room, seq in newest.items():
        db.counters.update_one({"_id": room}, {"$max": {"seq": seq}}, upsert=True)
    try:
        return len(db.messages.insert_many([{**message, "reactions": []} for message in messages], ordered=False).inserted_ids)
    except BulkWriteError as error:
        if any(one["code"] != DUPLICATE for one in error.details["writeErrors"]):
            raise
        return error.details["nInserted"]


def react(db: Any, room: str, seq: int, member: str, emoji: str) -> int:
    """Add a member's emoji to a message, once; return how many have chosen it. LookupError: no such message.

    The emoji is a value and no field's name: names with dots and dollars mean something to MongoDB.
    """
    message = db.messages.find_one_and_update(
        {"room": room, "seq": seq},
        {"$addToSet": {"reactions": {"emoji": emoji, "member": member}}},
        {"reactions": True},
        return_document=ReturnDocument.AFTER,
    )
    if message is None:
        raise LookupError(f"there is no message {seq} in {room}")
    return sum(reaction["emoji"] == emoji for reaction in message["reactions"])


def top_senders(db: Any, room: str, *, limit: int = 3) -> list[dict[str, Any]]:
    """Return who wrote most in a room: sender, messages and last (the newest number); most first, then by name."""
    return list(
        db.messages.aggregate(
            [
                {"$match": {"room": room}},
                {"$group": {"_id": "$sender", "messages": {"$sum": 1}, "last": {"$max": "$seq"}}},
                {"$sort": {"messages": -1, "_id": 1}},
                {"$limit": limit},
                {"$project": {"_id": False, "sender": "$_id", "messages": True, "last": True}},
            ]
        )
    )


def token_is_valid(db: Any, name: str, token: str) -> bool:
    """Say whether a bot's token is right. Both come out of somebody's JSON, and a dict there would be an operator."""
    if not isinstance(name, str) or not isinstance(token, str):
        return False
    return db.bots.find_one({"name": {"$eq": name}, "token": {"$eq": token}}) is not None
