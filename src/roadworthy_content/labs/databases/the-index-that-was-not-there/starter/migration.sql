-- Run while the chat is in use, one statement at a time, each by itself (autocommit).
CREATE INDEX IF NOT EXISTS messages_newest ON messages (sent_at);
