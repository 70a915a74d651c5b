-- name: rooms
SELECT room.id, count(message.id) AS messages, count(reaction.id) AS reactions, sum(attachment.bytes) AS bytes
FROM room
JOIN message ON message.room = room.id
LEFT JOIN reaction ON reaction.message = message.id
LEFT JOIN attachment ON attachment.message = message.id
GROUP BY room.id ORDER BY room.id;

-- name: days
SELECT date(sent_at, 'unixepoch') AS day, count(*) AS messages, avg(count(*)) OVER () AS week
FROM message WHERE date(sent_at, 'unixepoch') BETWEEN :first AND :last
GROUP BY day ORDER BY day;

-- name: top
SELECT room, sender, count(*) AS messages FROM message GROUP BY room, sender ORDER BY room, messages DESC LIMIT 3;

-- name: silent
SELECT room, member FROM membership WHERE member NOT IN (SELECT sender FROM message) ORDER BY room, member;

-- name: visits
SELECT sender, min(sent_at) AS began, max(sent_at) AS ended, count(*) AS messages
FROM message GROUP BY sender ORDER BY sender, began;

-- name: answers
SELECT room, count(*) AS questions, 0 AS answered, NULL AS median FROM message GROUP BY room ORDER BY room;
