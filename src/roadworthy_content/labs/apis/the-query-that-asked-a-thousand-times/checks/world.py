"""Rooms and people that the judge invents, and the backend that answers for them, counting."""

import asyncio


class World:
    """A chat with rooms and people; also the backend of the learner's API.

    Attributes:
        asked: What the backend was asked: (method, ids, ...), in order.
        broken: Methods that raise.
    """

    def __init__(self, rng, rooms, people, messages):
        self._rng = rng
        self.asked, self.broken = [], set()
        numbers = rng.sample(range(100, 100_000), rooms + people)
        self.room_rows = [
            {"id": number, "slug": f"room-{place:02}", "topic": f"topic {rng.randrange(10**6)}"}
            for place, number in enumerate(numbers[:rooms])
        ]
        self.person_rows = [
            {"id": number, "name": f"name-{number}", "email": f"{number}@chat.example"} for number in numbers[rooms:]
        ]
        ids = [row["id"] for row in self.person_rows]
        self.seats = {row["id"]: rng.sample(ids, min(3, people)) for row in self.room_rows}
        self.message_rows = [
            {"id": number, "room_id": room["id"], "author_id": rng.choice(ids), "text": f"text {rng.randrange(10**6)}"}
            for number, room in enumerate(self.room_rows * messages, 1)
        ]

    async def _answer(self, method, rows, ids, *more):
        self.asked.append((method, *sorted(ids), *more))
        await asyncio.sleep(0)
        if method in self.broken:
            raise RuntimeError(f"could not connect to db-7.internal as chat_rw: {method}")
        return self._rng.sample([dict(row) for row in rows], len(rows))

    async def rooms(self, slugs):
        slugs = list(slugs)
        return await self._answer("rooms", [row for row in self.room_rows if row["slug"] in slugs], slugs)

    async def messages(self, room_ids, first):
        ids = list(room_ids)
        rows = []
        for number in set(ids):
            rows += sorted((row for row in self.message_rows if row["room_id"] == number), key=lambda row: -row["id"])[
                :first
            ]
        return await self._answer("messages", rows, ids, f"first {first}")

    async def members(self, room_ids):
        ids = list(room_ids)
        rows = [{"room_id": room, "person_id": person} for room in set(ids) for person in self.seats.get(room, [])]
        return await self._answer("members", rows, ids)

    async def people(self, ids):
        ids = list(ids)
        return await self._answer("people", [row for row in self.person_rows if row["id"] in ids], ids)

    async def rooms_of(self, person_ids):
        ids = list(person_ids)
        rows = [
            {"person_id": person, "slug": room["slug"]}
            for room in self.room_rows
            for person in self.seats[room["id"]]
            if person in ids
        ]
        return await self._answer("rooms_of", rows, ids)

    # --- what is true

    @property
    def slugs(self):
        return [row["slug"] for row in self.room_rows]

    def name(self, number):
        """The name of a person, or None."""
        return next((row["name"] for row in self.person_rows if row["id"] == number), None)

    def said(self, room, first):
        """A room's last messages, as the API should show them."""
        rows = sorted((row for row in self.message_rows if row["room_id"] == room["id"]), key=lambda row: -row["id"])
        return [
            {"id": row["id"], "text": row["text"], "author": (name := self.name(row["author_id"])) and {"name": name}}
            for row in rows[:first]
        ]

    def members_of(self, room):
        return sorted(name for person in self.seats[room["id"]] if (name := self.name(person)))

    def rooms_with(self, name):
        return sorted(room["slug"] for room in self.room_rows if name in self.members_of(room))

    def times(self, method):
        """How often a method was asked."""
        return sum(one[0] == method for one in self.asked)
