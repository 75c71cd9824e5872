"""What the check found is kept beside the words it was found in."""

from django.db import migrations

import trackii.vault.fields


class Migration(migrations.Migration):
    dependencies = [("workshops", "0006_a_session_number_is_given_once")]
    operations = [
        migrations.AddField(
            "summary",
            "found",
            trackii.vault.fields.SealedField("room", until="destroyed", null=True),
        )
    ]
