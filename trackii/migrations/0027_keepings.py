"""What is kept in an account: each table's own. A reason falls with the words it kept."""

from django.db import migrations

from trackii.rows import ADD, CHANGE, READ, REMOVE, WEB, give, guard


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0026_journeys"),
        ("workshops", "0025_a_certain_finding_is_kept_by_two"),
    ]
    operations = [
        give(WEB, READ, ADD, CHANGE, REMOVE, on="workshops_keeping"),
        guard("workshops_keeping"),
    ]
