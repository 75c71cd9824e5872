"""A paper for what was taken back waits for a second colleague."""

import django.db.models.deletion
import trackii.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("participants", "0018_care_is_kept_apart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='undertaking',
            name='paper',
            field=trackii.vault.fields.SealedField('roster', null=True, until='erased'),
        ),
        migrations.AddField(
            model_name='undertaking',
            name='paper_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='undertaking',
            name='paper_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='undertaking',
            name='seconded_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='undertaking',
            name='seconded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='undertaking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('seconded_at__isnull', True), ('seconded_by__isnull', True)), models.Q(('seconded_at__isnull', False), ('seconded_by__isnull', False)), _connector='OR'), name='a_second_hand_has_its_moment'),
        ),
        migrations.AddConstraint(
            model_name='undertaking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paper__isnull', True), ('paper_at__isnull', True), ('paper_by__isnull', True)), models.Q(('paper__isnull', False), ('paper_at__isnull', False), ('paper_by__isnull', False)), _connector='OR'), name='a_paper_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='undertaking',
            constraint=models.CheckConstraint(condition=models.Q(('seconded_by__isnull', True), models.Q(('recorded_by__isnull', False), models.Q(('recorded_by', models.F('seconded_by')), _negated=True)), _connector='OR'), name='a_paper_is_signed_by_two'),
        ),
    ]
