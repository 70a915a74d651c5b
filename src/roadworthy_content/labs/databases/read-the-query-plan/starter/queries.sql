-- name: newest
-- The newest messages of a room (:room, :limit).
SELECT id, sender, sent_at, text
FROM message
WHERE room = :room
ORDER BY sent_at DESC, id DESC
LIMIT :limit;

-- name: page
-- The messages of a room before one that was shown (:room, :sent_at, :id, :limit).
-- Today it is given how many were shown (:skip), which has to go.
SELECT id, sender, sent_at, text
FROM message
WHERE room = :room
ORDER BY sent_at DESC, id DESC
LIMIT :limit OFFSET :skip;

-- name: unread
-- The rooms with unread messages of a member, and how many (:member).
SELECT message.room AS room, count(*) AS unread
FROM receipt JOIN message ON message.id = receipt.message
WHERE receipt.member = :member AND coalesce(receipt.read_at, 0) = 0
GROUP BY message.room
ORDER BY unread DESC, room;

-- name: member
-- The member with an e-mail address, upper or lower case (:email).
SELECT id, name, email
FROM member
WHERE lower(email) = lower(:email);

-- name: mentions
-- The newest messages that mention a member (:member, :limit). Newer messages have larger ids.
SELECT message.id AS id, message.sent_at AS sent_at, message.text AS text
FROM message JOIN receipt ON receipt.message = message.id
WHERE receipt.member = :member AND receipt.mentioned = 1
ORDER BY message.id DESC
LIMIT :limit;
