"""Who is left in peace for now is offered no seat, whoever presses at the same moment."""

from django.db import migrations

# The row of the person is held: of a seat and of her dormancy at once, one waits for the
# other, and then sees it.
NOBODY = """
CREATE FUNCTION nobody_dormant_is_offered_a_seat() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  standing text;
BEGIN
  SELECT who.state INTO standing FROM participants_person AS who
    JOIN participants_candidacy AS hers ON hers.person_id = who.id
   WHERE hers.id = NEW.candidacy_id FOR SHARE OF who;
  IF standing = 'dormant' THEN
    PERFORM refuse_as('nobody_dormant_is_offered_a_seat');
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION nobody_dormant_is_offered_a_seat() FROM PUBLIC;
CREATE TRIGGER nobody_dormant_is_offered_a_seat
  BEFORE INSERT OR UPDATE OF state ON workshops_seat
  FOR EACH ROW WHEN (NEW.state = 'offered')
  EXECUTE FUNCTION nobody_dormant_is_offered_a_seat();
"""
ANYBODY = """
DROP TRIGGER nobody_dormant_is_offered_a_seat ON workshops_seat;
DROP FUNCTION nobody_dormant_is_offered_a_seat();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0024_what_was_resolved_is_kept"),
        ("workshops", "0030_uneven_sides_have_a_reason"),
    ]
    operations = [migrations.RunSQL(NOBODY, ANYBODY)]
