"""What a chat's app on the phone keeps in a file, by Peewee."""

from peewee import JOIN, ForeignKeyField, IntegerField, Model, SqliteDatabase, TextField, fn
from playhouse.migrate import SqliteMigrator, migrate

VERSION = 2
ROWS = 200  # in one INSERT; SQLite bounds the number of values

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
    draft = TextField(default="")


class Message(Base):
    """A message that has come."""

    room = ForeignKeyField(Room, backref="messages", on_delete="CASCADE")
    seq = IntegerField()
    sender = TextField()
    body = TextField()

    class Meta:
        indexes = ((("room", "seq"), True),)


class Store:
    """The file."""

    def __init__(self, path: str) -> None:
        """Open it, make it if it is not there, and bring an older one up to date.

        Raises:
            TooNewError: It is of a newer version; nothing was changed.
        """
        # SQLite forgets both with each connection: whether it looks after foreign keys, and how long it waits.
        database.init(path, pragmas={"foreign_keys": 0}, timeout=30)
        database.connect()
        try:
            with database.atomic("IMMEDIATE"):
                self._upgrade()
        except BaseException:
            database.close()
            raise
        database.execute_sql("PRAGMA foreign_keys = 1")

    def _upgrade(self) -> None:
        version = database.pragma("user_version")
        if version > VERSION:
            raise TooNewError(f"the file has version {version}, and this app knows {VERSION}")
        if version == VERSION:
            return
        if not database.table_exists("room"):
            database.create_tables([Room, Message])
        else:
            if version == 0:
                migrate(SqliteMigrator(database).add_column("room", "draft", Room.draft))
            # A foreign key cannot be given ON DELETE afterwards: the table is made anew, and doubles and orphans stay behind.
            database.execute_sql("ALTER TABLE message RENAME TO old_message")
            for index in database.get_indexes("old_message"):
                database.execute_sql(f'DROP INDEX "{index.name}"')
            database.create_tables([Message])
            columns = "id, room_id, seq, sender, body"
            database.execute_sql(
                f"INSERT INTO message ({columns}) SELECT {columns} FROM old_message WHERE room_id IN (SELECT id FROM room) "
                "AND id IN (SELECT MIN(id) FROM old_message GROUP BY room_id, seq)"
            )
            database.execute_sql("DROP TABLE old_message")
        database.execute_sql(f"PRAGMA user_version = {VERSION}")

    def close(self) -> None:
        """Close it."""
        database.close()

    def receive(self, messages: list[dict]) -> int:
        """Keep messages; return how many were new."""
        with database.atomic("IMMEDIATE"):
            names = sorted({message["room"] for message in messages})
            for some in _portions([{"name": name} for name in names]):
                Room.insert_many(some).on_conflict_ignore().execute()
            ids = {room.name: room.id for room in Room.select() if room.name in names}
            rows = [{**message, "room": ids[message["room"]]} for message in messages]
            before = Message.select().count()
            for row in rows:
                # INSERT OR IGNORE would pass over a message without a body as well.
                Message.insert_many([row]).on_conflict(
                    conflict_target=[Message.room, Message.seq], update={Message.seq: Message.seq}
                ).execute()
            return Message.select().count() - before

    def mark_read(self, room: str, seq: int) -> None:
        """Note what has been read; never less than before."""
        self._update(room, read_seq=fn.MAX(Room.read_seq, seq))

    def set_draft(self, room: str, text: str) -> None:
        """Keep what is half written."""
        self._update(room, draft=text)

    def _update(self, room: str, **columns: object) -> None:
        # Not save(), which writes all columns back as they were when they were read.
        if not Room.update(**columns).where(Room.name == room).execute():
            raise LookupError(f"there is no room {room!r}")

    def rooms(self) -> list[dict]:
        """Return the rooms by name, with what is unread and the last message."""
        last = Message.select(Message.room, fn.MAX(Message.seq).alias("seq")).group_by(Message.room).alias("last")
        unread = fn.SUM(fn.IIF(Message.seq > Room.read_seq, 1, 0))
        counted = dict(
            Room.select(Room.id, fn.COALESCE(unread, 0)).join(Message, JOIN.LEFT_OUTER).group_by(Room.id).tuples()
        )
        lasts = Message.select(Message.room, Message.body).join(
            last, on=((last.c.room_id == Message.room) & (last.c.seq == Message.seq))
        )
        bodies = dict(lasts.tuples())
        return [
            {"name": room.name, "draft": room.draft, "unread": counted[room.id], "last": bodies.get(room.id)}
            for room in Room.select().order_by(Room.name)
        ]

    def leave(self, room: str) -> None:
        """Forget a room, with its messages."""
        if not Room.delete().where(Room.name == room).execute():
            raise LookupError(f"there is no room {room!r}")


def _portions(rows: list[dict]) -> list[list[dict]]:
    return [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
