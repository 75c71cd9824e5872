"""What a private link reaches, what is destroyed and held, and who carries that out."""

from django.db import migrations

from trackii.rows import (
    ADD, CHANGE, READ, REMOVE, WEB, WORKER, give, guard, let_answer, let_hold,
    let_make_again, let_reach, let_work,
)  # fmt: skip

# A token's hash names its link: who has none finds none. The numbers a link reaches are
# those of what it is about and of what stands around that; one that was taken back
# reaches nothing, one that is spent no more than itself. The registry of the round is
# among them, lest a round that has one looked as if it had none: its names are sealed.
REACH = """
CREATE FUNCTION link_with(its_locator text, its_hash bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT id FROM vault_link WHERE locator = its_locator AND token_hash = its_hash
$$;
CREATE FUNCTION reached_by_link() RETURNS uuid[]
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
REVOKE ALL ON FUNCTION link_with(text, bytea), reached_by_link() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION link_with(text, bytea), reached_by_link() TO trackii_web;
"""
NO_REACH = "DROP FUNCTION reached_by_link(); DROP FUNCTION link_with(text, bytea)"
# What is done by a link is written down at its table, though nobody sits there.
NOTED = f"""
CREATE POLICY written_by_link ON audit_entry FOR INSERT TO {WEB} WITH CHECK (EXISTS (
  SELECT FROM vault_link AS own WHERE own.initiative = audit_entry.initiative
     AND own.id = ANY ((SELECT reached_by_link())::uuid[])
));
"""
# Destroying on schedule: what is due is counted in rows, and rows follow what has died.
COUNTED_BY_WORKER = """
dialogues_hold workshops_workshop workshops_session vault_compartment vault_epoch
vault_datakey
"""
FOLLOWING = """
dialogues_initiative dialogues_destruction participants_person participants_candidacy
workshops_seat workshops_note vault_link
"""


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0003_custody_and_rotation"),
        ("dialogues", "0005_a_hold_stops_destruction"),
        ("outbox", "0004_letters_name_their_person"),
        ("participants", "0003_a_withdrawal_has_its_day"),
        ("vault", "0003_links"),
        ("workshops", "0004_registry_entries_name_their_person"),
    ]
    operations = [
        give(WEB, READ, ADD, CHANGE, on="vault_link dialogues_hold"),
        give(WEB, READ, ADD, CHANGE, REMOVE, on="dialogues_destruction"),
        give(WEB, READ, ADD, REMOVE, on="workshops_handout"),
        # A round's registry dies with its room, a key with the vault that is given up.
        give(WEB, REMOVE, on="workshops_registryentry vault_memberkey"),
        guard("vault_link", by="initiative"),
        guard("workshops_handout"),
        guard("dialogues_destruction"),
        guard("dialogues_hold"),
        let_make_again("vault_link"),
        migrations.RunSQL(REACH, NO_REACH),
        *(let_reach(table) for table in (
            "vault_link", "workshops_seat", "workshops_review", "workshops_workshop",
            "workshops_summary", "workshops_handout", "workshops_briefing",
            "workshops_registryentry", "participants_candidacy", "participants_person",
            "dialogues_initiative", "outbox_letter", "vault_compartment", "vault_epoch",
            "vault_datakey",
        )),
        *(let_answer(table) for table in (
            "vault_link", "workshops_seat", "workshops_review", "participants_candidacy",
            "outbox_letter",
        )),
        let_hold("workshops_summary"),
        migrations.RunSQL(NOTED, "DROP POLICY written_by_link ON audit_entry"),
        give(WORKER, READ, on=COUNTED_BY_WORKER),
        give(WORKER, READ, CHANGE, on=FOLLOWING),
        give(WORKER, ADD, on="dialogues_destruction"),
        give(WORKER, READ, REMOVE, on="workshops_registryentry"),
        *(let_work(table) for table in (
            *COUNTED_BY_WORKER.split(), *FOLLOWING.split(), "workshops_registryentry",
        )),
    ]  # fmt: skip
