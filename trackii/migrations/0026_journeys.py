"""Journeys: each table's own."""

from django.db import migrations

from trackii.rows import ADD, CHANGE, READ, WEB, give, guard


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0025_papers_end"),
        ("workshops", "0021_journeys"),
    ]
    operations = [
        give(WEB, READ, ADD, CHANGE, on="workshops_journey"),
        guard("workshops_journey"),
    ]
