"""What goes into the seed of a draft beside token and words, wrapped by the root key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0009_a_link_is_anchored")]
    operations = [
        migrations.AddField("link", "word_pepper", models.BinaryField(null=True)),
    ]
