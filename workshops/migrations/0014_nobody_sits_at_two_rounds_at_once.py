"""Whoever was offered a seat has none at another round of the table at that time."""

from django.db import migrations

# Two rows of two tables cannot exclude each other by a constraint. So each change of a seat
# or of a round's dates queues at its table, and then looks at what the others have done:
# each question after the lock sees what was committed while it waited.
NOBODY = """
CREATE FUNCTION nobody_sits_at_two_rounds_at_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  touched uuid[] := ARRAY[NEW.id];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('seats|' || NEW.initiative_id, 0));
  IF TG_TABLE_NAME = 'workshops_workshop' THEN
    touched := ARRAY(SELECT id FROM workshops_seat WHERE workshop_id = NEW.id);
  END IF;
  IF EXISTS (
    SELECT FROM workshops_seat AS hers
    JOIN workshops_workshop AS here ON here.id = hers.workshop_id
    JOIN workshops_seat AS too
      ON too.candidacy_id = hers.candidacy_id AND too.workshop_id <> hers.workshop_id
    JOIN workshops_workshop AS there ON there.id = too.workshop_id
    WHERE hers.id = ANY (touched)
      AND hers.state IN ('offered', 'accepted', 'attended')
      AND too.state IN ('offered', 'accepted', 'attended')
      AND here.state IN ('provisional', 'confirmed', 'in_session', 'closed')
      AND there.state IN ('provisional', 'confirmed', 'in_session', 'closed')
      AND tstzrange(here.starts_at, here.ends_at)
          && tstzrange(there.starts_at, there.ends_at)
  ) THEN
    RAISE EXCEPTION 'nobody_sits_at_two_rounds_at_once'
      USING ERRCODE = 'exclusion_violation',
            CONSTRAINT = 'nobody_sits_at_two_rounds_at_once';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION nobody_sits_at_two_rounds_at_once() FROM PUBLIC;
CREATE TRIGGER nobody_sits_at_two_rounds_at_once
  AFTER INSERT OR UPDATE OF state, workshop_id, candidacy_id ON workshops_seat
  FOR EACH ROW WHEN (NEW.state IN ('offered', 'accepted', 'attended'))
  EXECUTE FUNCTION nobody_sits_at_two_rounds_at_once();
CREATE TRIGGER nobody_sits_at_two_rounds_at_once
  AFTER UPDATE OF state, starts_at, ends_at ON workshops_workshop
  FOR EACH ROW WHEN (
    NEW.state IN ('provisional', 'confirmed', 'in_session', 'closed')
    AND (
      OLD.state NOT IN ('provisional', 'confirmed', 'in_session', 'closed')
      OR (OLD.starts_at, OLD.ends_at) IS DISTINCT FROM (NEW.starts_at, NEW.ends_at)
    )
  )
  EXECUTE FUNCTION nobody_sits_at_two_rounds_at_once();
"""
ANYBODY = """
DROP TRIGGER nobody_sits_at_two_rounds_at_once ON workshops_workshop;
DROP TRIGGER nobody_sits_at_two_rounds_at_once ON workshops_seat;
DROP FUNCTION nobody_sits_at_two_rounds_at_once();
"""


class Migration(migrations.Migration):
    dependencies = [("workshops", "0013_venues")]
    operations = [migrations.RunSQL(NOBODY, ANYBODY)]
