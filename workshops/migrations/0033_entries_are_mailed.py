"""Who has entries for the calendar mailed to her, and how often each was said."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import trackii.clock


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("dialogues", "0007_days_are_told_across"),
        ("workshops", "0032_rounds_know_how_many_sat_on_each_side"),
    ]
    operations = [
        migrations.CreateModel(
            name="Mailing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("wanted_at", models.DateTimeField(default=trackii.clock.now)),
                ("colleague", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("initiative", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dialogues.initiative")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("said", models.PositiveSmallIntegerField(default=0)),
                ("stands", models.BooleanField(default=True)),
                ("colleague", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("initiative", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dialogues.initiative")),
                ("workshop", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="postings", to="workshops.workshop")),
            ],
            options={"abstract": False},
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.UniqueConstraint(fields=("initiative", "colleague"), name="a_wish_is_said_once"),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.UniqueConstraint(fields=("workshop", "colleague"), name="an_entry_has_one_number"),
        ),
    ]
