"""A letter may say that something waits behind a link somebody has."""

from django.db import migrations, models



class Migration(migrations.Migration):

    dependencies = [
        ("outbox", "0008_dates_are_asked_about"),
    ]

    operations = [
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('reminder', 'Reminder'), ('invitation', 'Invitation'), ('review', 'Review of a draft'), ('recheck', 'Check that runs out'), ('own', 'Own page'), ('canvass', 'Dates'), ('notice', 'Word that something waits')], max_length=16),
        ),
    ]
