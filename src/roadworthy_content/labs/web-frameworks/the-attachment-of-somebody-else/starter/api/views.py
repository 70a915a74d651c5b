"""What clients can ask for."""

from rest_framework.authtoken.views import ObtainAuthToken
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ModelViewSet

from api.models import Attachment
from api.serializers import AttachmentSerializer


class Login(ObtainAuthToken):
    """Hands out tokens for passwords."""


class Attachments(ModelViewSet):
    """The attachments."""

    queryset = Attachment.objects.all()
    serializer_class = AttachmentSerializer

    @action(detail=True, methods=["post"])
    def scan(self, request, pk):
        """Mark an attachment as free of viruses."""
        attachment = Attachment.objects.get(pk=pk)
        attachment.scanned = True
        attachment.save()
        return Response(self.get_serializer(attachment).data)
