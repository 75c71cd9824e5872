"""Letters with the link to an own page."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0006_a_check_runs_out'),
    ]

    operations = [
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('reminder', 'Reminder'), ('invitation', 'Invitation'), ('review', 'Review of a draft'), ('recheck', 'Check that runs out'), ('own', 'Own page')], max_length=16),
        ),
    ]
