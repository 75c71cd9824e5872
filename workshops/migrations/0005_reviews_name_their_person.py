"""A review names whose words it holds, and they die with her."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
UPDATE workshops_review review SET person_id = candidacy.person_id
  FROM workshops_seat seat
  JOIN participants_candidacy candidacy ON candidacy.id = seat.candidacy_id
 WHERE seat.id = review.seat_id;
"""


def person(**also):
    return models.ForeignKey(
        "participants.person",
        django.db.models.deletion.PROTECT,
        related_name="+",
        **also,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0001_initial"),
        ("workshops", "0004_registry_entries_name_their_person"),
    ]
    operations = [
        migrations.AddField("review", "person", person(null=True)),
        migrations.RunSQL(
            [FILL, "SET CONSTRAINTS ALL IMMEDIATE"], migrations.RunSQL.noop
        ),
        migrations.AlterField("review", "person", person()),
    ]
