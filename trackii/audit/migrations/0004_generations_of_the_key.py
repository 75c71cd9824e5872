"""A link names the key it was made with; keys that were followed are kept, wrapped."""

import uuid

from django.db import migrations, models

import trackii.clock


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_chain")]
    operations = [
        migrations.AddField("Link", "key", models.BinaryField(default=b"")),
        migrations.CreateModel(
            name="FormerKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.BinaryField(unique=True)),
                ("made_at", models.DateTimeField(default=trackii.clock.now)),
                ("wrapped", models.BinaryField()),
            ],
        ),
    ]
