"""Files beside checks are shown to who sits at the table; nobody changes or strikes one."""

from django.db import migrations

from trackii.rows import ADD, READ, WEB, give, guard


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0018_dates_are_asked_about"),
        ("participants", "0021_evidence_lies_beside_checks"),
    ]
    operations = [
        give(WEB, READ, ADD, on="participants_evidence participants_piece"),
        guard("participants_evidence"),
        guard("participants_piece"),
    ]
