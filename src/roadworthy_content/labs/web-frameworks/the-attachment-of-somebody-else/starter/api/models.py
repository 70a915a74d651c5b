"""Rooms, and files that were sent to them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Room(models.Model):
    """A room with an owner and members; the owner is one of them."""

    slug = models.SlugField(unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="owned_rooms")
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="rooms")

    def __str__(self):
        return self.slug


class Attachment(models.Model):
    """A file; whoever has its storage key can fetch it from the store without asking anybody."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="attachments")
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    scanned = models.BooleanField(default=False)
    storage_key = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.name
