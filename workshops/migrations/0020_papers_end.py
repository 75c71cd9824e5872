"""A paper can end: its round was moved or called off."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshops", "0019_who_wrote_before_signs_nothing")]
    operations = [
        migrations.AlterField(
            model_name="attestation",
            name="state",
            field=models.CharField(
                choices=[("asked", "Being made"), ("issued", "Waits behind the link"), ("failed", "Failed"), ("ended", "Says what is no longer true")],
                default="asked",
                max_length=8,
            ),
        ),
    ]
