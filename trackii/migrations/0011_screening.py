"""Lists are public: who serves reads and adds them. What they said of somebody is her table's."""

from django.db import migrations

from trackii.rows import (
    ADD, CHANGE, READ, REMOVE, WEB, WORKER, give, guard, let_work,
)  # fmt: skip

PUBLIC = "participants_watchlist participants_listed"


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0010_numbers_wanted"),
        ("participants", "0007_screening"),
    ]
    operations = [
        give(WEB, READ, ADD, CHANGE, on="participants_watchlist"),
        give(WEB, READ, ADD, REMOVE, on="participants_listed"),
        give(WORKER, READ, on=PUBLIC),
        give(WEB, READ, ADD, CHANGE, on="participants_screening"),
        give(WEB, READ, ADD, CHANGE, REMOVE, on="participants_judgement"),
        guard("participants_screening"),
        guard("participants_judgement"),
        give(WORKER, READ, CHANGE, on="participants_screening"),
        let_work("participants_screening"),
    ]
