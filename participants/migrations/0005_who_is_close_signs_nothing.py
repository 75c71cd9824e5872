"""PostgreSQL takes no signature of who is close, and no approval before checks are cleared."""

from django.db import migrations

# What nobody decided otherwise stands in participants/demands.py as well.
GUARD = """
CREATE FUNCTION refuse_as(rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', rule USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

CREATE FUNCTION who_is_close_signs_no_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM participants_conflict AS close WHERE close.person_id = NEW.person_id
       AND close.declared_by_id IN (NEW.recommended_by_id, NEW.decided_by_id)
  ) THEN
    PERFORM refuse_as('who_is_close_signs_no_decision');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER who_is_close_signs_no_decision
BEFORE INSERT OR UPDATE OF recommended_by_id, decided_by_id ON participants_candidacy
FOR EACH ROW EXECUTE FUNCTION who_is_close_signs_no_decision();

CREATE FUNCTION who_is_close_signs_no_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM participants_conflict AS close WHERE close.person_id = NEW.person_id
       AND close.declared_by_id IN (NEW.found_by_id, NEW.settled_by_id)
  ) THEN
    PERFORM refuse_as('who_is_close_signs_no_check');
  END IF;
  IF EXISTS (
    SELECT FROM participants_candidacy AS hers WHERE hers.person_id = NEW.person_id
       AND hers.nominated_by_id IN (NEW.found_by_id, NEW.settled_by_id)
  ) THEN
    PERFORM refuse_as('a_nominator_signs_no_check');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER who_is_close_signs_no_check
BEFORE INSERT OR UPDATE OF found_by_id, settled_by_id ON participants_check
FOR EACH ROW EXECUTE FUNCTION who_is_close_signs_no_check();

CREATE FUNCTION checks_asked_for(table_ uuid) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT coalesce((
    SELECT array_remove(ARRAY[
      CASE WHEN identity THEN 'identity' END, CASE WHEN sanctions THEN 'sanctions' END,
      CASE WHEN interests THEN 'interests' END, CASE WHEN office THEN 'office' END,
      CASE WHEN safety THEN 'safety' END
    ], NULL)
    FROM participants_demand WHERE initiative_id = table_ AND state = 'in_force'
  ), ARRAY['identity', 'sanctions', 'interests', 'office']);
$$;
CREATE FUNCTION what_is_asked_for_is_cleared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM unnest(checks_asked_for(NEW.initiative_id)) AS asked(kind)
     WHERE NOT EXISTS (
       SELECT FROM participants_check AS piece
        WHERE piece.person_id = NEW.person_id AND piece.kind = asked.kind
          AND piece.state IN ('clear', 'false_positive', 'conditions')
          AND piece.expires_on >= coalesce(NEW.decided_at, now())::date
     )
  ) THEN
    PERFORM refuse_as('what_is_asked_for_is_cleared');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER what_is_asked_for_is_cleared
BEFORE UPDATE OF state ON participants_candidacy FOR EACH ROW
WHEN (NEW.state = 'approved' AND OLD.state IS DISTINCT FROM 'approved')
EXECUTE FUNCTION what_is_asked_for_is_cleared();
"""
LET = """
DROP TRIGGER what_is_asked_for_is_cleared ON participants_candidacy;
DROP TRIGGER who_is_close_signs_no_check ON participants_check;
DROP TRIGGER who_is_close_signs_no_decision ON participants_candidacy;
DROP FUNCTION what_is_asked_for_is_cleared;
DROP FUNCTION checks_asked_for;
DROP FUNCTION who_is_close_signs_no_check;
DROP FUNCTION who_is_close_signs_no_decision;
DROP FUNCTION refuse_as;
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0004_checks")]
    operations = [migrations.RunSQL(GUARD, LET)]
