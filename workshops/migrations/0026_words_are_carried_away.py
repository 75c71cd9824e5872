"""What is carried away of released words, and in numbers: both are written down, both end."""

import django.contrib.postgres.fields
import django.db.models.deletion
import trackii.vault.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0006_recoveries_lapse'),
        ('workshops', '0025_a_certain_finding_is_kept_by_two'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Aggregate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('edition', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('drawn_up', 'Drawn up'), ('released', 'Released'), ('superseded', 'Superseded'), ('recalled', 'Recalled')], default='drawn_up', max_length=12)),
                ('numbers', trackii.vault.fields.SealedField('released', until='archived')),
                ('drawn_up_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(null=True)),
                ('drawn_up_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aggregates', to='dialogues.initiative')),
                ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-edition'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('initiative', 'edition'), name='aggregates_are_counted'), models.UniqueConstraint(condition=models.Q(('state', 'released')), fields=('initiative',), name='one_released_aggregate_a_table'), models.CheckConstraint(condition=models.Q(models.Q(('drawn_up_at__isnull', True), ('drawn_up_by__isnull', True)), models.Q(('drawn_up_at__isnull', False), ('drawn_up_by__isnull', False)), _connector='OR'), name='a_drawing_up_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', True), ('released_by__isnull', True)), models.Q(('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='its_release_is_whole'), models.CheckConstraint(condition=models.Q(('state__in', ['drawn_up', 'superseded']), models.Q(('drawn_up_by__isnull', False), ('released_by__isnull', False), models.Q(('drawn_up_by', models.F('released_by')), _negated=True)), _connector='OR'), name='numbers_leave_on_two_signatures')],
            },
        ),
        migrations.CreateModel(
            name='Copy',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('summaries', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('form', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word (DOCX)'), ('html', 'Web page (HTML)'), ('md', 'Markdown'), ('json', 'Data (JSON)')], max_length=4)),
                ('purpose', models.CharField(choices=[('participants', 'For those who took part'), ('donor', 'For a donor'), ('evaluation', 'For an evaluation'), ('track_one', 'For officials, on the way to track one'), ('partner', 'For a partner organisation'), ('publication', 'To be published'), ('archive', 'For the archive'), ('team', "For the team's own work")], max_length=12)),
                ('number', models.PositiveIntegerField(null=True)),
                ('recipient', trackii.vault.fields.SealedField('roster', until='archived')),
                ('made_at', models.DateTimeField()),
                ('recalled_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='dialogues.initiative')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('told_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workshop', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='workshops.workshop')),
            ],
            options={
                'verbose_name_plural': 'copies',
                'ordering': ['-made_at'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('initiative', 'number'), name='a_copy_number_is_one_copys'), models.CheckConstraint(condition=models.Q(('summaries__len__gte', 1)), name='a_copy_is_of_something'), models.CheckConstraint(condition=models.Q(models.Q(('made_at__isnull', True), ('made_by__isnull', True)), models.Q(('made_at__isnull', False), ('made_by__isnull', False)), _connector='OR'), name='a_copy_is_made_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('told_at__isnull', True), ('told_by__isnull', True)), models.Q(('told_at__isnull', False), ('told_by__isnull', False)), _connector='OR'), name='a_telling_is_whole'), models.CheckConstraint(condition=models.Q(('told_by', None), models.Q(('recalled_at', None), _negated=True), _connector='OR'), name='nobody_is_told_of_a_copy_that_stands')],
            },
        ),
    ]
