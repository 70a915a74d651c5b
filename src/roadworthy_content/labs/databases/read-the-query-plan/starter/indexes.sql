-- Your indexes, four at most.

CREATE INDEX message_room ON message (room);
