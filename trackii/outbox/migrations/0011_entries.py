"""A letter may carry an entry for the calendar of who asked for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0010_letters_are_held")]
    operations = [
        migrations.AlterField(
            model_name="letter",
            name="kind",
            field=models.CharField(
                choices=[("reminder", "Reminder"), ("invitation", "Invitation"), ("review", "Review of a draft"), ("recheck", "Check that runs out"), ("own", "Own page"), ("canvass", "Dates"), ("notice", "Word that something waits"), ("entry", "Entry for the calendar")],
                max_length=16,
            ),
        ),
    ]
