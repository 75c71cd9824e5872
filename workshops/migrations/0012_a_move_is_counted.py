"""How often the dates of a round were fixed: what a calendar has of it is replaced."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("workshops", "0011_attestations"),
    ]

    operations = [
        migrations.AddField(
            model_name='workshop',
            name='moves',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
