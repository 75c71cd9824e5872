"""Venues: each table's own."""

from django.db import migrations

from trackii.rows import ADD, CHANGE, READ, WEB, give, guard


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0021_attestations"),
        ("workshops", "0013_venues"),
    ]
    operations = [
        give(WEB, READ, ADD, CHANGE, on="workshops_venue"),
        guard("workshops_venue"),
    ]
