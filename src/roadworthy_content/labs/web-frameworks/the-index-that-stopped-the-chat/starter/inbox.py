"""The inbox of a person, seats in rooms, and how far somebody has read."""

from __future__ import annotations

from typing import Any

import project  # noqa: F401  # sets Django up

from chat.models import Membership, Person, Room


def inbox(name: str) -> list[dict[str, Any]]:
    """Return the rooms of a person, with what is new in them."""
    rooms = []
    for membership in Membership.objects.filter(person__name=name):
        room = membership.room
        last = room.messages.last()
        rooms.append(
            {
                "room": room.slug,
                "members": room.memberships.count(),
                "unread": room.messages.filter(id__gt=membership.last_read_id).count(),
                "last": {"author": last.author.name, "text": last.text} if last else None,
            }
        )
    return rooms


def join(slug: str, name: str) -> bool:
    """Make a person a member of a room; False if it is full."""
    room, person = Room.objects.get(slug=slug), Person.objects.get(name=name)
    if room.memberships.count() >= room.capacity:
        return False
    Membership.objects.create(room=room, person=person)
    return True


def mark_read(slug: str, name: str, message_id: int) -> int:
    """Move the mark of what a person has read; return where it stands."""
    membership = Membership.objects.get(room__slug=slug, person__name=name)
    membership.last_read_id = message_id
    membership.save()
    return membership.last_read_id
