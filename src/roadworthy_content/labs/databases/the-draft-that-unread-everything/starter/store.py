"""What a chat's app on the phone keeps in a file, by Peewee."""

from peewee import ForeignKeyField, IntegerField, Model, SqliteDatabase, TextField

database = SqliteDatabase(None)


class TooNewError(Exception):
    """The file was written by a newer version of the app."""


class Base(Model):
    """All tables are in the one database."""

    class Meta:
        database = database


class Room(Base):
    """A room that the member is in."""

    name = TextField(unique=True)
    read_seq = IntegerField(default=0)


class Message(Base):
    """A message that has come."""

    room = ForeignKeyField(Room, backref="messages")
    seq = IntegerField()
    sender = TextField()
    body = TextField()


class Store:
    """The file."""

    def __init__(self, path: str) -> None:
        """Open it, make it if it is not there."""
        database.init(path)
        database.connect()
        database.create_tables([Room, Message])

    def close(self) -> None:
        """Close it."""
        database.close()

    def receive(self, messages: list[dict]) -> int:
        """Keep messages; return how many were new."""
        for message in messages:
            room, _ = Room.get_or_create(name=message["room"])
            Message.create(room=room, seq=message["seq"], sender=message["sender"], body=message["body"])
        return len(messages)

    def mark_read(self, room: str, seq: int) -> None:
        """Note what has been read."""
        found = Room.get(Room.name == room)
        found.read_seq = seq
        found.save()

    def set_draft(self, room: str, text: str) -> None:
        """Keep what is half written."""
        raise NotImplementedError("there is no column for drafts yet")

    def rooms(self) -> list[dict]:
        """Return the rooms, with what is unread and the last message."""
        return [
            {
                "name": room.name,
                "draft": "",
                "unread": sum(message.seq > room.read_seq for message in room.messages),
                "last": list(room.messages)[-1].body,
            }
            for room in Room.select()
        ]

    def leave(self, room: str) -> None:
        """Forget a room."""
        Room.get(Room.name == room).delete_instance()
