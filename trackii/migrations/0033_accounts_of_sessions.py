"""The days of a session's notes begin with its own account, too: the worker counts them."""

from django.db import migrations

from trackii.rows import WORKER, give


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0032_her_calendar_may_fetch"),
        ("workshops", "0034_a_session_has_an_account_of_its_own"),
    ]
    operations = [
        give(WORKER, "SELECT (session_id)", on="workshops_summary"),
    ]
