"""What stands in a pack, whom it names, who took which copy: each table's own.

The worker seals to everybody whom a pack names, and ends the packs of who left.
"""

from django.db import migrations

from trackii.rows import ADD, CHANGE, READ, WEB, WORKER, give, guard, let_work


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0028_words_are_carried_away"),
        ("workshops", "0027_packs_have_three_audiences"),
    ]
    operations = [
        give(WEB, READ, ADD, CHANGE, on="workshops_contents"),
        guard("workshops_contents"),
        give(WEB, READ, ADD, on="workshops_mention"),
        give(WORKER, READ, on="workshops_mention"),
        guard("workshops_mention"),
        let_work("workshops_mention"),
        give(WEB, READ, ADD, on="workshops_packcopy"),
        guard("workshops_packcopy"),
    ]
