"""Links and letters that ask about dates."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0011_own_pages'),
    ]

    operations = [
        migrations.AlterField(
            model_name='link',
            name='kind',
            field=models.CharField(choices=[('invitation', 'Invitation'), ('review', 'Review of a draft'), ('own', 'Own page'), ('canvass', 'Dates')], max_length=12),
        ),
    ]
