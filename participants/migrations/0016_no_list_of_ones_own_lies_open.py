"""A list of one's own that an officer brought for every table is forgotten: it lay open."""

from django.db import migrations

FORGET = """
DELETE FROM participants_listed WHERE watchlist_id IN (
  SELECT id FROM participants_watchlist WHERE kind = 'plain' AND added_by_id IS NOT NULL
);
DELETE FROM participants_watchlist WHERE kind = 'plain' AND added_by_id IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0015_who_may_not_sign_about_somebody")]
    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
