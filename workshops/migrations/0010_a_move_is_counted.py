"""How often the dates of a round were fixed: what a calendar has of it is replaced."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workshops', '0009_people_are_put_into_groups'),
    ]

    operations = [
        migrations.AddField(
            model_name='workshop',
            name='moves',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
