"""Marks of contacts, by which somebody is found who is known already; and who went into whom."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0008_undertakings_and_folders")]
    operations = [
        migrations.AddField("person", "email_mark", models.BinaryField(null=True)),
        migrations.AddField("person", "phone_mark", models.BinaryField(null=True)),
        migrations.AddField(
            "person",
            "merged_into",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="participants.person",
            ),
        ),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=models.Q(merged_into=None)
                | ~models.Q(merged_into=models.F("id")),
                name="nobody_goes_into_herself",
            ),
        ),
    ]
