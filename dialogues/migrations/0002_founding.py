"""Who founds a table signs its opening as well; who comes later is signed in by another."""

from django.db import migrations

INSIST = """
CREATE FUNCTION a_table_is_founded_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.founding AND NOT EXISTS (
        SELECT FROM dialogues_initiative
         WHERE id = NEW.initiative_id AND state = 'scoping'
    ) THEN
        RAISE EXCEPTION 'only an opening names founding members'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_table_is_founded_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_table_is_founded_once BEFORE INSERT ON dialogues_membership
FOR EACH ROW EXECUTE FUNCTION a_table_is_founded_once();
CREATE TRIGGER nobody_becomes_a_founder BEFORE UPDATE ON dialogues_membership
FOR EACH ROW WHEN (NEW.founding AND (NOT OLD.founding OR NEW.user_id <> OLD.user_id
    OR NEW.role <> OLD.role OR NEW.initiative_id <> OLD.initiative_id))
EXECUTE FUNCTION a_table_is_founded_once();
"""
RELENT = """
DROP TRIGGER nobody_becomes_a_founder ON dialogues_membership;
DROP TRIGGER a_table_is_founded_once ON dialogues_membership;
DROP FUNCTION a_table_is_founded_once;
"""


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0001_initial")]
    operations = [migrations.RunSQL(INSIST, RELENT)]
