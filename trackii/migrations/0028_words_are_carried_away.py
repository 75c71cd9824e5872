"""Copies of released words, and numbers for donors: each table's own. When an account was
released is counted."""

from django.db import migrations

from trackii.rows import ADD, CHANGE, READ, WEB, WORKER, give, guard, let_work


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0027_keepings"),
        ("workshops", "0026_words_are_carried_away"),
    ]
    operations = [
        give(WEB, READ, ADD, CHANGE, on="workshops_copy workshops_aggregate"),
        guard("workshops_copy"),
        guard("workshops_aggregate"),
        # When an account was released begins the days of its notes: the worker counts them,
        # and is given no more of an account than that.
        give(
            WORKER, "SELECT (id, initiative_id, workshop_id, state, released_at)",
            on="workshops_summary",
        ),
        let_work("workshops_summary"),
    ]
