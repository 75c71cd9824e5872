"""A custodian says under which custody. Who was named before does not, and keeps nothing."""

from uuid import UUID

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0005_grants_are_vouched_for")]
    operations = [
        migrations.AddField(
            "custodian",
            "custody",
            models.UUIDField(default=UUID(int=0)),
            preserve_default=False,
        ),
    ]
