"""The worker wipes what somebody said of her journey and took back."""

from django.db import migrations

from trackii.rows import CHANGE, READ, WORKER, give, let_work


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0016_own_lists"),
        ("participants", "0018_care_is_kept_apart"),
    ]
    operations = [
        give(WORKER, READ, CHANGE, on="participants_folder"),
        let_work("participants_folder"),
    ]
