"""Papers that participants show to others, printed behind their links."""

import django.db.models.deletion
import trackii.vault.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0006_recoveries_lapse'),
        ('vault', '0011_own_pages'),
        ("workshops", "0010_circulars"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attestation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('visa', 'Letter for a visa'), ('other', 'Another paper')], max_length=8)),
                ('state', models.CharField(choices=[('asked', 'Being made'), ('issued', 'Waits behind the link'), ('failed', 'Failed')], default='asked', max_length=8)),
                ('content', trackii.vault.fields.WorkerSealedField('roster', null=True, until='issued')),
                ('pages', trackii.vault.fields.LinkSealedField('roster', null=True, until='erased')),
                ('asked_at', models.DateTimeField()),
                ('issued_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('leased_until', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.initiative')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attestations', to='vault.link')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attestations', to='workshops.seat')),
            ],
            options={
                'ordering': ['-asked_at'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('issued_at__isnull', True), ('pages__isnull', True)), models.Q(('issued_at__isnull', False), ('pages__isnull', False)), _connector='OR'), name='what_is_issued_has_its_pages'), models.CheckConstraint(condition=models.Q(('state', 'asked'), ('content__isnull', True), _connector='OR'), name='what_was_printed_is_wiped')],
            },
        ),
    ]
