"""What the chat's application asks its database: each function is one session, and few questions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from models import Member, Membership, Message, Reaction, Room
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import joinedload, selectinload

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session, sessionmaker

    Sessions = sessionmaker[Session]


def inbox(sessions: Sessions, member_id: int) -> list[dict[str, Any]]:
    """Return a member's rooms: id, title, unread and last (sender and body, or None); most unread first, then by id."""
    unread = Room.last_seq - Membership.read_seq
    question = (
        select(Room.id, Room.title, unread.label("unread"), Member.name, Message.body)
        .join(Membership, Membership.room_id == Room.id)
        .outerjoin(Message, (Message.room_id == Room.id) & (Message.seq == Room.last_seq))
        .outerjoin(Member, Member.id == Message.sender_id)
        .where(Membership.member_id == member_id)
        .order_by(unread.desc(), Room.id)
    )
    with sessions() as session:
        return [
            {
                "id": row.id,
                "title": row.title,
                "unread": row.unread,
                "last": None if row.body is None else {"sender": row.name, "body": row.body},
            }
            for row in session.execute(question)
        ]


def history(sessions: Sessions, room_id: int, *, limit: int = 50) -> list[Message]:
    """Return the newest messages of a room, oldest first, for a template that shows everything about them.

    Collections are loaded by questions of their own: joined to each other they would multiply.
    """
    question = (
        select(Message)
        .where(Message.room_id == room_id)
        .order_by(Message.seq.desc())
        .limit(limit)
        .options(
            joinedload(Message.room),
            joinedload(Message.sender),
            joinedload(Message.reactions).joinedload(Reaction.member),
            joinedload(Message.attachments),
        )
    )
    with sessions() as session:
        return session.scalars(question).unique().all()[::-1]


def send(sessions: Sessions, room_id: int, sender_id: int, body: str) -> int:
    """Store a message and return its number in the room; LookupError if there is no such room."""
    with sessions.begin() as session:
        seq = take_numbers(session, room_id, 1)
        session.add(Message(room_id=room_id, seq=seq, sender_id=sender_id, body=body, sent_at=datetime.now(UTC)))
    return seq


def import_messages(sessions: Sessions, room_id: int, messages: Iterable[tuple[int, str, datetime]]) -> int:
    """Store many messages (sender's id, body, time) behind those that are there; return how many."""
    rows = [
        {"room_id": room_id, "sender_id": sender, "body": body, "sent_at": sent_at} for sender, body, sent_at in messages
    ]
    with sessions.begin() as session:
        last = take_numbers(session, room_id, len(rows))
        for seq, row in enumerate(rows, last - len(rows) + 1):
            row["seq"] = seq
        if rows:
            session.execute(insert(Message), rows)
    return len(rows)


def take_numbers(session: Session, room_id: int, count: int) -> int:
    """Return the last of the next numbers in a room, which are the caller's; others wait for its transaction."""
    question = update(Room).where(Room.id == room_id).values(last_seq=Room.last_seq + count).returning(Room.last_seq)
    last = session.scalar(question)
    if last is None:
        raise LookupError(f"there is no room {room_id}")
    return last


def read_everything(sessions: Sessions, member_id: int) -> int:
    """Mark all rooms of a member as read; return in how many of them there was something unread."""
    question = (
        update(Membership)
        .where(
            Membership.member_id == member_id,
            Membership.room_id == Room.id,
            Membership.read_seq < Room.last_seq,
        )
        .values(read_seq=func.greatest(Membership.read_seq, Room.last_seq))
        .execution_options(synchronize_session=False)
    )
    with sessions.begin() as session:
        return session.execute(question).rowcount
