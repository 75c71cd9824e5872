"""Who has what a link's address carries finds that link, too; links from before are taken back."""

from django.db import migrations

FIND = """
CREATE OR REPLACE FUNCTION link_with(its_locator text, its_hash bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT id FROM vault_link
   WHERE locator = its_locator AND its_hash IN (token_hash, address_hash)
$$;
"""
FIND_BY_CODE = """
CREATE OR REPLACE FUNCTION link_with(its_locator text, its_hash bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT id FROM vault_link WHERE locator = its_locator AND token_hash = its_hash
$$;
"""
# Their letters carry the token itself, which browsers have written down.
TAKE_BACK = """
UPDATE vault_link SET state = 'revoked' WHERE state = 'live';
UPDATE outbox_letter SET state = 'cancelled', recipient = NULL
 WHERE link IS NOT NULL AND state IN ('drafted', 'due', 'uncertain', 'failed');
UPDATE outbox_letter SET void_since = now() WHERE link IS NOT NULL AND state = 'sending';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0007_evictions"),
        ("vault", "0008_an_address_opens_once"),
        ("outbox", "0005_fingerprints_without_addresses"),
    ]
    operations = [
        migrations.RunSQL(FIND, FIND_BY_CODE),
        migrations.RunSQL(TAKE_BACK, migrations.RunSQL.noop),
    ]
