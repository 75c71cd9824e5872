"""Reminders of a round go at one moment, by day for most of those who come."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshops", "0021_journeys")]
    operations = [
        migrations.AddField(
            model_name="workshop",
            name="remind_at",
            field=models.DateTimeField(null=True),
        ),
    ]
