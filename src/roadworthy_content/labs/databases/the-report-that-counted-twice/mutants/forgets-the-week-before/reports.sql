-- name: rooms
-- Each is counted by itself: joined to each other, reactions and attachments would multiply.
WITH reactions AS (
    SELECT message.room, count(*) AS number
    FROM reaction JOIN message ON message.id = reaction.message GROUP BY message.room
), attachments AS (
    SELECT message.room, sum(bytes) AS bytes
    FROM attachment JOIN message ON message.id = attachment.message GROUP BY message.room
), messages AS (
    SELECT room, count(*) AS number FROM message GROUP BY room
)
SELECT
    room.id,
    coalesce(messages.number, 0) AS messages,
    coalesce(reactions.number, 0) AS reactions,
    coalesce(attachments.bytes, 0) AS bytes
FROM room
LEFT JOIN messages ON messages.room = room.id
LEFT JOIN reactions ON reactions.room = room.id
LEFT JOIN attachments ON attachments.room = room.id
ORDER BY room.id;

-- name: days
-- The calendar begins six days early, since the first average looks back that far.
WITH RECURSIVE calendar (day) AS (
    SELECT date(:first)
    UNION ALL
    SELECT date(day, '+1 day') FROM calendar WHERE day < :last
), counted AS (
    SELECT calendar.day, count(message.id) AS messages
    FROM calendar LEFT JOIN message ON date(message.sent_at, 'unixepoch') = calendar.day
    GROUP BY calendar.day
), averaged AS (
    SELECT day, messages, avg(messages) OVER (ORDER BY day ROWS 6 PRECEDING) AS week FROM counted
)
SELECT day, messages, week FROM averaged WHERE day >= :first ORDER BY day;

-- name: top
WITH counted AS (
    SELECT room, sender, count(*) AS messages FROM message WHERE sender IS NOT NULL GROUP BY room, sender
), ranked AS (
    SELECT *, rank() OVER (PARTITION BY room ORDER BY messages DESC) AS place FROM counted
)
SELECT room, sender, messages FROM ranked WHERE place <= 3 ORDER BY room, messages DESC, sender;

-- name: silent
SELECT room, member FROM membership
WHERE NOT EXISTS (
    SELECT 1 FROM message WHERE message.room = membership.room AND message.sender = membership.member
)
ORDER BY room, member;

-- name: visits
-- A visit begins where the gap before is too long; adding up the beginnings numbers the visits.
WITH gaps AS (
    SELECT sender, sent_at, id,
        coalesce(sent_at - lag(sent_at) OVER (PARTITION BY sender ORDER BY sent_at, id) > 1800, 1) AS begins
    FROM message WHERE sender IS NOT NULL
), numbered AS (
    SELECT sender, sent_at, sum(begins) OVER (PARTITION BY sender ORDER BY sent_at, id ROWS UNBOUNDED PRECEDING) AS visit
    FROM gaps
)
SELECT sender, min(sent_at) AS began, max(sent_at) AS ended, count(*) AS messages
FROM numbered GROUP BY sender, visit ORDER BY sender, began;

-- name: answers
WITH said AS (
    SELECT message.id, room, sent_at, staff
    FROM message JOIN member ON member.id = message.sender
), questions AS (
    -- Nothing before, or staff before: here somebody begins to ask. The next word of staff answers.
    SELECT room, sent_at,
        coalesce(lag(staff) OVER (PARTITION BY room ORDER BY sent_at, id), 1) AS before,
        staff,
        min(CASE WHEN staff THEN sent_at END) OVER (
            PARTITION BY room ORDER BY sent_at, id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) AS answered_at
    FROM said
), waits AS (
    SELECT room, answered_at - sent_at AS wait FROM questions WHERE staff = 0 AND before = 1
), ranked AS (
    SELECT room, wait,
        row_number() OVER (PARTITION BY room, wait IS NULL ORDER BY wait) AS place,
        count(wait) OVER (PARTITION BY room) AS answered
    FROM waits
)
SELECT room, count(*) AS questions, max(answered) AS answered,
    max(CASE WHEN wait IS NOT NULL AND place = (answered + 1) / 2 THEN wait END) AS median
FROM ranked GROUP BY room ORDER BY room;
