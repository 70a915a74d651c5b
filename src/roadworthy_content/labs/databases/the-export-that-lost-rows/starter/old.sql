-- What the old system exports: one table for everything.
CREATE TABLE chat_log (
    line         INTEGER PRIMARY KEY,  -- one line a message, in the order of the conversation
    room         TEXT NOT NULL,
    room_topic   TEXT,                 -- the topic when the line was exported; NULL: none
    sender       TEXT,                 -- a name, not unique; NULL: a message of the system
    sender_email TEXT,                 -- who it was, with always the same name; NULL: a guest, told apart by name only
    sent_at      TEXT NOT NULL,
    body         TEXT NOT NULL,
    mentions     TEXT                  -- e-mail addresses, 'ada@a.example,zoe@b.example'; NULL: nobody was mentioned
);
