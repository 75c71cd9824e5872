"""What is written to participants: the team's to send, and each link's to open its own of it."""

from importlib import import_module

from django.db import migrations

from trackii.rows import ADD, CHANGE, READ, WEB, give, guard, let_reach

BEFORE = import_module("trackii.migrations.0018_dates_are_asked_about").REACH
_FOLDERS = """\
      || ARRAY(SELECT id FROM participants_folder WHERE candidacy_id = hers);
"""
# A link reaches what was laid behind it, and not what lies behind another of hers.
REACH = BEFORE.replace(
    _FOLDERS,
    _FOLDERS.rstrip().rstrip(";")
    + "\n      || ARRAY(SELECT id FROM workshops_enclosure WHERE link_id = own.id);\n",
)
assert REACH != BEFORE


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0019_evidence"),
        ("workshops", "0010_circulars"),
    ]
    operations = [
        give(WEB, READ, ADD, CHANGE, on="workshops_circular"),
        give(WEB, READ, ADD, on="workshops_enclosure"),
        guard("workshops_circular"),
        guard("workshops_enclosure"),
        migrations.RunSQL(REACH, BEFORE),
        let_reach("workshops_enclosure"),
    ]
