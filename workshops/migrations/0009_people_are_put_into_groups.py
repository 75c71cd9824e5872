"""Who is kept apart, and who sits where."""

import trackii.vault.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('workshops', '0008_dates_are_asked_about'),
    ]

    operations = [
        migrations.AddField(
            model_name='workshop',
            name='apart',
            field=trackii.vault.fields.SealedField('roster', null=True, until='archived'),
        ),
        migrations.AddField(
            model_name='workshop',
            name='arrangement',
            field=trackii.vault.fields.SealedField('brief', null=True, until='archived'),
        ),
    ]
