"""Papers for participants: asked for by the team, printed by the worker, opened by her link."""

from importlib import import_module

from django.db import migrations

from trackii.rows import ADD, CHANGE, READ, WEB, WORKER, give, guard, let_reach, let_work

BEFORE = import_module("trackii.migrations.0020_circulars").REACH
_LAID = "      || ARRAY(SELECT id FROM workshops_enclosure WHERE link_id = own.id);\n"
REACH = BEFORE.replace(
    _LAID,
    _LAID.rstrip().rstrip(";")
    + "\n      || ARRAY(SELECT id FROM workshops_attestation WHERE link_id = own.id);\n",
)
assert REACH != BEFORE


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0020_circulars"),
        ("workshops", "0011_attestations"),
    ]
    operations = [
        give(WEB, READ, ADD, on="workshops_attestation"),
        give(WORKER, READ, CHANGE, on="workshops_attestation"),
        guard("workshops_attestation"),
        let_work("workshops_attestation"),
        migrations.RunSQL(REACH, BEFORE),
        let_reach("workshops_attestation"),
    ]
