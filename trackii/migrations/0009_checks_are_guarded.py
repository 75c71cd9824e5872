"""Checks, what is asked for and who is close are shown to who sits at the table."""

from django.db import migrations

from trackii.rows import ADD, CHANGE, READ, WEB, give, guard


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0008_an_address_opens_once"),
        ("participants", "0005_who_is_close_signs_nothing"),
        ("outbox", "0006_a_check_runs_out"),
    ]
    operations = [
        give(WEB, READ, ADD, CHANGE, on="participants_check participants_demand"),
        give(WEB, READ, ADD, on="participants_conflict"),
        guard("participants_check"),
        guard("participants_demand"),
        guard("participants_conflict"),
    ]
