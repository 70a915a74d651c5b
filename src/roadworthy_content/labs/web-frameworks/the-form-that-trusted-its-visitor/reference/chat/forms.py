"""What visitors may fill in."""

from django import forms

from chat.models import Message


class MessageForm(forms.ModelForm):
    """A message to say: its text, and nothing else."""

    class Meta:
        model = Message
        fields = ("text",)
