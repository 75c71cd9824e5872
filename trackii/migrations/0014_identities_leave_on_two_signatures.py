"""Who may see that identities were asked for; the worker lets such wishes lapse."""

from django.db import migrations

from trackii.rows import ADD, CHANGE, READ, WEB, WORKER, give, guard, let_work


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0013_lists_are_brought"),
        ("participants", "0011_identities_leave_on_two_signatures"),
    ]
    operations = [
        give(WEB, READ, ADD, CHANGE, on="participants_extract"),
        guard("participants_extract"),
        give(WORKER, READ, CHANGE, on="participants_extract"),
        let_work("participants_extract"),
    ]
