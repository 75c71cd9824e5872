"""The worker wipes a list that lay about, and lets its row go once the key is gone."""

from django.db import migrations

from trackii.rows import CHANGE, WORKER, give


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0014_identities_leave_on_two_signatures"),
        ("participants", "0014_a_list_has_a_row_before_its_key"),
    ]
    operations = [give(WORKER, CHANGE, on="participants_sheet")]
