"""Events that other services send, and how to read and write them."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    field_serializer,
    model_validator,
)
from pydantic.alias_generators import to_camel


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]
Room = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class InvalidEvent(ValueError):
    """The payload is not as agreed.

    Attributes:
        problems: Pairs of place and message, sorted.
    """

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = sorted(problems)
        super().__init__("; ".join(f"{place or 'event'}: {message}" for place, message in self.problems))


class _Event(BaseModel):
    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        alias_generator=to_camel,
        hide_input_in_errors=True,
    )

    id: UUID
    sent_at: AwareDatetime
    room: Room


class MessagePosted(_Event):
    """Somebody wrote something."""

    type: Literal["message.posted"]
    author: Name
    text: Text
    mentions: set[str] = set()


class MessageEdited(_Event):
    """A message got another text, or went away."""

    type: Literal["message.edited"]
    text: Text | None = None
    deleted_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> MessageEdited:
        if (self.text is None) == (self.deleted_at is None):
            raise ValueError("exactly one of text and deletedAt should be there")
        return self


class MemberJoined(_Event):
    """Somebody came into a room."""

    type: Literal["member.joined"]
    member: Name
    role: Literal["guest", "member"] = "guest"
    invite_token: SecretStr

    @field_serializer("invite_token", when_used="json")
    def _reveal(self, token: SecretStr) -> str:
        return token.get_secret_value()


Event = MessagePosted | MessageEdited | MemberJoined
_events: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="type")])


def parse(payload: bytes) -> Event:
    """Return the event in a payload; raises InvalidEvent with all that is wrong."""
    try:
        return _events.validate_json(payload)
    except ValidationError as error:
        problems = [_problem(found) for found in error.errors(include_input=False, include_url=False)]
        raise InvalidEvent(problems) from None


def _problem(found: Any) -> tuple[str, str]:
    if found["type"].startswith("union_tag"):
        return "type", "should be the type of an event"
    _tag, *place = found["loc"] or [""]
    return ".".join(map(str, place)), found["msg"]


def dump(event: Event) -> bytes:
    """Return an event as JSON, with the names of the wire."""
    return event.model_dump_json(by_alias=True).encode()
