"""The words of a resolution stay when the capacity changes; the signatures under them go."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0006_recoveries_lapse'),
        ('participants', '0023_nobody_is_clear_of_lists_that_moved_on'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='candidacy',
            name='a_resolution_is_whole',
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', True), ('resolved_by__isnull', True)), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='a_resolution_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(('resolved_by', None), ('resolution__isnull', False), _connector='OR'), name='nobody_resolves_without_words'),
        ),
        migrations.RunSQL(
            migrations.RunSQL.noop,
            # Before, words stood only where they were signed.
            "UPDATE participants_candidacy SET resolution = NULL WHERE resolved_by_id IS NULL",
        ),
    ]
