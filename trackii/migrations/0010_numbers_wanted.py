"""What is wanted at a table is shown to who sits at it."""

from django.db import migrations

from trackii.rows import ADD, CHANGE, READ, WEB, give, guard


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0009_checks_are_guarded"),
        ("participants", "0006_numbers_wanted"),
    ]
    operations = [
        give(WEB, READ, ADD, CHANGE, on="participants_target"),
        guard("participants_target"),
    ]
