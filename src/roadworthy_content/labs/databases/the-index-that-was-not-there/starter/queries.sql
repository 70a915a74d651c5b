-- The queries of the application, as it sends them. They are not changed by this migration.

-- name: newest
SELECT id, sender, sent_at, body FROM messages
WHERE room = %(room)s AND deleted_at IS NULL
ORDER BY sent_at DESC, id DESC LIMIT 50;

-- name: unread
SELECT room, count(*), min(message) FROM receipts
WHERE member = %(member)s AND read_at IS NULL
GROUP BY room ORDER BY room;

-- name: member
SELECT id, name FROM members WHERE lower(email) = lower(%(email)s);

-- name: tagged
SELECT id FROM messages WHERE meta @> %(meta)s::jsonb ORDER BY id;
