"""Members of a chat and their devices, through MongoEngine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mongoengine import Document, EmbeddedDocument, EmbeddedDocumentListField, NotUniqueError, StringField

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

    name = StringField(required=True, unique=True, min_length=1, max_length=32)
    devices = EmbeddedDocumentListField(Device)
    meta = {"collection": "members"}  # noqa: RUF012  # that is how MongoEngine is told


def create_member(name: str) -> None:
    """Make a member. Raises NameTakenError; mongoengine.ValidationError: the name has not 1 to 32 characters."""
    try:
        Member(name=name).save(force_insert=True)
    except NotUniqueError as error:
        raise NameTakenError(name) from error


def add_device(name: str, device: str, register: Callable[[str], str]) -> None:
    """Give a member a device. `register` gets it a token from a push service, which takes seconds.

    Nothing of the member is remembered over that time: what is written is one device, and not the list.
    """
    if not Member.objects(name=name).limit(1).count():
        raise LookupError(f"there is no member {name}")
    new = Device(name=device, token=register(device))
    new.validate()
    Member.objects(name=name).update_one(pull__devices__name=device)
    Member.objects(name=name).update_one(__raw__={"$push": {"devices": {"$each": [new.to_mongo()], "$slice": -MOST_DEVICES}}})
