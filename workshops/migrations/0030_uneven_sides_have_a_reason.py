"""A round whose sides are not alike is confirmed for a reason, which is kept sealed."""

from django.db import migrations

import trackii.vault.fields


class Migration(migrations.Migration):
    dependencies = [("workshops", "0029_venues_are_retired")]
    operations = [
        migrations.AddField(
            model_name="workshop",
            name="uneven",
            field=trackii.vault.fields.SealedField(
                "brief", null=True, until="archived"
            ),
        ),
    ]
