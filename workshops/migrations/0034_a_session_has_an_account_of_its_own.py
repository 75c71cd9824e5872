"""An account is of a whole round, or of one session of it; and so is a copy."""

import django.db.models.deletion
from django.db import migrations, models

GUARD = """
CREATE FUNCTION an_account_is_of_a_session_of_its_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM workshops_session AS held
     WHERE held.id = NEW.session_id AND held.workshop_id = NEW.workshop_id
  ) THEN
    PERFORM refuse_as('an_account_is_of_a_session_of_its_round');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER an_account_is_of_a_session_of_its_round
BEFORE INSERT OR UPDATE OF session_id, workshop_id ON workshops_summary
FOR EACH ROW WHEN (NEW.session_id IS NOT NULL)
EXECUTE FUNCTION an_account_is_of_a_session_of_its_round();
"""
LET = """
DROP TRIGGER an_account_is_of_a_session_of_its_round ON workshops_summary;
DROP FUNCTION an_account_is_of_a_session_of_its_round;
"""


class Migration(migrations.Migration):
    dependencies = [("workshops", "0033_entries_are_mailed")]
    operations = [
        migrations.AddField(
            model_name="summary",
            name="session",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="summaries",
                to="workshops.session",
            ),
        ),
        migrations.AddField(
            model_name="copy",
            name="session",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workshops.session",
            ),
        ),
        migrations.RemoveConstraint("summary", "one_standing_account_a_round"),
        migrations.AddConstraint(
            model_name="summary",
            constraint=models.UniqueConstraint(
                fields=["workshop"],
                name="one_standing_account_a_round",
                condition=models.Q(
                    models.Q(("state", "recalled"), _negated=True), ("session", None)
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="summary",
            constraint=models.UniqueConstraint(
                fields=["session"],
                name="one_standing_account_a_session",
                condition=models.Q(("state", "recalled"), _negated=True),
            ),
        ),
        migrations.RunSQL(GUARD, LET),
    ]
