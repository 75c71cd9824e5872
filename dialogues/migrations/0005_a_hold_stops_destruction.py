"""While a legal hold stands, PostgreSQL takes no order to destroy and no certificate."""

from django.db import migrations

STOP = """
CREATE FUNCTION a_hold_stops_destruction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'done' AND EXISTS (
    SELECT FROM dialogues_hold
     WHERE initiative_id = NEW.initiative_id AND state <> 'lifted'
  ) THEN
    RAISE EXCEPTION 'a legal hold stands'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_hold_stops_destruction';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_hold_stops_destruction BEFORE INSERT OR UPDATE ON dialogues_destruction
FOR EACH ROW EXECUTE FUNCTION a_hold_stops_destruction();
"""
GO = """
DROP TRIGGER a_hold_stops_destruction ON dialogues_destruction;
DROP FUNCTION a_hold_stops_destruction;
"""


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0004_things_are_destroyed")]
    operations = [migrations.RunSQL(STOP, GO)]
