"""A link to a seat reaches what the room knows of her, and of nobody else who comes."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("trackii.migrations.0021_attestations").REACH
_ROOM = """\
               (SELECT workshop_id FROM workshops_seat WHERE id = own.occasion))
"""
REACH = BEFORE.replace(
    _ROOM, _ROOM.rstrip().removesuffix(")") + " AND person_id = who)\n"
)
assert REACH != BEFORE


class Migration(migrations.Migration):
    dependencies = [("trackii", "0033_accounts_of_sessions")]
    operations = [migrations.RunSQL(REACH, BEFORE)]
