"""How attachments look outside, and what clients may say about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from rest_framework import serializers

from api.models import Attachment, Room

if TYPE_CHECKING:
    from django.db.models import QuerySet

LARGEST = 100_000_000  # bytes


class OwnRoomField(serializers.SlugRelatedField):
    """A room that the client is a member of, by its slug; others do not exist."""

    def get_queryset(self) -> QuerySet[Room]:
        return self.context["request"].user.rooms.all()


class AttachmentSerializer(serializers.ModelSerializer):
    """An attachment; where it is kept stays inside."""

    room = OwnRoomField(slug_field="slug", queryset=Room.objects.none())
    uploader = serializers.SlugRelatedField(slug_field="username", read_only=True)
    size = serializers.IntegerField(validators=[MinValueValidator(1), MaxValueValidator(LARGEST)])

    class Meta:
        model = Attachment
        fields = ("id", "room", "name", "size", "uploader", "scanned", "created_at")
        read_only_fields = ("scanned", "created_at")

    def validate_name(self, name: str) -> str:
        """Return the name; raises ValidationError if it would lead somewhere."""
        if name.startswith(".") or "/" in name or "\\" in name:
            raise serializers.ValidationError("a name has no / or \\ and does not begin with a dot")
        return name


class RenameSerializer(AttachmentSerializer):
    """An attachment of which only the name can be changed."""

    class Meta(AttachmentSerializer.Meta):
        read_only_fields = (*AttachmentSerializer.Meta.read_only_fields, "size")

    room = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    size = serializers.IntegerField(read_only=True)
