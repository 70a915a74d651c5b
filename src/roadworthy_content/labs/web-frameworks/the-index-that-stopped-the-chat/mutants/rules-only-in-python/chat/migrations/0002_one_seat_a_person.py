"""Remove memberships that are there twice, then let the database keep the rules."""

from django.db import migrations, models

REMOVE_DUPLICATES = """
DELETE FROM chat_membership WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY room_id, person_id ORDER BY last_read_id DESC, id) AS place
        FROM chat_membership
    ) AS numbered WHERE place > 1
)
"""


class Migration(migrations.Migration):
    """Small tables, so one short transaction."""

    dependencies = (("chat", "0001_initial"),)
    operations = (
        migrations.RunSQL(REMOVE_DUPLICATES, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "membership", models.UniqueConstraint(fields=("room", "person"), name="one_seat_a_person")
        ),
    )
