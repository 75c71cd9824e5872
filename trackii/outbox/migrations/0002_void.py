"""A letter that was on its way when it was cancelled is remembered as void."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]
    operations = [
        migrations.AddField("letter", "void_since", models.DateTimeField(null=True))
    ]
