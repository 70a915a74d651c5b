"""What visitors may fill in."""

from django import forms

from chat.models import Message


class MessageForm(forms.ModelForm):
    """A message to say."""

    class Meta:
        model = Message
        exclude = ("room", "author")
