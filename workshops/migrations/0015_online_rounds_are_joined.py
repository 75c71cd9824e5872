"""How a round that is held online is joined."""

from django.db import migrations

import trackii.vault.fields


class Migration(migrations.Migration):
    dependencies = [("workshops", "0014_nobody_sits_at_two_rounds_at_once")]
    operations = [
        migrations.AddField(
            model_name="workshop",
            name="joining",
            field=trackii.vault.fields.SealedField("brief", null=True, until="archived"),
        ),
        migrations.AddField(
            model_name="seat",
            name="joining",
            field=trackii.vault.fields.LinkSealedField("brief", null=True, until="archived"),
        ),
    ]
