-- Run while the chat is in use, one statement at a time, each by itself (autocommit).

-- The ruin of an earlier try has the name, so IF NOT EXISTS alone would be content with it.
DROP INDEX CONCURRENTLY IF EXISTS members_email_lower;
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS members_email_lower ON members (lower(email));

-- Deleted messages are not in it: nobody has to walk past them.
CREATE INDEX CONCURRENTLY IF NOT EXISTS messages_newest ON messages (room, sent_at, id);

-- The count of unread messages never touches the table: all that it needs is in here, and little else.
CREATE INDEX CONCURRENTLY IF NOT EXISTS receipts_unread ON receipts (member, room) INCLUDE (message)
    WHERE read_at IS NULL;

CREATE INDEX CONCURRENTLY IF NOT EXISTS messages_meta ON messages USING gin (meta jsonb_path_ops);

-- What it was for, messages_newest does better.
DROP INDEX CONCURRENTLY IF EXISTS messages_room;
