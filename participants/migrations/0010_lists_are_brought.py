"""Lists that somebody brought: sealed until they are taken in."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import trackii.clock
import trackii.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("dialogues", "0006_recoveries_lapse"),
        ("participants", "0009_marks_find_who_is_known_twice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("brought_at", models.DateTimeField(default=trackii.clock.now)),
                ("words", trackii.vault.fields.SealedField("roster", until="archived")),
                ("brought_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("initiative", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="dialogues.initiative")),
            ],
            options={"ordering": ["brought_at"], "abstract": False},
        ),
    ]
