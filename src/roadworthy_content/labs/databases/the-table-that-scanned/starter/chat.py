"""The chat in one table of DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLE = "chat"


class TakenError(Exception):
    """The name or the address belongs to somebody else."""


def create_table(db: Any) -> None:
    """Make the table; may be called at every start."""
    db.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def register(db: Any, name: str, email: str) -> None:
    """Make a member, whose name and address are nobody else's, or raise TakenError."""
    db.put_item(TableName=TABLE, Item={"id": {"S": f"member {name}"}, "email": {"S": email}})


def join(db: Any, room: str, member: str) -> None:
    """Let a member into a room; again does nothing."""
    db.put_item(TableName=TABLE, Item={"id": {"S": f"in {room} {member}"}, "room": {"S": room}, "member": {"S": member}})


def rooms_of(db: Any, member: str) -> list[str]:
    """Return the rooms of a member, sorted."""
    found = db.scan(TableName=TABLE, FilterExpression="member = :m", ExpressionAttributeValues={":m": {"S": member}})
    return sorted(item["room"]["S"] for item in found["Items"])


def send(db: Any, room: str, sender: str, text: str, *, message_id: str) -> int:
    """Store a message and return its number in the room; one that was sent before keeps its number."""
    found = db.scan(TableName=TABLE, FilterExpression="at_room = :r", ExpressionAttributeValues={":r": {"S": room}})
    seq = len(found["Items"]) + 1
    item = {"at_room": room, "seq": str(seq), "sender": sender, "text": text, "message_id": message_id}
    db.put_item(TableName=TABLE, Item={"id": {"S": f"message {room} {seq}"}} | {k: {"S": v} for k, v in item.items()})
    return seq


def history(db: Any, room: str, *, before: int | None = None, limit: int = 20) -> list[dict[str, Any]]:
    """Return the newest messages (before a number), newest first: dicts of seq, sender, text."""
    return []


def export(db: Any, room: str) -> list[dict[str, Any]]:
    """Return all messages of a room, oldest first."""
    return history(db, room)[::-1]


def import_messages(db: Any, room: str, messages: Iterable[dict[str, Any]]) -> None:
    """Store messages from another system: dicts of seq, sender, text; send goes on behind them."""


def read_up_to(db: Any, room: str, member: str, seq: int) -> int:
    """Note that a member has read a room up to a number, never less than before; return up to where that is now."""
    return seq
