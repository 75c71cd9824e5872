"""A paper that says what is no longer true ends: who moved the round shuts it."""

from django.db import migrations

from trackii.rows import CHANGE, WEB, give


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0024_feeds_end"),
        ("workshops", "0020_papers_end"),
    ]
    operations = [give(WEB, CHANGE, on="workshops_attestation")]
