"""What the chat's application asks its database. It is correct in the demonstration, where there are five messages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from models import Member, Message, Room

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session, sessionmaker

    Sessions = sessionmaker[Session]


def inbox(sessions: Sessions, member_id: int) -> list[dict[str, Any]]:
    """Return a member's rooms: id, title, unread and last (sender and body, or None); most unread first, then by id."""
    session = sessions()
    entries = []
    for membership in session.get(Member, member_id).memberships:
        room = membership.room
        last = room.messages[-1] if room.messages else None
        entries.append(
            {
                "id": room.id,
                "title": room.title,
                "unread": len([message for message in room.messages if message.seq > membership.read_seq]),
                "last": {"sender": last.sender.name, "body": last.body} if last else None,
            }
        )
    return sorted(entries, key=lambda entry: (-entry["unread"], entry["id"]))


def history(sessions: Sessions, room_id: int, *, limit: int = 50) -> list[Message]:
    """Return the newest messages of a room, oldest first, for a template that shows everything about them."""
    with sessions() as session:
        return session.get(Room, room_id).messages[-limit:]


def send(sessions: Sessions, room_id: int, sender_id: int, body: str) -> int:
    """Store a message and return its number in the room; LookupError if there is no such room."""
    session = sessions()
    room = session.get(Room, room_id)
    if room is None:
        raise LookupError(f"there is no room {room_id}")
    room.last_seq += 1
    session.commit()
    session.add(
        Message(room_id=room.id, seq=room.last_seq, sender_id=sender_id, body=body, sent_at=datetime.now(UTC))
    )
    session.commit()
    return room.last_seq


def import_messages(sessions: Sessions, room_id: int, messages: Iterable[tuple[int, str, datetime]]) -> int:
    """Store many messages (sender's id, body, time) behind those that are there; return how many."""
    return len([send(sessions, room_id, sender, body) for sender, body, _ in messages])


def read_everything(sessions: Sessions, member_id: int) -> int:
    """Mark all rooms of a member as read; return in how many of them there was something unread."""
    session = sessions()
    changed = 0
    for membership in session.get(Member, member_id).memberships:
        if membership.read_seq < membership.room.last_seq:
            membership.read_seq = membership.room.last_seq
            session.commit()
            changed += 1
    return changed
