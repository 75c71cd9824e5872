"""A private link names whom it is for: what it opens dies with her."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0003_links")]
    operations = [
        migrations.AddField(
            "link", "person", models.UUIDField(null=True, db_index=True)
        ),
    ]
