-- The chat's tables. Constraints hold for every writer, also for the one with the bug.

CREATE TABLE rooms (
    name     text PRIMARY KEY,
    capacity integer NOT NULL,
    taken    integer NOT NULL DEFAULT 0,
    topic    text NOT NULL DEFAULT '',
    version  integer NOT NULL DEFAULT 1      -- grows by one with every change of the topic
);

CREATE TABLE seats (
    room   text NOT NULL REFERENCES rooms (name),
    member text NOT NULL,
    PRIMARY KEY (room, member)
);

CREATE TABLE accounts (
    member  text PRIMARY KEY,
    credits integer NOT NULL CHECK (credits >= 0)
);

CREATE TABLE unread (
    member text PRIMARY KEY,
    count  integer NOT NULL DEFAULT 0
);
