"""What visitors see and do."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from chat.forms import MessageForm
from chat.models import Message, Room


@csrf_exempt
@login_required
def room(request, slug):
    """A room; who posts says something."""
    found = Room.objects.get(slug=slug)
    form = MessageForm(request.POST)
    if form.is_valid():
        form.instance.room = found
        form.instance.author = request.user
        form.save()
        if "next" in request.GET:
            return redirect(request.GET["next"])
    names = [member.username for member in found.members.all()]
    messages = found.messages.all()
    return render(request, "chat/room.html", {"room": found, "messages": messages, "form": form, "names": names})


@login_required
def delete_message(request, pk):
    """Delete a message."""
    message = Message.objects.get(pk=pk)
    message.delete()
    return redirect(message.room)
