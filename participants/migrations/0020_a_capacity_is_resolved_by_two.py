"""Why a capacity or an office does not stand in the way: two officers say so, none who is near."""

import django.db.models.deletion
import trackii.vault.fields
from django.conf import settings
from django.db import migrations, models


GUARD = """
CREATE TRIGGER who_may_not_sign_resolves_nothing
BEFORE INSERT OR UPDATE OF resolved_by_id, seconded_by_id ON participants_candidacy
FOR EACH ROW EXECUTE FUNCTION
who_may_not_sign_does_not('resolution', 'resolved_by_id', 'seconded_by_id');

CREATE OR REPLACE FUNCTION a_merging_bends_no_signature() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  rows CONSTANT uuid[] := ARRAY(SELECT same_human(NEW.id));
  barred CONSTANT uuid[] := may_not_sign_about(NEW.id);
BEGIN
  IF EXISTS (
    SELECT FROM participants_candidacy WHERE person_id = ANY (rows)
       AND barred && ARRAY[recommended_by_id, decided_by_id, resolved_by_id, seconded_by_id]
    UNION ALL
    SELECT FROM participants_check WHERE person_id = ANY (rows)
       AND barred && ARRAY[found_by_id, settled_by_id]
    UNION ALL
    SELECT FROM participants_judgement WHERE person_id = ANY (rows)
       AND barred && ARRAY[judged_by_id, signed_by_id]
    UNION ALL
    SELECT FROM participants_screening WHERE person_id = ANY (rows)
       AND cleared_by_id = ANY (barred)
  ) THEN
    PERFORM refuse_as('a_merging_bends_no_signature');
  END IF;
  RETURN NULL;
END $$;
"""
LET = """
DROP TRIGGER who_may_not_sign_resolves_nothing ON participants_candidacy;

CREATE OR REPLACE FUNCTION a_merging_bends_no_signature() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  rows CONSTANT uuid[] := ARRAY(SELECT same_human(NEW.id));
  barred CONSTANT uuid[] := may_not_sign_about(NEW.id);
BEGIN
  IF EXISTS (
    SELECT FROM participants_candidacy WHERE person_id = ANY (rows)
       AND barred && ARRAY[recommended_by_id, decided_by_id]
    UNION ALL
    SELECT FROM participants_check WHERE person_id = ANY (rows)
       AND barred && ARRAY[found_by_id, settled_by_id]
    UNION ALL
    SELECT FROM participants_judgement WHERE person_id = ANY (rows)
       AND barred && ARRAY[judged_by_id, signed_by_id]
    UNION ALL
    SELECT FROM participants_screening WHERE person_id = ANY (rows)
       AND cleared_by_id = ANY (barred)
  ) THEN
    PERFORM refuse_as('a_merging_bends_no_signature');
  END IF;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0006_recoveries_lapse'),
        ("participants", "0019_papers_wait_for_another"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='candidacy',
            name='resolution',
            field=trackii.vault.fields.SealedField('vetting', null=True, until='erased'),
        ),
        migrations.AddField(
            model_name='candidacy',
            name='resolved_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='candidacy',
            name='resolved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='candidacy',
            name='seconded_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='candidacy',
            name='seconded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('resolution__isnull', True), ('resolved_at__isnull', True), ('resolved_by__isnull', True)), models.Q(('resolution__isnull', False), ('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='a_resolution_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('seconded_at__isnull', True), ('seconded_by__isnull', True)), models.Q(('seconded_at__isnull', False), ('seconded_by__isnull', False)), _connector='OR'), name='a_seconding_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(('resolved_by__isnull', True), ('seconded_by__isnull', True), models.Q(('resolved_by', models.F('seconded_by')), _negated=True), _connector='OR'), name='a_capacity_is_resolved_by_two'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(('seconded_by', None), ('resolved_by__isnull', False), _connector='OR'), name='nothing_is_seconded_that_nobody_resolved'),
        ),
        migrations.RunSQL(GUARD, LET),
    ]
