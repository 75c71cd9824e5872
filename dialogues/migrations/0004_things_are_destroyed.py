"""What is destroyed, and what is held: orders, certificates, legal holds."""

import django.db.models.deletion
import trackii.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0003_custody'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='initiative',
            name='archive',
            field=models.CharField(blank=True, choices=[('destroy', 'Destroyed when the initiative ends'), ('third_party', 'Kept by the third party, sealed'), ('trusted', 'Given to a trusted archive, closed for decades')], max_length=12),
        ),
        migrations.AddField(
            model_name='initiative',
            name='concluded_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='Destruction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('person', 'What is known of a person'), ('notes', 'The notes of a session'), ('round', 'The room of a round'), ('initiative', 'Everything of the initiative')], max_length=12)),
                ('thing', models.UUIDField()),
                ('state', models.CharField(choices=[('asked', 'Asked for'), ('signed', 'Being destroyed'), ('done', 'Destroyed')], default='asked', max_length=8)),
                ('early', models.BooleanField(default=True)),
                ('due_on', models.DateField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('signed_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('horizon', models.PositiveSmallIntegerField(null=True)),
                ('head_position', models.BigIntegerField(null=True)),
                ('head_mac', models.BinaryField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='destructions', to='dialogues.initiative')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['asked_at'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('kind', 'thing'), name='a_thing_is_destroyed_once'), models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', True), ('asked_by__isnull', True)), models.Q(('asked_at__isnull', False), ('asked_by__isnull', False)), _connector='OR'), name='a_request_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', True), ('signed_by__isnull', True)), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='an_order_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('head_mac__isnull', True), ('head_position__isnull', True), ('horizon__isnull', True)), models.Q(('done_at__isnull', False), ('head_mac__isnull', False), ('head_position__isnull', False), ('horizon__isnull', False)), _connector='OR'), name='a_certificate_is_whole'), models.CheckConstraint(condition=models.Q(('early', False), ('state', 'asked'), models.Q(('asked_by__isnull', False), ('signed_by__isnull', False), models.Q(('asked_by', models.F('signed_by')), _negated=True)), _connector='OR'), name='early_destruction_has_two_signatories'), models.CheckConstraint(condition=models.Q(('early', True), ('due_on__isnull', False), _connector='OR'), name='what_is_not_early_fell_due'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('done_at__isnull', False), _connector='OR'), name='what_is_destroyed_has_its_certificate')],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('standing', 'Standing'), ('lifting', 'Standing; lifting asked for'), ('lifted', 'Lifted')], default='standing', max_length=8)),
                ('set_at', models.DateTimeField(default=trackii.clock.now)),
                ('lift_asked_at', models.DateTimeField(null=True)),
                ('lifted_at', models.DateTimeField(null=True)),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='dialogues.initiative')),
                ('lift_asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-set_at'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'lifted'), _negated=True), fields=('initiative',), name='one_hold_an_initiative'), models.CheckConstraint(condition=models.Q(models.Q(('lift_asked_at__isnull', True), ('lift_asked_by__isnull', True)), models.Q(('lift_asked_at__isnull', False), ('lift_asked_by__isnull', False)), _connector='OR'), name='asking_to_lift_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='a_lifting_is_whole'), models.CheckConstraint(condition=models.Q(('state__in', ['lifting', 'standing']), models.Q(('lift_asked_by__isnull', False), ('lifted_by__isnull', False), models.Q(('lift_asked_by', models.F('lifted_by')), _negated=True)), _connector='OR'), name='a_lifting_has_two_signatories')],
            },
        ),
    ]
