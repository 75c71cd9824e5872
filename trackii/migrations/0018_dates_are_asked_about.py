"""Who is asked about dates: a link of that kind reaches her own answer, and nothing else of hers."""

from importlib import import_module

from django.db import migrations

from trackii.rows import (
    ADD, CHANGE, READ, WEB, WORKER, give, guard, let_answer, let_reach, let_work,
)  # fmt: skip

BEFORE = import_module("trackii.migrations.0012_undertakings_and_folders").REACH
# What she was asked about dates is hers as well: who leaves by her own page ends it too.
HERS = (
    (
        "  seats uuid[];\n",
        "  seats uuid[];\n  asked uuid[];\n",
    ),
    (
        "    reached := reached || hers || who || seats\n",
        "    asked := ARRAY(SELECT id FROM workshops_canvass WHERE candidacy_id = hers);\n"
        "    seats := seats || asked;\n"
        "    reached := reached || hers || who || seats\n",
    ),
    (
        "  ELSE\n    SELECT reached || ARRAY[draft.id",
        "  ELSIF own.kind = 'canvass' THEN\n"
        "    SELECT reached || ARRAY[said.workshop_id, put.id, put.person_id], kept.id\n"
        "      INTO reached, room\n"
        "      FROM workshops_canvass AS said\n"
        "      JOIN participants_candidacy AS put ON put.id = said.candidacy_id\n"
        "      JOIN vault_compartment AS kept\n"
        "        ON kept.kind = 'roster' AND kept.about = own.initiative\n"
        "     WHERE said.id = own.occasion;\n"
        "  ELSE\n    SELECT reached || ARRAY[draft.id",
    ),
)


def _changed(text):
    for was, now in HERS:
        assert text.count(was) == 1
        text = text.replace(was, now)
    return text


REACH = _changed(BEFORE)


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0017_what_was_shut_is_wiped"),
        ("workshops", "0008_dates_are_asked_about"),
    ]
    operations = [
        give(WEB, READ, ADD, CHANGE, on="workshops_canvass"),
        guard("workshops_canvass"),
        let_reach("workshops_canvass"),
        let_answer("workshops_canvass"),
        # Who withdrew long ago is erased by the worker, with the links that asked her.
        give(WORKER, READ, on="workshops_canvass"),
        let_work("workshops_canvass"),
        migrations.RunSQL(REACH, BEFORE),
    ]
