"""Packs for facilitators and donors: what stands in them, whom they name, who took which copy."""

import django.db.models.deletion
import trackii.clock
import trackii.vault.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0006_recoveries_lapse'),
        ('participants', '0024_what_was_resolved_is_kept'),
        ('workshops', '0026_words_are_carried_away'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Contents',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('audience', models.CharField(choices=[('participant', 'Participants'), ('facilitator', 'Facilitators'), ('donor', 'Donors')], max_length=12)),
                ('order', models.CharField(max_length=200)),
                ('words', trackii.vault.fields.SealedField('room', null=True, until='destroyed')),
            ],
            options={
                'verbose_name_plural': 'contents',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PackCopy',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('taken_at', models.DateTimeField(default=trackii.clock.now)),
            ],
            options={
                'ordering': ['taken_at'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='briefing',
            name='key',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='briefing',
            name='released_content',
            field=trackii.vault.fields.WorkerSealedField('released', null=True, until='issued'),
        ),
        migrations.AddField(
            model_name='briefing',
            name='released_pages',
            field=trackii.vault.fields.SealedField('released', null=True, until='archived'),
        ),
        migrations.AddField(
            model_name='briefing',
            name='room_content',
            field=trackii.vault.fields.WorkerSealedField('room', null=True, until='issued'),
        ),
        migrations.AddField(
            model_name='briefing',
            name='room_pages',
            field=trackii.vault.fields.SealedField('room', null=True, until='destroyed'),
        ),
        migrations.AlterField(
            model_name='briefing',
            name='audience',
            field=models.CharField(choices=[('participant', 'Participants'), ('facilitator', 'Facilitators'), ('donor', 'Donors')], max_length=12),
        ),
        migrations.AlterField(
            model_name='briefing',
            name='state',
            field=models.CharField(choices=[('cleared', 'Cleared, being made'), ('issued', 'Issued'), ('failed', 'Failed'), ('superseded', 'Superseded'), ('recalled', 'Recalled'), ('emptied', 'Recalled: somebody in it is no longer held')], default='cleared', max_length=12),
        ),
        migrations.AddConstraint(
            model_name='briefing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'participant'), models.Q(('content__isnull', True), ('pages__isnull', True)), _connector='OR'), models.Q(('audience', 'facilitator'), models.Q(('key__isnull', True), ('room_content__isnull', True), ('room_pages__isnull', True)), _connector='OR'), models.Q(('audience', 'donor'), models.Q(('released_content__isnull', True), ('released_pages__isnull', True)), _connector='OR')), name='a_pack_lies_where_its_audience_reads'),
        ),
        migrations.AddConstraint(
            model_name='briefing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'facilitator'), _negated=True), models.Q(('state__in', ['cleared', 'issued']), _negated=True), ('key__isnull', False), _connector='OR'), name='a_pack_that_names_people_has_a_key_of_its_own'),
        ),
        migrations.AddField(
            model_name='contents',
            name='initiative',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.initiative'),
        ),
        migrations.AddField(
            model_name='contents',
            name='workshop',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contents', to='workshops.workshop'),
        ),
        migrations.AddField(
            model_name='packcopy',
            name='briefing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='workshops.briefing'),
        ),
        migrations.AddField(
            model_name='packcopy',
            name='initiative',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.initiative'),
        ),
        migrations.AddField(
            model_name='packcopy',
            name='taken_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mention',
            name='briefing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='workshops.briefing'),
        ),
        migrations.AddField(
            model_name='mention',
            name='initiative',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.initiative'),
        ),
        migrations.AddField(
            model_name='mention',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='participants.person'),
        ),
        migrations.AddConstraint(
            model_name='contents',
            constraint=models.UniqueConstraint(fields=('workshop', 'audience'), name='an_audience_has_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='packcopy',
            constraint=models.UniqueConstraint(fields=('initiative', 'number'), name='a_copy_number_is_one_colleagues'),
        ),
        migrations.AddConstraint(
            model_name='packcopy',
            constraint=models.UniqueConstraint(fields=('briefing', 'taken_by'), name='a_colleague_has_one_copy'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.UniqueConstraint(fields=('briefing', 'person'), name='a_pack_names_somebody_once'),
        ),
    ]
