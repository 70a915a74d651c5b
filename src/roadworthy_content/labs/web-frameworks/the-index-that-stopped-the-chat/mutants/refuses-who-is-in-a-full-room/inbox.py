"""The inbox of a person, seats in rooms, and how far somebody has read."""

from __future__ import annotations

from typing import Any

import project  # noqa: F401  # sets Django up
from django.db import transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from chat.models import Membership, Message, Person, Room


def counted(rows: QuerySet[Any]) -> Coalesce:
    """The number of rows for each room, as a subquery of its own, so that counts do not multiply."""
    return Coalesce(Subquery(rows.order_by().values("room").annotate(number=Count("pk")).values("number")), 0)


def inbox(name: str) -> list[dict[str, Any]]:
    """Return the rooms of a person, with what is new in them."""
    said = Message.objects.filter(room=OuterRef("room"), deleted=False)
    newest = said.order_by("-id")
    unread = said.filter(id__gt=OuterRef("last_read_id")).exclude(author=OuterRef("person"))
    seats = (
        Membership.objects.filter(person__name=name)
        .select_related("room")
        .annotate(
            members=counted(Membership.objects.filter(room=OuterRef("room"))),
            unread=counted(unread),
            last_id=Subquery(newest.values("id")[:1]),
            last_author=Subquery(newest.values("author__name")[:1]),
            last_text=Subquery(newest.values("text")[:1]),
        )
        .order_by(F("last_id").desc(nulls_last=True), "room__slug")
    )
    return [
        {
            "room": seat.room.slug,
            "members": seat.members,
            "unread": seat.unread,
            "last": None if seat.last_id is None else {"author": seat.last_author, "text": seat.last_text},
        }
        for seat in seats
    ]


@transaction.atomic
def join(slug: str, name: str) -> bool:
    """Make a person a member of a room; False if it is full. Raises LookupError if either is unknown.

    The room's row is locked first: everybody who wants to count its seats waits there.
    """
    room = Room.objects.select_for_update().filter(slug=slug).first()
    person = Person.objects.filter(name=name).first()
    if room is None or person is None:
        raise LookupError(f"there is no room {slug} or no person {name}")
    if room.memberships.count() >= room.capacity:
        return False
    if room.memberships.filter(person=person).exists():
        return True
    Membership.objects.create(room=room, person=person)
    return True


def mark_read(slug: str, name: str, message_id: int) -> int:
    """Move the mark of what a person has read forward; return where it stands. Raises LookupError if they are no member.

    One statement: PostgreSQL looks at the row again when another writer has let go of it.
    """
    seats = Membership.objects.filter(room__slug=slug, person__name=name)
    if not seats.update(last_read_id=Greatest(F("last_read_id"), message_id)):
        raise LookupError(f"{name} is no member of {slug}")
    return seats.values_list("last_read_id", flat=True).get()
