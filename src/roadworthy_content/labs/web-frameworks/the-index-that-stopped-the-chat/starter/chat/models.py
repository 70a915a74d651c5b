"""Rooms, people in them, and what they say."""

from django.db import models


class Person(models.Model):
    """Somebody with a name."""

    name = models.CharField(max_length=50, unique=True)

    def __str__(self):
        return self.name


class Room(models.Model):
    """A room with so many seats."""

    slug = models.SlugField(unique=True)
    capacity = models.IntegerField(default=100)

    def __str__(self):
        return self.slug


class Membership(models.Model):
    """Somebody's seat in a room, and how far they have read."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    last_read_id = models.BigIntegerField(default=0)
    muted = models.BooleanField(default=False)

    def __str__(self):
        return f"{self.person} in {self.room}"


class Message(models.Model):
    """What somebody said; ids ascend."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages", db_index=False)
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="messages")
    text = models.TextField()
    deleted = models.BooleanField(default=False)

    def __str__(self):
        return self.text
