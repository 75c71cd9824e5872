"""A round knows since when its dates are what they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshops", "0023_packs_are_numbered_and_recalled")]
    operations = [
        migrations.AddField(
            model_name="workshop",
            name="dated_at",
            field=models.DateTimeField(null=True),
        ),
    ]
