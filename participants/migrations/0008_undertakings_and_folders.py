"""Texts, what participants agreed to, and what their links hand out to them."""

import django.db.models.deletion
import trackii.vault.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0006_recoveries_lapse'),
        ('participants', '0007_screening'),
        ('vault', '0011_own_pages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='candidacy',
            name='erasure_asked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='Folder',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('handed', trackii.vault.fields.LinkSealedField('roster', until='erased')),
                ('known', trackii.vault.fields.LinkSealedField('roster', null=True, until='erased')),
                ('said', trackii.vault.fields.SealedField('roster', null=True, until='erased')),
                ('said_back', trackii.vault.fields.LinkSealedField('roster', null=True, until='erased')),
                ('said_at', models.DateTimeField(null=True)),
                ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='folders', to='participants.candidacy')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.initiative')),
                ('link', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='folder', to='vault.link')),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('consent', 'Consent to taking part'), ('capacity', 'Personal capacity'), ('confidentiality', 'Confidentiality'), ('travel', 'Consent to travel arrangements'), ('follow_up', 'Consent to being asked afterwards')], max_length=16)),
                ('edition', models.PositiveSmallIntegerField()),
                ('words', trackii.vault.fields.SealedField('brief', until='archived')),
                ('written_at', models.DateTimeField()),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='dialogues.initiative')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', '-edition'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Undertaking',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('offered', 'Offered'), ('given', 'Given'), ('withdrawn', 'Withdrawn'), ('superseded', 'Superseded')], default='offered', max_length=10)),
                ('offered_at', models.DateTimeField()),
                ('signature', trackii.vault.fields.SealedField('roster', null=True, until='erased')),
                ('given_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='undertakings', to='participants.candidacy')),
                ('given_through', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.link')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='undertakings', to='dialogues.initiative')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wording', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='undertakings', to='participants.wording')),
            ],
            options={
                'ordering': ['wording__kind', '-wording__edition'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.UniqueConstraint(fields=('initiative', 'kind', 'edition'), name='wordings_are_counted'),
        ),
        migrations.AddConstraint(
            model_name='undertaking',
            constraint=models.UniqueConstraint(fields=('candidacy', 'wording'), name='a_text_is_offered_once'),
        ),
        migrations.AddConstraint(
            model_name='undertaking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('given_at__isnull', True), ('signature__isnull', True)), models.Q(('given_at__isnull', False), ('signature__isnull', False)), _connector='OR'), name='what_is_given_is_signed'),
        ),
        migrations.AddConstraint(
            model_name='undertaking',
            constraint=models.CheckConstraint(condition=models.Q(('recorded_by__isnull', True), ('given_through__isnull', True), _connector='OR'), name='an_undertaking_has_one_hand'),
        ),
        migrations.AddConstraint(
            model_name='undertaking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'given'), _negated=True), ('given_at__isnull', False), _connector='OR'), name='nothing_is_given_without_a_signature'),
        ),
        migrations.AddConstraint(
            model_name='undertaking',
            constraint=models.CheckConstraint(condition=models.Q(('given_at__isnull', True), ('given_through__isnull', False), ('recorded_by__isnull', False), _connector='OR'), name='a_signature_came_by_a_hand'),
        ),
    ]
