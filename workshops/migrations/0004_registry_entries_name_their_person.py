"""A registry entry points to the person it is a copy of, and dies with her."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
UPDATE workshops_registryentry entry SET person_id = person.id
  FROM participants_person person
 WHERE person.initiative_id = entry.initiative_id AND person.code = entry.code;
"""


def person(**also):
    return models.ForeignKey(
        "participants.person",
        django.db.models.deletion.PROTECT,
        related_name="registered",
        **also,
    )


class Migration(migrations.Migration):
    dependencies = [("participants", "0001_initial"), ("workshops", "0003_links")]
    operations = [
        migrations.AddField("registryentry", "person", person(null=True)),
        migrations.RunSQL(
            [FILL, "SET CONSTRAINTS ALL IMMEDIATE"], migrations.RunSQL.noop
        ),
        migrations.AlterField("registryentry", "person", person()),
    ]
