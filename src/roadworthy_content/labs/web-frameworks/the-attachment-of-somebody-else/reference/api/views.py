"""What clients can ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.authtoken.views import ObtainAuthToken
from rest_framework.decorators import action
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle, ScopedRateThrottle
from rest_framework.viewsets import ModelViewSet

from api.models import Attachment
from api.serializers import AttachmentSerializer, RenameSerializer

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request


class NewestFirst(CursorPagination):
    """Ten a page, from the greatest id down; ids are unique, so that a place is a place."""

    ordering = "-id"
    page_size = 10


class MayChange(BasePermission):
    """Who uploaded it changes an attachment, the room's owner may remove it too, and staff clears it."""

    def has_object_permission(self, request: Request, view: Attachments, obj: Attachment) -> bool:
        if view.action == "partial_update":
            return obj.uploader == request.user
        if view.action == "destroy":
            return request.user in (obj.uploader, obj.room.owner)
        return view.action != "scan" or request.user.is_staff


class Login(ObtainAuthToken):
    """Hands out tokens for passwords, not too often."""

    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "logins"


class Attachments(ModelViewSet):
    """The attachments of the rooms that the client is a member of."""

    http_method_names = ("get", "head", "options", "post", "patch", "delete")
    pagination_class = NewestFirst
    permission_classes = (IsAuthenticated, MayChange)

    def get_queryset(self) -> QuerySet[Attachment]:
        seen = Attachment.objects.filter(room__members=self.request.user).select_related("room__owner", "uploader")
        room = self.request.query_params.get("room")
        return seen if room is None or self.action != "list" else seen.filter(room__slug=room)

    def get_serializer_class(self) -> type[AttachmentSerializer]:
        return RenameSerializer if self.action == "partial_update" else AttachmentSerializer

    def get_throttles(self) -> list[BaseThrottle]:
        self.throttle_scope = "uploads"
        return [ScopedRateThrottle()] if self.action == "create" else []

    def perform_create(self, serializer: AttachmentSerializer) -> None:
        serializer.save(uploader=self.request.user)

    @action(detail=True, methods=["post"])
    def scan(self, request: Request, **_: Any) -> Response:
        """Mark an attachment as free of viruses."""
        attachment = self.get_object()
        attachment.scanned = True
        attachment.save(update_fields=["scanned"])
        return Response(self.get_serializer(attachment).data)
