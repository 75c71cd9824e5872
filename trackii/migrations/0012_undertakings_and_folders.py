"""Texts, undertakings and folders: what a link of somebody's own reaches of all that is hers."""

from django.db import migrations

from trackii.rows import (
    ADD, CHANGE, READ, REMOVE, WEB, give, guard, let_answer, let_reach,
)  # fmt: skip

# By an invitation or by her own page she may withdraw from everything at once. So a link
# of these two kinds reaches every seat of hers with its round, every letter to her and
# every link of hers, the texts she is asked to agree to and what she said of them; of
# anybody else it reaches no more than before.
REACH = """
CREATE OR REPLACE FUNCTION reached_by_link() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  number CONSTANT text := '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
  principal CONSTANT text := current_setting('trackii.principal', true);
  own vault_link;
  hers uuid;
  who uuid;
  seats uuid[];
  room uuid;
  reached uuid[];
BEGIN
  IF principal ~ ('^link:' || number) IS NOT TRUE THEN
    RETURN '{}';
  END IF;
  SELECT * INTO own FROM vault_link WHERE id = substr(principal, 6)::uuid;
  IF NOT FOUND OR own.state NOT IN ('live', 'spent') THEN
    RETURN '{}';
  ELSIF own.state = 'spent' THEN
    RETURN ARRAY[own.id];
  END IF;
  reached := ARRAY[own.id, own.initiative, own.occasion];
  IF own.kind IN ('invitation', 'own') THEN
    SELECT put.id, put.person_id INTO hers, who FROM participants_candidacy AS put
     WHERE put.initiative_id = own.initiative AND put.id = CASE own.kind
       WHEN 'own' THEN own.occasion
       ELSE (SELECT candidacy_id FROM workshops_seat WHERE id = own.occasion) END;
    seats := ARRAY(SELECT id FROM workshops_seat WHERE candidacy_id = hers);
    reached := reached || hers || who || seats
      || ARRAY(SELECT workshop_id FROM workshops_seat WHERE candidacy_id = hers)
      || ARRAY(SELECT id FROM workshops_registryentry WHERE workshop_id =
               (SELECT workshop_id FROM workshops_seat WHERE id = own.occasion))
      || ARRAY(SELECT unnest(ARRAY[id, briefing_id]) FROM workshops_handout
               WHERE seat_id = own.occasion)
      || ARRAY(SELECT id FROM outbox_letter WHERE occasion = hers OR occasion = ANY (seats))
      || ARRAY(SELECT id FROM vault_link WHERE occasion = hers OR occasion = ANY (seats))
      || ARRAY(SELECT id FROM participants_wording WHERE initiative_id = own.initiative)
      || ARRAY(SELECT id FROM participants_undertaking WHERE candidacy_id = hers)
      || ARRAY(SELECT id FROM participants_folder WHERE candidacy_id = hers);
    SELECT id INTO room FROM vault_compartment
     WHERE kind = 'roster' AND about = own.initiative;
  ELSE
    SELECT reached || ARRAY[draft.id, draft.workshop_id], kept.id
      INTO reached, room
      FROM workshops_review AS asked
      JOIN workshops_summary AS draft ON draft.id = asked.summary_id
      LEFT JOIN vault_compartment AS kept
        ON kept.kind = 'room' AND kept.about = draft.workshop_id
     WHERE asked.id = own.occasion;
  END IF;
  RETURN coalesce(reached, '{}') || room
    || ARRAY(SELECT id FROM vault_epoch WHERE compartment_id = room)
    || ARRAY(SELECT key.id FROM vault_datakey AS key
             JOIN vault_epoch AS of ON of.id = key.epoch_id
             WHERE of.compartment_id = room);
END $$;
"""
REACH_OF_ONE_SEAT = """
CREATE OR REPLACE FUNCTION reached_by_link() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  number CONSTANT text := '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
  principal CONSTANT text := current_setting('trackii.principal', true);
  own vault_link;
  room uuid;
  reached uuid[];
BEGIN
  IF principal ~ ('^link:' || number) IS NOT TRUE THEN
    RETURN '{}';
  END IF;
  SELECT * INTO own FROM vault_link WHERE id = substr(principal, 6)::uuid;
  IF NOT FOUND OR own.state NOT IN ('live', 'spent') THEN
    RETURN '{}';
  ELSIF own.state = 'spent' THEN
    RETURN ARRAY[own.id];
  END IF;
  reached := ARRAY[own.id, own.initiative, own.occasion];
  IF own.kind = 'invitation' THEN
    SELECT reached || ARRAY[seat.workshop_id, seat.candidacy_id, put.person_id]
      || ARRAY(SELECT id FROM workshops_registryentry
               WHERE workshop_id = seat.workshop_id)
      INTO reached
      FROM workshops_seat AS seat
      JOIN participants_candidacy AS put ON put.id = seat.candidacy_id
     WHERE seat.id = own.occasion;
    reached := reached
      || ARRAY(SELECT unnest(ARRAY[id, briefing_id]) FROM workshops_handout
               WHERE seat_id = own.occasion)
      || ARRAY(SELECT id FROM outbox_letter WHERE occasion = own.occasion);
    SELECT id INTO room FROM vault_compartment
     WHERE kind = 'roster' AND about = own.initiative;
  ELSE
    SELECT reached || ARRAY[draft.id, draft.workshop_id], kept.id
      INTO reached, room
      FROM workshops_review AS asked
      JOIN workshops_summary AS draft ON draft.id = asked.summary_id
      LEFT JOIN vault_compartment AS kept
        ON kept.kind = 'room' AND kept.about = draft.workshop_id
     WHERE asked.id = own.occasion;
  END IF;
  RETURN coalesce(reached, '{}') || room
    || ARRAY(SELECT id FROM vault_epoch WHERE compartment_id = room)
    || ARRAY(SELECT key.id FROM vault_datakey AS key
             JOIN vault_epoch AS of ON of.id = key.epoch_id
             WHERE of.compartment_id = room);
END $$;
"""
NEW = ("participants_wording", "participants_undertaking", "participants_folder")


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0011_screening"),
        ("participants", "0008_undertakings_and_folders"),
    ]
    operations = [
        # An edition that was before somebody stays as it was: it is added, not changed.
        give(WEB, READ, ADD, on="participants_wording"),
        give(WEB, READ, ADD, CHANGE, on="participants_undertaking"),
        give(WEB, READ, ADD, CHANGE, REMOVE, on="participants_folder"),
        *(guard(table) for table in NEW),
        migrations.RunSQL(REACH, REACH_OF_ONE_SEAT),
        *(let_reach(table) for table in NEW),
        let_answer("participants_undertaking"),
        let_answer("participants_folder"),
    ]
