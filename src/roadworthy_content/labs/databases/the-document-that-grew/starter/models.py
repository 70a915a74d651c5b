"""Members of a chat and their devices, through MongoEngine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mongoengine import Document, EmbeddedDocument, EmbeddedDocumentListField, StringField

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_DEVICES = 5


class NameTakenError(Exception):
    """There is a member of this name."""


class Device(EmbeddedDocument):
    """Where pushes for a member go."""

    name = StringField(required=True)
    token = StringField(required=True)


class Member(Document):
    """Somebody who chats, with the devices of lately."""

    name = StringField(required=True)
    devices = EmbeddedDocumentListField(Device)
    meta = {"collection": "members"}  # noqa: RUF012  # that is how MongoEngine is told


def create_member(name: str) -> None:
    """Make a member. Raises NameTakenError; mongoengine.ValidationError: the name has not 1 to 32 characters."""
    if Member.objects(name=name):
        raise NameTakenError(name)
    Member(name=name).save()


def add_device(name: str, device: str, register: Callable[[str], str]) -> None:
    """Give a member a device. `register` gets it a token from a push service, which takes seconds."""
    member = Member.objects.get(name=name)
    member.devices.append(Device(name=device, token=register(device)))
    member.save()
