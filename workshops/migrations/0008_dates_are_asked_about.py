"""Periods people are asked about, and what each answers."""

import django.db.models.deletion
import trackii.vault.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0006_recoveries_lapse'),
        ('participants', '0012_who_asked_and_who_gave_stand_beside_it'),
        ('vault', '0012_dates_are_asked_about'),
        ('workshops', '0007_what_the_check_found_is_kept'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='workshop',
            name='despite',
            field=trackii.vault.fields.SealedField('brief', null=True, until='archived'),
        ),
        migrations.AddField(
            model_name='workshop',
            name='options',
            field=trackii.vault.fields.SealedField('brief', null=True, until='archived'),
        ),
        migrations.AddField(
            model_name='workshop',
            name='packs_due_on',
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name='Canvass',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('circumstances', trackii.vault.fields.SealedField('roster', null=True, until='erased')),
                ('offer', trackii.vault.fields.LinkSealedField('roster', null=True, until='erased')),
                ('answers', trackii.vault.fields.SealedField('roster', null=True, until='erased')),
                ('answers_back', trackii.vault.fields.LinkSealedField('roster', null=True, until='erased')),
                ('said', trackii.vault.fields.SealedField('brief', null=True, until='archived')),
                ('answered_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('candidacy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='canvasses', to='participants.candidacy')),
                ('colleague', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.initiative')),
                ('told_through', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.link')),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='canvasses', to='workshops.workshop')),
            ],
            options={
                'verbose_name_plural': 'canvasses',
                'ordering': ['candidacy__person__code'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('workshop', 'candidacy'), name='asked_once_about_a_round'), models.UniqueConstraint(fields=('workshop', 'colleague'), name='a_colleague_answers_once'), models.CheckConstraint(condition=models.Q(models.Q(('candidacy', None), ('colleague__isnull', False)), models.Q(('candidacy__isnull', False), ('colleague', None)), _connector='OR'), name='a_canvass_is_of_one'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='dates_are_answered_whole'), models.CheckConstraint(condition=models.Q(models.Q(('told_at__isnull', True), ('told_through__isnull', True)), models.Q(('told_at__isnull', False), ('told_through__isnull', False)), _connector='OR'), name='own_dates_are_told_whole'), models.CheckConstraint(condition=models.Q(('told_through__isnull', True), ('answered_by__isnull', True), _connector='OR'), name='dates_have_one_hand')],
            },
        ),
    ]
