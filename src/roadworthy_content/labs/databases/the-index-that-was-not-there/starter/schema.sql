-- As it is in production. With it comes `members_email_lower`, a unique index on lower(email): somebody began it at
-- night with CREATE UNIQUE INDEX CONCURRENTLY, and it failed, since two members differed in capitals only. One of
-- the two is gone by now. What was left behind is still there.
CREATE TABLE members (
    id    integer PRIMARY KEY,
    name  text NOT NULL,
    email text NOT NULL
);

CREATE TABLE messages (
    id         bigint PRIMARY KEY,
    room       integer NOT NULL,
    sender     integer NOT NULL,
    sent_at    timestamptz NOT NULL,
    body       text NOT NULL,
    meta       jsonb NOT NULL DEFAULT '{}',
    deleted_at timestamptz
);
CREATE INDEX messages_room ON messages (room);

CREATE TABLE receipts (
    member  integer NOT NULL,
    message bigint NOT NULL,
    room    integer NOT NULL,
    read_at timestamptz,
    PRIMARY KEY (member, message)
);
