"""How attachments look outside."""

from django.contrib.auth.models import User
from rest_framework import serializers

from api.models import Attachment, Room


class AttachmentSerializer(serializers.ModelSerializer):
    """An attachment."""

    room = serializers.SlugRelatedField(slug_field="slug", queryset=Room.objects.all())
    uploader = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.all(), default=serializers.CurrentUserDefault()
    )

    class Meta:
        model = Attachment
        fields = "__all__"
