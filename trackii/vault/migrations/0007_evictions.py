"""What Redis is to forget of who leaves, kept until it has."""

from uuid import uuid4

from django.db import migrations, models

import trackii.clock


class Migration(migrations.Migration):
    dependencies = [("vault", "0006_custodians_name_their_custody")]
    operations = [
        migrations.CreateModel(
            "Eviction",
            [
                (
                    "id",
                    models.UUIDField(
                        default=uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("place", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField(default=trackii.clock.now)),
            ],
        ),
    ]
