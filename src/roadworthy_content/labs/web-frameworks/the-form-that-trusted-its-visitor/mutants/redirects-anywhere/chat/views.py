"""What visitors see and do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from chat.forms import MessageForm
from chat.models import Message, Room

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, slug: str) -> HttpResponse:
    """A room of the visitor's; who posts says something."""
    found = get_object_or_404(request.user.rooms, slug=slug)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.instance.room, form.instance.author = found, request.user
        form.save()
        return redirect(wanted_next(request) or found)
    context = {
        "room": found,
        "messages": found.messages.select_related("author"),
        "names": set(found.members.values_list("username", flat=True)),
        "form": form,
    }
    return render(request, "chat/room.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def delete_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a message of the visitor's own."""
    own = Message.objects.filter(author=request.user, room__members=request.user).select_related("room")
    message = get_object_or_404(own, pk=pk)
    message.delete()
    return redirect(message.room)


def wanted_next(request: HttpRequest) -> str | None:
    """Return where the visitor wants to go afterwards, if that is on this site."""
    wanted = request.POST.get("next") or request.GET.get("next")
    return wanted
