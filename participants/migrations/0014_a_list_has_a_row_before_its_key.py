"""A list's row is there before its key, and until that is gone."""

from django.db import migrations

import trackii.vault.fields


class Migration(migrations.Migration):
    dependencies = [("participants", "0013_a_new_address_is_somebodys")]
    operations = [
        migrations.AlterField(
            model_name="sheet",
            name="words",
            field=trackii.vault.fields.SealedField(
                "roster", until="archived", dies_with="pk", null=True
            ),
        ),
    ]
