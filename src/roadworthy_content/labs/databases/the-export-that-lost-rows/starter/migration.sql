-- From chat_log to third normal form. Runs in SQLite, on a database that has nothing but chat_log.
CREATE TABLE member (id INTEGER PRIMARY KEY, email TEXT, name TEXT);
INSERT INTO member (email, name) SELECT DISTINCT sender_email, sender FROM chat_log;
