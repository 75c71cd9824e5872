"""A link keeps, under its MAC, where that stood which it is about."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0008_an_address_opens_once")]
    operations = [
        migrations.AddField("link", "anchor", models.BinaryField(default=bytes)),
    ]
