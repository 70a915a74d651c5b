-- The chat, in SQLite. Times are seconds since 1970, in UTC.
CREATE TABLE room (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
CREATE TABLE member (id INTEGER PRIMARY KEY, name TEXT NOT NULL, staff INTEGER NOT NULL);  -- staff: 1 answers, 0 asks
CREATE TABLE membership (room INTEGER NOT NULL, member INTEGER NOT NULL, PRIMARY KEY (room, member));
CREATE TABLE message (
    id      INTEGER PRIMARY KEY,
    room    INTEGER NOT NULL REFERENCES room,
    sender  INTEGER REFERENCES member,  -- NULL: said by the system
    sent_at INTEGER NOT NULL
);
CREATE TABLE reaction (id INTEGER PRIMARY KEY, message INTEGER NOT NULL REFERENCES message, member INTEGER NOT NULL);
CREATE TABLE attachment (id INTEGER PRIMARY KEY, message INTEGER NOT NULL REFERENCES message, bytes INTEGER NOT NULL);
