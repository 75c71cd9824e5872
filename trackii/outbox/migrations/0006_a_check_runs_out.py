"""Officers are told that a check runs out."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0005_fingerprints_without_addresses'),
    ]

    operations = [
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('reminder', 'Reminder'), ('invitation', 'Invitation'), ('review', 'Review of a draft'), ('recheck', 'Check that runs out')], max_length=16),
        ),
    ]
