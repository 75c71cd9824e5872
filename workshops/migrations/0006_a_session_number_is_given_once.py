"""A round remembers the last number it gave to a session, struck out or not."""

from django.db import migrations, models

FILL = """
UPDATE workshops_workshop round SET last_session = coalesce(
  (SELECT max(number) FROM workshops_session WHERE workshop_id = round.id), 0
);
"""


class Migration(migrations.Migration):
    dependencies = [("workshops", "0005_reviews_name_their_person")]
    operations = [
        migrations.AddField(
            "workshop", "last_session", models.PositiveSmallIntegerField(default=0)
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
