"""The record is never changed: PostgreSQL itself refuses."""

from django.db import migrations

FORBID = """
CREATE FUNCTION the_record_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'entries of the record are never changed or removed'; END $$;
CREATE TRIGGER the_record_is_append_only BEFORE UPDATE OR DELETE ON audit_entry
FOR EACH STATEMENT EXECUTE FUNCTION the_record_is_append_only();
"""
ALLOW = """
DROP TRIGGER the_record_is_append_only ON audit_entry;
DROP FUNCTION the_record_is_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
