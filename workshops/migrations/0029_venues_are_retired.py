"""A venue is retired, and brought back into use."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshops", "0028_people_are_moved_between_groups")]
    operations = [
        migrations.AddField(
            model_name="venue",
            name="state",
            field=models.CharField(
                choices=[("in_use", "In use"), ("retired", "Retired")],
                default="in_use",
                max_length=7,
            ),
        ),
    ]
