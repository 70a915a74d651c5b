"""The chat's GraphQL API: each level of a query asks the backend once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import strawberry
from graphql import GraphQLError
from strawberry.dataloader import DataLoader
from strawberry.extensions import MaskErrors, MaxAliasesLimiter, QueryDepthLimiter

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 50  # slugs in a question, and messages of a room
LEVELS = 7
ALIASES = 20
Row = dict[str, Any]


class Context:
    """One request: who is asking, and loaders that remember for as long as it lasts."""

    def __init__(self, viewer: int | None, backend: Any) -> None:
        self.viewer = viewer
        self._backend = backend
        self.rooms = DataLoader(self._rooms)
        self.messages = DataLoader(self._messages)
        self.members = DataLoader(self._members)
        self.people = DataLoader(self._people)
        self.rooms_of = DataLoader(self._rooms_of)

    async def _rooms(self, slugs: list[str]) -> list[Row | None]:
        rows = {row["slug"]: row for row in await self._backend.rooms(slugs)}
        return [rows.get(slug) for slug in slugs]

    async def _people(self, ids: list[int]) -> list[Row | None]:
        rows = {row["id"]: row for row in await self._backend.people(ids)}
        return [rows.get(number) for number in ids]

    async def _messages(self, keys: list[tuple[int, int]]) -> list[list[Row]]:
        """Messages for each (room, first); the backend is asked once for each different `first`."""
        rooms_by_first, found = defaultdict(list), defaultdict(list)
        for room, first in keys:
            rooms_by_first[first].append(room)
        for first, rooms in rooms_by_first.items():
            for row in await self._backend.messages(rooms, first):
                found[row["room_id"], first].append(row)
        return [sorted(found[key], key=lambda row: -row["id"]) for key in keys]

    async def _members(self, rooms: list[int]) -> list[list[int]]:
        return grouped(rooms, await self._backend.members(rooms), "room_id", "person_id")

    async def _rooms_of(self, people: list[int]) -> list[list[str]]:
        return grouped(people, await self._backend.rooms_of(people), "person_id", "slug")


def grouped(keys: list[int], rows: Iterable[Row], by: str, what: str) -> list[list[Any]]:
    """Return, for each key, one column of the rows that have the key in another."""
    found = defaultdict(list)
    for row in rows:
        found[row[by]].append(row[what])
    return [found[key] for key in keys]


@strawberry.type
class Person:
    """Somebody in the chat."""

    row: strawberry.Private[Row]

    @strawberry.field
    def name(self) -> str:
        """What everybody sees."""
        return self.row["name"]

    @strawberry.field
    def email(self, info: strawberry.Info[Context]) -> str | None:
        """Shown to its owner only."""
        return self.row["email"] if self.row["id"] == info.context.viewer else None

    @strawberry.field
    async def rooms(self, info: strawberry.Info[Context]) -> list[Room]:
        """The rooms that this person is a member of, by slug."""
        slugs = sorted(await info.context.rooms_of.load(self.row["id"]))
        return [Room(row=row) for row in await info.context.rooms.load_many(slugs) if row]


@strawberry.type
class Message:
    """What somebody said."""

    row: strawberry.Private[Row]

    @strawberry.field
    def id(self) -> int:
        """Ids ascend."""
        return self.row["id"]

    @strawberry.field
    def text(self) -> str:
        """What was said."""
        return self.row["text"]

    @strawberry.field
    async def author(self, info: strawberry.Info[Context]) -> Person | None:
        """Who said it, if they are still there."""
        row = await info.context.people.load(self.row["author_id"])
        return Person(row=row) if row else None


@strawberry.type
class Room:
    """A room."""

    row: strawberry.Private[Row]

    @strawberry.field
    def slug(self) -> str:
        """Its name in URLs."""
        return self.row["slug"]

    @strawberry.field
    def topic(self) -> str:
        """What it is about."""
        return self.row["topic"]

    @strawberry.field
    async def messages(self, info: strawberry.Info[Context], first: int = 10) -> list[Message]:
        """What was said, newest first."""
        if not 1 <= first <= MOST:
            raise GraphQLError(f"first has to be 1 to {MOST}")
        return [Message(row=row) for row in await info.context.messages.load((self.row["id"], first))]

    @strawberry.field
    async def members(self, info: strawberry.Info[Context]) -> list[Person]:
        """Who is in it, by name."""
        ids = await info.context.members.load(self.row["id"])
        rows = [row for row in await info.context.people.load_many(ids) if row]
        return [Person(row=row) for row in sorted(rows, key=lambda row: row["name"])]


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    async def rooms(self, info: strawberry.Info[Context], slugs: list[str]) -> list[Room | None]:
        """Rooms by their slugs."""
        if len(slugs) > MOST:
            raise GraphQLError(f"ask for at most {MOST} rooms")
        return [Room(row=row) if row else None for row in await info.context.rooms.load_many(slugs)]


def is_ours(error: GraphQLError) -> bool:
    """Whether an error was raised by code, and not written into the query or by a resolver for the client."""
    return error.original_error is not None and not isinstance(error.original_error, GraphQLError)


schema = strawberry.Schema(
    Query,
    extensions=[
        lambda: QueryDepthLimiter(max_depth=LEVELS - 1),  # it does not count the last level, which has no fields
        lambda: MaxAliasesLimiter(max_alias_count=ALIASES),
        lambda: MaskErrors(error_message="internal error"),
    ],
)


async def answer(query: str, variables: dict[str, Any] | None, viewer: int | None, backend: Any) -> dict[str, Any]:
    """Execute a query for a person; return data and errors."""
    result = await schema.execute(query, variables, context_value=Context(viewer, backend))
    errors = [{"message": error.message, "path": error.path} for error in result.errors or []]
    return {"data": result.data, "errors": errors}
