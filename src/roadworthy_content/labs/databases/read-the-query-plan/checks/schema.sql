-- The chat's history. Given, and not yours to edit.

CREATE TABLE member (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL,
  email TEXT NOT NULL
);

CREATE TABLE message (
  id      INTEGER PRIMARY KEY,
  room    INTEGER NOT NULL,
  sender  INTEGER NOT NULL REFERENCES member (id),
  sent_at INTEGER NOT NULL, -- milliseconds since 1970
  text    TEXT NOT NULL
);

-- One for each message and each member of its room.
CREATE TABLE receipt (
  message   INTEGER NOT NULL REFERENCES message (id),
  member    INTEGER NOT NULL REFERENCES member (id),
  room      INTEGER NOT NULL,
  read_at   INTEGER,                    -- NULL: not read yet
  mentioned INTEGER NOT NULL DEFAULT 0, -- 1: the message names the member
  PRIMARY KEY (message, member)
) WITHOUT ROWID;
