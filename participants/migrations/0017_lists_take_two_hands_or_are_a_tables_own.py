"""Public lists are confirmed by a second officer; a list of one's own is its table's, and sealed."""

import django.db.models.deletion
import trackii.clock
import trackii.vault.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0006_recoveries_lapse'),
        ("participants", "0016_no_list_of_ones_own_lies_open"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnList',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', trackii.vault.fields.SealedField('vetting', until='archived')),
                ('asked', trackii.vault.fields.WorkerSealedField('vetting', null=True, until='issued')),
                ('size', models.PositiveIntegerField()),
                ('brought_at', models.DateTimeField(default=trackii.clock.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='watchlist',
            name='one_edition_of_a_list_is_in_force',
        ),
        migrations.AddField(
            model_name='screening',
            name='missed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='watchlist',
            name='confirmed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='watchlist',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='watchlist',
            name='kind',
            field=models.CharField(choices=[('un', 'United Nations'), ('ofac', 'OFAC (United States)'), ('eu', 'European Union'), ('uk', 'United Kingdom'), ('plain', 'A public list brought by the operator')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='watchlist',
            constraint=models.UniqueConstraint(condition=models.Q(('followed_at', None), models.Q(('added_by', None), ('confirmed_at__isnull', False), _connector='OR')), fields=('kind',), name='one_edition_of_a_list_is_in_force'),
        ),
        migrations.AddConstraint(
            model_name='watchlist',
            constraint=models.UniqueConstraint(condition=models.Q(('added_by__isnull', False), ('confirmed_at', None), ('followed_at', None)), fields=('kind',), name='one_edition_of_a_list_waits'),
        ),
        migrations.AddConstraint(
            model_name='watchlist',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='a_confirming_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='watchlist',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), ('added_by__isnull', True), models.Q(('confirmed_by', models.F('added_by')), _negated=True), _connector='OR'), name='a_list_is_brought_by_two'),
        ),
        migrations.AddConstraint(
            model_name='watchlist',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by', None), ('added_by__isnull', False), _connector='OR'), name='what_an_operator_brings_is_confirmed_by_nobody'),
        ),
        migrations.AddConstraint(
            model_name='watchlist',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'plain'), _negated=True), ('added_by', None), _connector='OR'), name='no_officer_lays_a_list_open'),
        ),
        migrations.AddField(
            model_name='ownlist',
            name='brought_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ownlist',
            name='initiative',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='own_list', to='dialogues.initiative'),
        ),
    ]
