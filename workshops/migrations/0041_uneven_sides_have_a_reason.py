"""A round whose sides are not alike is confirmed for a reason, which is kept sealed."""

from django.db import migrations

import trackii.vault.fields


class Migration(migrations.Migration):
    dependencies = [("workshops", "0024_rounds_know_when_they_were_dated")]
    operations = [
        migrations.AddField(
            model_name="workshop",
            name="uneven",
            field=trackii.vault.fields.SealedField(
                "brief", null=True, until="archived"
            ),
        ),
    ]
