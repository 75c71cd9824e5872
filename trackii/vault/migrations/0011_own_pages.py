"""A link may lead to somebody's own page."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0010_two_words_need_the_web'),
    ]

    operations = [
        migrations.AlterField(
            model_name='link',
            name='kind',
            field=models.CharField(choices=[('invitation', 'Invitation'), ('review', 'Review of a draft'), ('own', 'Own page')], max_length=12),
        ),
    ]
