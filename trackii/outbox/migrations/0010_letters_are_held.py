"""Somebody may hold a letter that is due."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0009_notices")]
    operations = [
        migrations.AlterField(
            model_name="letter",
            name="state",
            field=models.CharField(
                choices=[("drafted", "Drafted"), ("held", "Held"), ("due", "Due"), ("sending", "Being sent"), ("sent", "Sent"), ("uncertain", "Uncertain"), ("failed", "Failed"), ("cancelled", "Cancelled")],
                default="due",
                max_length=16,
            ),
        ),
    ]
