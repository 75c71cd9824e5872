"""How many of whom a table would like on each side, sealed."""

import django.db.models.deletion
import trackii.clock
import trackii.vault.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0006_recoveries_lapse'),
        ('participants', '0005_who_is_close_signs_nothing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('numbers', trackii.vault.fields.SealedField('roster', until='archived')),
                ('set_at', models.DateTimeField(default=trackii.clock.now)),
                ('initiative', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='target', to='dialogues.initiative')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
