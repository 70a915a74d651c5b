"""Index the messages of each room, while people go on sending them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index made concurrently cannot be made in a transaction."""

    dependencies = (("chat", "0002_one_seat_a_person"),)
    operations = (migrations.AddIndex("message", models.Index(fields=("room", "id"), name="messages_of_a_room")),)
