"""Places rounds are held at: one round at a time, one session at a time in a room."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import trackii.vault.fields

# A range of numbers that are UUIDs: one of them from itself to itself overlaps itself alone,
# which is what an exclusion needs for "the same", without an extension of PostgreSQL.
SAME = (
    "CREATE TYPE uuidrange AS RANGE (subtype = uuid)",
    "DROP TYPE uuidrange",
)
ONE_ROUND = """
ALTER TABLE workshops_workshop ADD CONSTRAINT a_venue_holds_one_round_at_a_time
EXCLUDE USING gist (
  uuidrange(venue_id, venue_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
) WHERE (
  venue_id IS NOT NULL AND starts_at IS NOT NULL
  AND state IN ('provisional', 'confirmed', 'in_session', 'closed')
);
"""
# A round that moves takes all its sessions along in one statement: looked at when it ends.
ONE_SESSION = """
ALTER TABLE workshops_session ADD CONSTRAINT a_room_holds_one_session_at_a_time
EXCLUDE USING gist (
  uuidrange(workshop_id, workshop_id, '[]') WITH &&,
  int8range(room, room, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
) WHERE (room IS NOT NULL) DEFERRABLE INITIALLY IMMEDIATE;
"""
OWN = """
ALTER TABLE workshops_venue ADD CONSTRAINT a_venue_is_of_one_table
  UNIQUE (id, initiative_id);
ALTER TABLE workshops_workshop ADD CONSTRAINT a_round_is_held_at_a_venue_of_its_table
  FOREIGN KEY (venue_id, initiative_id) REFERENCES workshops_venue (id, initiative_id);
"""


def _drop(table, name):
    return f"ALTER TABLE {table} DROP CONSTRAINT {name};"


class Migration(migrations.Migration):
    dependencies = [
        ("dialogues", "0006_recoveries_lapse"),
        ("workshops", "0012_a_move_is_counted"),
    ]
    operations = [
        migrations.CreateModel(
            name="Venue",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("premises", trackii.vault.fields.SealedField("brief", until="archived")),
                ("initiative", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="venues", to="dialogues.initiative")),
            ],
            options={
                "ordering": ["number"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("initiative", "number"), name="venues_are_counted")],
            },
        ),
        migrations.AddField(
            model_name="workshop",
            name="venue",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="workshops.venue"),
        ),
        migrations.AddField(
            model_name="session",
            name="room",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.RunSQL(*SAME),
        migrations.RunSQL(
            ONE_ROUND, _drop("workshops_workshop", "a_venue_holds_one_round_at_a_time")
        ),
        migrations.RunSQL(
            ONE_SESSION, _drop("workshops_session", "a_room_holds_one_session_at_a_time")
        ),
        migrations.RunSQL(
            OWN,
            _drop("workshops_workshop", "a_round_is_held_at_a_venue_of_its_table")
            + _drop("workshops_venue", "a_venue_is_of_one_table"),
        ),
    ]
