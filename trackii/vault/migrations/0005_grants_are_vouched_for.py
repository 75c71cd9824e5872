"""Every grant is vouched for. One that was given before is not, and opens nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0004_links_name_their_person")]
    operations = [
        migrations.AddField(
            "grant", "mac", models.BinaryField(default=b""), preserve_default=False
        ),
    ]
