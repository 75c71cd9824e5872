"""A withdrawal has its day: who withdrew is erased some time after it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('participants', '0002_a_decision_taken_up_again_is_kept'),
    ]

    operations = [
        migrations.AddField(
            model_name='candidacy',
            name='withdrawn_at',
            field=models.DateTimeField(null=True),
        ),
    ]
