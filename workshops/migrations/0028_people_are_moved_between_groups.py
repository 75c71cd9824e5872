"""Who was moved from group to group by hand, and why."""

from django.db import migrations

import trackii.vault.fields


class Migration(migrations.Migration):
    dependencies = [("workshops", "0027_packs_have_three_audiences")]
    operations = [
        migrations.AddField(
            model_name="workshop",
            name="regrouped",
            field=trackii.vault.fields.SealedField(
                "roster", null=True, until="archived"
            ),
        ),
    ]
