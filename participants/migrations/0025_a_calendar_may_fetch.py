"""A link of her own may have an address for her calendar beside it: its hash alone is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0024_what_was_resolved_is_kept")]
    operations = [
        migrations.AddField(
            "folder",
            "feed_hash",
            models.BinaryField(max_length=32, null=True, unique=True),
        ),
    ]
