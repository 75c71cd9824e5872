"""Who has entries mailed to her, and how often each was said: each table's own."""

from django.db import migrations

from trackii.rows import ADD, CHANGE, READ, REMOVE, WEB, give, guard


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0030_days_are_told_across"),
        ("workshops", "0033_entries_are_mailed"),
    ]
    operations = [
        give(WEB, READ, ADD, REMOVE, on="workshops_mailing"),
        guard("workshops_mailing"),
        give(WEB, READ, ADD, CHANGE, on="workshops_posting"),
        guard("workshops_posting"),
    ]
