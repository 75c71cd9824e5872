"""How many of each side sat at a round when it was confirmed, or when somebody last said why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshops", "0031_nobody_dormant_is_offered_a_seat")]
    operations = [
        migrations.AddField(
            model_name="workshop",
            name="sides_were",
            field=models.CharField(default="", max_length=64),
        ),
    ]
