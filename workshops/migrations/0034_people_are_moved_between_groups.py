"""Who was moved from group to group by hand, and why."""

from django.db import migrations

import trackii.vault.fields


class Migration(migrations.Migration):
    dependencies = [("workshops", "0024_rounds_know_when_they_were_dated")]
    operations = [
        migrations.AddField(
            model_name="workshop",
            name="regrouped",
            field=trackii.vault.fields.SealedField(
                "roster", null=True, until="archived"
            ),
        ),
    ]
