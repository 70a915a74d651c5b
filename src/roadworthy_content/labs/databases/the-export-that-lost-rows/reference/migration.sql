-- From chat_log to third normal form. Runs in SQLite, on a database that has nothing but chat_log.
BEGIN;

ALTER TABLE chat_log RENAME TO old_log;

CREATE TABLE member (
    id    INTEGER PRIMARY KEY,
    email TEXT UNIQUE,
    name  TEXT,
    CHECK (email IS NOT NULL OR name IS NOT NULL)
);
CREATE UNIQUE INDEX guest_name ON member (name) WHERE email IS NULL;

CREATE TABLE room (
    id    INTEGER PRIMARY KEY,
    title TEXT NOT NULL UNIQUE,
    topic TEXT
);

CREATE TABLE message (
    id      INTEGER PRIMARY KEY,
    room    INTEGER NOT NULL REFERENCES room,
    sender  INTEGER REFERENCES member,
    sent_at TEXT NOT NULL,
    body    TEXT NOT NULL
);

CREATE TABLE mention (
    message  INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
    position INTEGER NOT NULL,
    member   INTEGER NOT NULL REFERENCES member,
    PRIMARY KEY (message, position)
);

-- Lines that say another topic than their room has by now; NULL: none.
CREATE TABLE topic_conflict (
    message INTEGER PRIMARY KEY REFERENCES message ON DELETE CASCADE,
    topic   TEXT
);

-- One row a mentioned address: cut off the first one again and again.
CREATE TEMP TABLE mentioned AS
WITH RECURSIVE cut (line, position, email, rest) AS (
    SELECT line, 0, NULL, mentions || ',' FROM old_log WHERE mentions IS NOT NULL
    UNION ALL
    SELECT line, position + 1, substr(rest, 1, instr(rest, ',') - 1), substr(rest, instr(rest, ',') + 1)
    FROM cut WHERE rest <> ''
)
SELECT line, position, email FROM cut WHERE position > 0;

-- Who was mentioned and never wrote is a member without a name.
INSERT INTO member (email, name)
SELECT email, max(name) FROM (
    SELECT sender_email AS email, sender AS name FROM old_log WHERE sender_email IS NOT NULL
    UNION ALL
    SELECT email, NULL FROM mentioned
) GROUP BY email;

INSERT INTO member (name)
SELECT DISTINCT sender FROM old_log WHERE sender_email IS NULL AND sender IS NOT NULL;

INSERT INTO room (title, topic)
SELECT room, room_topic FROM old_log WHERE line IN (SELECT max(line) FROM old_log GROUP BY room);

-- IS compares NULL with NULL, and a message of the system has no sender.
INSERT INTO message (id, room, sender, sent_at, body)
SELECT line, room.id, member.id, sent_at, body
FROM old_log
JOIN room ON room.title = old_log.room
LEFT JOIN member ON member.email IS old_log.sender_email
    AND (old_log.sender_email IS NOT NULL OR member.name = old_log.sender);

INSERT INTO mention (message, position, member)
SELECT line, position, member.id FROM mentioned JOIN member USING (email);

INSERT INTO topic_conflict (message, topic)
SELECT line, room_topic FROM old_log JOIN room ON room.title = old_log.room WHERE room.topic IS NOT room_topic;

DROP TABLE mentioned;
DROP TABLE old_log;

CREATE VIEW chat_log AS
SELECT
    message.id AS line,
    room.title AS room,
    CASE WHEN topic_conflict.message IS NULL THEN room.topic ELSE topic_conflict.topic END AS room_topic,
    member.name AS sender,
    member.email AS sender_email,
    message.sent_at,
    message.body,
    (
        SELECT group_concat(email, ',')
        FROM (
            SELECT email FROM mention JOIN member ON member.id = mention.member
            WHERE mention.message = message.id ORDER BY position
        )
    ) AS mentions
FROM message
JOIN room ON room.id = message.room
LEFT JOIN member ON member.id = message.sender
LEFT JOIN topic_conflict ON topic_conflict.message = message.id;

COMMIT;
