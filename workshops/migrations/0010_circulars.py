"""Words for several participants, and what each link opens of them."""

import django.db.models.deletion
import trackii.vault.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0006_recoveries_lapse'),
        ('participants', '0019_papers_wait_for_another'),
        ('vault', '0011_own_pages'),
        ("workshops", "0009_people_are_put_into_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Circular',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('answer', 'Reminder to answer'), ('texts', 'Texts to agree to'), ('thanks', 'Thanks')], max_length=8)),
                ('state', models.CharField(choices=[('drafted', 'Drafted'), ('sent', 'Sent'), ('dropped', 'Dropped')], default='drafted', max_length=8)),
                ('words', trackii.vault.fields.SealedField('roster', until='archived')),
                ('edition', models.PositiveSmallIntegerField(default=1)),
                ('drafted_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='circulars', to='dialogues.initiative')),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workshop', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='circulars', to='workshops.workshop')),
            ],
            options={
                'ordering': ['-drafted_at'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Enclosure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('laid_at', models.DateTimeField()),
                ('words', trackii.vault.fields.LinkSealedField('roster', until='erased')),
                ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enclosures', to='participants.candidacy')),
                ('circular', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enclosures', to='workshops.circular')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.initiative')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enclosures', to='vault.link')),
            ],
            options={
                'ordering': ['-laid_at'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='circular',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', True), ('sent_by__isnull', True)), models.Q(('sent_at__isnull', False), ('sent_by__isnull', False)), _connector='OR'), name='a_sending_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='circular',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='what_is_sent_was_sent_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='circular',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'texts'), ('workshop', None)), models.Q(models.Q(('kind', 'texts'), _negated=True), ('workshop__isnull', False)), _connector='OR'), name='a_circular_is_for_a_round_or_for_the_texts'),
        ),
        migrations.AddConstraint(
            model_name='enclosure',
            constraint=models.UniqueConstraint(fields=('circular', 'link'), name='a_link_is_told_once'),
        ),
    ]
