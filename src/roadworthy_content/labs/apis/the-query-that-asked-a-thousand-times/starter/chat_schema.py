"""The chat's GraphQL API."""

from __future__ import annotations

from typing import Any

import strawberry


@strawberry.type
class Person:
    """Somebody in the chat."""

    name: str
    email: str | None


@strawberry.type
class Message:
    """What somebody said."""

    id: int
    text: str
    author_id: strawberry.Private[int]

    @strawberry.field
    async def author(self, info: strawberry.Info) -> Person | None:
        """Who said it."""
        (person,) = await info.context["backend"].people([self.author_id])
        return Person(name=person["name"], email=person["email"])


@strawberry.type
class Room:
    """A room."""

    slug: str
    topic: str
    room_id: strawberry.Private[int]

    @strawberry.field
    async def messages(self, info: strawberry.Info, first: int = 10) -> list[Message]:
        """What was said, newest first."""
        rows = await info.context["backend"].messages([self.room_id], first)
        return [Message(id=row["id"], text=row["text"], author_id=row["author_id"]) for row in rows]


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    async def rooms(self, info: strawberry.Info, slugs: list[str]) -> list[Room | None]:
        """Rooms by their slugs."""
        rows = await info.context["backend"].rooms(slugs)
        return [Room(slug=row["slug"], topic=row["topic"], room_id=row["id"]) for row in rows]


schema = strawberry.Schema(Query)


async def answer(query: str, variables: dict[str, Any] | None, viewer: int | None, backend: Any) -> dict[str, Any]:
    """Execute a query for a person; return data and errors."""
    result = await schema.execute(query, variables, context_value={"backend": backend, "viewer": viewer})
    errors = [{"message": error.message, "path": error.path} for error in result.errors or []]
    return {"data": result.data, "errors": errors}
