"""The check on sanctions says of which lists it speaks; a look decides nothing any more."""

from django.conf import settings
from django.db import migrations, models


# Of what was cleared before, nobody knows against which lists: it is looked into again.
UNKNOWN = """
UPDATE participants_check SET against = 'unknown'
 WHERE kind = 'sanctions' AND state IN ('clear', 'false_positive', 'conditions')
"""

# Who may not sign clears nobody by a look, since a look clears nobody.
FUNCTION = """
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
       AND barred && ARRAY[judged_by_id, signed_by_id]%s
  ) THEN
    PERFORM refuse_as('a_merging_bends_no_signature');
  END IF;
  RETURN NULL;
END $$;
"""
CLEARED = """
    UNION ALL
    SELECT FROM participants_screening WHERE person_id = ANY (rows)
       AND cleared_by_id = ANY (barred)"""
NO_CLEARING = (
    "DROP TRIGGER who_may_not_sign_clears_nobody ON participants_screening;" + FUNCTION % ""
)
CLEARING = FUNCTION % CLEARED + """
CREATE TRIGGER who_may_not_sign_clears_nobody
BEFORE INSERT OR UPDATE OF cleared_by_id ON participants_screening
FOR EACH ROW EXECUTE FUNCTION who_may_not_sign_does_not('clearing', 'cleared_by_id');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0006_recoveries_lapse'),
        ("participants", "0021_evidence_lies_beside_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(NO_CLEARING, CLEARING),
        migrations.RemoveConstraint(
            model_name='screening',
            name='a_clearing_is_whole',
        ),
        migrations.RemoveConstraint(
            model_name='screening',
            name='nobody_is_cleared_by_nobody',
        ),
        migrations.RemoveField(
            model_name='screening',
            name='cleared_at',
        ),
        migrations.RemoveField(
            model_name='screening',
            name='cleared_by',
        ),
        migrations.RemoveField(
            model_name='screening',
            name='state',
        ),
        migrations.AddField(
            model_name='check',
            name='about',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='check',
            name='against',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.RunSQL(UNKNOWN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'sanctions'), ('state__in', ['clear', 'false_positive', 'conditions']), _negated=True), models.Q(('against', ''), _negated=True), _connector='OR'), name='nobody_is_cleared_of_no_list'),
        ),
    ]
