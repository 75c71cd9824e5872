"""A link's address carries its token masked, and what unmasks it is forgotten when used."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0007_evictions")]
    operations = [
        migrations.AddField("link", "address_hash", models.BinaryField(default=bytes)),
        migrations.AddField("link", "pad", models.BinaryField(null=True)),
    ]
