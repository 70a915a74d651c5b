-- name: newest
-- The newest messages of a room (:room, :limit).
SELECT id, sender, sent_at, text
FROM message
WHERE room = :room
ORDER BY sent_at DESC, id DESC
LIMIT :limit;

-- name: page
-- The messages of a room before one that was shown (:room, :sent_at, :id, :limit).
SELECT id, sender, sent_at, text
FROM message
WHERE room = :room AND (sent_at, id) < (:sent_at, :id)
ORDER BY sent_at DESC, id DESC
LIMIT :limit;

-- name: unread
-- The rooms with unread messages of a member, and how many (:member).
SELECT room, count(*) AS unread
FROM receipt
WHERE member = :member AND read_at IS NULL
GROUP BY room
ORDER BY unread DESC, room;

-- name: member
-- The member with an e-mail address, upper or lower case (:email).
SELECT id, name, email
FROM member
WHERE email = :email COLLATE NOCASE;

-- name: mentions
-- The newest messages that mention a member (:member, :limit). Newer messages have larger ids.
SELECT message.id AS id, message.sent_at AS sent_at, message.text AS text
FROM receipt JOIN message ON message.id = receipt.message
WHERE receipt.member = :member AND receipt.mentioned = 1
ORDER BY receipt.message DESC
LIMIT :limit;
