"""Links and letters that ask about dates."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0007_own_pages'),
    ]

    operations = [
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('reminder', 'Reminder'), ('invitation', 'Invitation'), ('review', 'Review of a draft'), ('recheck', 'Check that runs out'), ('own', 'Own page'), ('canvass', 'Dates')], max_length=16),
        ),
    ]
