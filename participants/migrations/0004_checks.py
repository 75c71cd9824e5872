"""Checks on people, which of them are asked for, and who is close to whom."""

import django.db.models.deletion
import trackii.clock
import trackii.vault.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0006_recoveries_lapse'),
        ('participants', '0003_a_withdrawal_has_its_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='candidacy',
            name='conditions',
            field=trackii.vault.fields.SealedField('roster', null=True, until='erased'),
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('identity', 'Identity'), ('sanctions', 'Sanctions'), ('interests', 'Conflict of interest'), ('office', 'Official post'), ('safety', 'Safety')], max_length=12)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('clear', 'Clear'), ('possible_match', 'Possible match'), ('false_positive', 'False positive'), ('referred', 'Referred'), ('conditions', 'Cleared with conditions'), ('refused', 'Refused')], default='pending', max_length=16)),
                ('opened_at', models.DateTimeField(default=trackii.clock.now)),
                ('outcome', models.CharField(blank=True, choices=[('pending', 'Pending'), ('clear', 'Clear'), ('possible_match', 'Possible match'), ('false_positive', 'False positive'), ('referred', 'Referred'), ('conditions', 'Cleared with conditions'), ('refused', 'Refused')], default='', max_length=16)),
                ('found_at', models.DateTimeField(null=True)),
                ('finding', trackii.vault.fields.SealedField('vetting', null=True, until='erased')),
                ('settled_at', models.DateTimeField(null=True)),
                ('expires_on', models.DateField(null=True)),
                ('history', trackii.vault.fields.SealedField('vetting', null=True, until='erased')),
                ('found_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.initiative')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='participants.person')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='one_check_of_a_kind_and_person'), models.CheckConstraint(condition=models.Q(models.Q(('finding__isnull', True), ('found_at__isnull', True), ('found_by__isnull', True)), models.Q(('finding__isnull', False), ('found_at__isnull', False), ('found_by__isnull', False)), _connector='OR'), name='a_finding_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='a_settlement_is_whole'), models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'possible_match', 'referred']), models.Q(('found_by__isnull', False), ('settled_by__isnull', False), models.Q(('found_by', models.F('settled_by')), _negated=True)), _connector='OR'), name='a_check_has_two_signatories'), models.CheckConstraint(condition=models.Q(models.Q(('settled_by', None), ('state__in', ['pending', 'possible_match', 'referred'])), ('state', models.F('outcome')), _connector='OR'), name='a_check_ends_as_it_was_found'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['clear', 'false_positive', 'conditions']), _negated=True), ('expires_on__isnull', False), _connector='OR'), name='what_is_cleared_has_its_day')],
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('declared_at', models.DateTimeField(default=trackii.clock.now)),
                ('words', trackii.vault.fields.SealedField('vetting', until='erased')),
                ('declared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.initiative')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to='participants.person')),
            ],
            options={
                'ordering': ['declared_at'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('person', 'declared_by'), name='a_conflict_is_declared_once')],
            },
        ),
        migrations.CreateModel(
            name='Demand',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('asked', 'Asked'), ('in_force', 'In force'), ('superseded', 'Superseded')], default='asked', max_length=10)),
                ('identity', models.BooleanField(default=True)),
                ('sanctions', models.BooleanField(default=True)),
                ('interests', models.BooleanField(default=True)),
                ('office', models.BooleanField(default=True)),
                ('safety', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField(default=trackii.clock.now)),
                ('signed_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='demands', to='dialogues.initiative')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-asked_at'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', True), ('signed_by__isnull', True)), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='a_signed_demand_is_whole'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'superseded']), models.Q(('asked_by__isnull', False), ('signed_by__isnull', False), models.Q(('asked_by', models.F('signed_by')), _negated=True)), _connector='OR'), name='a_demand_has_two_signatories'), models.UniqueConstraint(condition=models.Q(('state', 'in_force')), fields=('initiative',), name='one_demand_is_in_force'), models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('initiative',), name='one_demand_waits')],
            },
        ),
    ]
