-- A room's history as one stretch, in the order it is read; id is the rowid and ends every index anyway.
CREATE INDEX message_room_sent_at ON message (room, sent_at, id);

-- What is unread, and nothing else: two per cent of the receipts. The room stands in the receipt, so that message is not touched.
CREATE INDEX receipt_unread ON receipt (member, room) WHERE read_at IS NULL;

-- Addresses without regard to case, as they are asked for.
CREATE INDEX member_email ON member (email);

-- A member's mentions, in order of the messages.
CREATE INDEX receipt_mentioned ON receipt (member, message) WHERE mentioned = 1;
