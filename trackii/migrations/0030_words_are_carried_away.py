"""Copies of released words, and numbers for donors: each table's own."""

from django.db import migrations

from trackii.rows import ADD, CHANGE, READ, WEB, give, guard


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0026_journeys"),
        ("workshops", "0028_words_are_carried_away"),
    ]
    operations = [
        give(WEB, READ, ADD, CHANGE, on="workshops_copy workshops_aggregate"),
        guard("workshops_copy"),
        guard("workshops_aggregate"),
    ]
