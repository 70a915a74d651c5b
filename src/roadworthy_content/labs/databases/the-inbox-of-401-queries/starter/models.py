"""The chat's tables. Everything is loaded when it is touched (lazily), which is SQLAlchemy's default."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """All tables."""


class Member(Base):
    """Somebody who chats."""

    __tablename__ = "members"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    memberships: Mapped[list[Membership]] = relationship(back_populates="member")


class Room(Base):
    """Where they chat. `last_seq` is the number of its newest message, 0 before the first."""

    __tablename__ = "rooms"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    last_seq: Mapped[int] = mapped_column(default=0)
    memberships: Mapped[list[Membership]] = relationship(back_populates="room")
    messages: Mapped[list[Message]] = relationship(back_populates="room", order_by="Message.seq")


class Membership(Base):
    """A member in a room, who has read its messages up to `read_seq`."""

    __tablename__ = "memberships"
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), primary_key=True)
    read_seq: Mapped[int] = mapped_column(default=0)
    member: Mapped[Member] = relationship(back_populates="memberships")
    room: Mapped[Room] = relationship(back_populates="memberships")


class Message(Base):
    """What was said; messages of a room are numbered by `seq`, from 1."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("messages_in_order", "room_id", "seq", unique=True),
        CheckConstraint("length(body) BETWEEN 1 AND 1000", name="body_has_1_to_1000_characters"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    seq: Mapped[int]
    sender_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    body: Mapped[str]
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    room: Mapped[Room] = relationship(back_populates="messages")
    sender: Mapped[Member] = relationship()
    reactions: Mapped[list[Reaction]] = relationship(order_by="Reaction.id")
    attachments: Mapped[list[Attachment]] = relationship(order_by="Attachment.id")


class Reaction(Base):
    """An emoji under a message."""

    __tablename__ = "reactions"
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    emoji: Mapped[str]
    member: Mapped[Member] = relationship()


class Attachment(Base):
    """A file that came with a message."""

    __tablename__ = "attachments"
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    name: Mapped[str]
