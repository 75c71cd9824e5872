"""A list of a table's own is shown at that table alone; the worker opens it while it looks."""

from django.db import migrations

from trackii.rows import (
    ADD, CHANGE, READ, REMOVE, WEB, WORKER, give, guard, let_work,
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0015_lists_are_wiped_before_their_row_goes"),
        ("participants", "0017_lists_take_two_hands_or_are_a_tables_own"),
    ]
    operations = [
        give(WEB, READ, ADD, CHANGE, REMOVE, on="participants_ownlist"),
        guard("participants_ownlist"),
        give(WORKER, READ, CHANGE, on="participants_ownlist"),
        let_work("participants_ownlist"),
    ]
