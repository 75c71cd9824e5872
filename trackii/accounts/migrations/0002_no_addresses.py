"""Where and with what a colleague signs in is not kept: PostgreSQL blanks it on the way in."""

from django.db import migrations

BLANK = """
CREATE FUNCTION no_address_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.ip := '0.0.0.0'; NEW.user_agent := ''; RETURN NEW; END $$;
CREATE TRIGGER no_address_is_kept BEFORE INSERT OR UPDATE ON usersessions_usersession
FOR EACH ROW EXECUTE FUNCTION no_address_is_kept();
"""
KEEP = """
DROP TRIGGER no_address_is_kept ON usersessions_usersession;
DROP FUNCTION no_address_is_kept;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("usersessions", "0001_initial")]
    operations = [migrations.RunSQL(BLANK, KEEP)]
