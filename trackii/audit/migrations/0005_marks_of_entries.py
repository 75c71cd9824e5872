"""Each entry bears the mark of who wrote it; a link says of its entry whether it had one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_generations_of_the_key")]
    operations = [
        migrations.AddField(
            "Entry", "mark", models.BinaryField(null=True, unique=True)
        ),
        migrations.AddField("Link", "foreign", models.BooleanField(default=False)),
    ]
