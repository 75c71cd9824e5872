"""Counters of tries, as Django's cache in a database keeps them."""

from django.db import migrations

MAKE = """
CREATE TABLE accounts_try (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX tries_by_their_end ON accounts_try (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_no_addresses")]
    operations = [migrations.RunSQL(MAKE, "DROP TABLE accounts_try")]
