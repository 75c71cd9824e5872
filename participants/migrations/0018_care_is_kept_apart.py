"""What is known for a journey and a stay is kept apart, so that it can be wiped by itself."""

import trackii.vault.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("participants", "0017_lists_take_two_hands_or_are_a_tables_own"),
    ]

    operations = [
        migrations.AddField(
            model_name='candidacy',
            name='needs_shut_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='folder',
            name='days',
            field=trackii.vault.fields.SealedField('roster', null=True, until='erased'),
        ),
        migrations.AddField(
            model_name='folder',
            name='days_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='folder',
            name='days_back',
            field=trackii.vault.fields.LinkSealedField('roster', null=True, until='erased'),
        ),
        migrations.AddField(
            model_name='person',
            name='care',
            field=trackii.vault.fields.SealedField('roster', null=True, until='erased'),
        ),
    ]
