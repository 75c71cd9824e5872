"""A letter names, by number, the person with whom its address dies."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0003_links")]
    operations = [
        migrations.AddField("letter", "person", models.UUIDField(null=True)),
    ]
