"""A feed ends with the sessions of who it is of, whoever ends them."""

from django.db import migrations

# Who closes an account, and who sets a new password by a letter, may not see the row.
END = """
CREATE FUNCTION end_feed(whose uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH gone AS (DELETE FROM workshops_feed WHERE colleague_id = whose RETURNING id)
  SELECT EXISTS (SELECT FROM gone)
$$;
REVOKE ALL ON FUNCTION end_feed(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_feed(uuid) TO trackii_web;
"""


class Migration(migrations.Migration):
    dependencies = [("trackii", "0023_feeds")]
    operations = [migrations.RunSQL(END, "DROP FUNCTION end_feed(uuid)")]
