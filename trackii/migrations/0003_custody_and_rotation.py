"""Custodians sit where they keep; who rotates secrets makes again what keys vouch for."""

from django.db import migrations

from trackii.rows import (
    ADD, CHANGE, READ, REMOVE, WEB, WORKER, give, guard, guard_below, let_make_again,
)  # fmt: skip

# As before, and where the principal keeps keys for a table while its custody is on: what
# she hands back hangs on its compartments.
WITH_CUSTODIANS = """
CREATE OR REPLACE FUNCTION tables_at_hand() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  number CONSTANT text := '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
  principal CONSTANT text := current_setting('trackii.principal', true);
  opening CONSTANT text := current_setting('trackii.opening', true);
  who uuid;
  sat uuid[];
BEGIN
  IF principal ~ ('^member:' || number) IS NOT TRUE THEN
    RETURN '{}';
  END IF;
  who := substr(principal, 8);
  SELECT array_agg(seat.initiative_id) INTO sat
  FROM dialogues_membership AS seat
  JOIN accounts_user AS colleague ON colleague.id = seat.user_id AND colleague.is_active
  WHERE seat.user_id = who
    AND (seat.state = 'active' OR (seat.state = 'named' AND seat.founding));
  sat := sat || ARRAY(
    SELECT kept.initiative_id FROM dialogues_custody AS kept
    JOIN accounts_user AS keeper ON keeper.id = who AND keeper.is_active
    WHERE kept.state = 'on' AND who IN (kept.first_id, kept.second_id, kept.third_id)
  );
  IF opening ~ ('^' || number) AND NOT EXISTS (
    SELECT FROM dialogues_initiative AS there WHERE there.id = opening::uuid
       AND NOT (there.opened_by_id = who AND there.state = 'scoping')
  ) THEN
    sat := array_append(sat, opening::uuid);
  END IF;
  RETURN coalesce(sat, '{}');
END $$;
"""
WITHOUT_CUSTODIANS = """
CREATE OR REPLACE FUNCTION tables_at_hand() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  number CONSTANT text := '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
  principal CONSTANT text := current_setting('trackii.principal', true);
  opening CONSTANT text := current_setting('trackii.opening', true);
  who uuid;
  sat uuid[];
BEGIN
  IF principal ~ ('^member:' || number) IS NOT TRUE THEN
    RETURN '{}';
  END IF;
  who := substr(principal, 8);
  SELECT array_agg(seat.initiative_id) INTO sat
  FROM dialogues_membership AS seat
  JOIN accounts_user AS colleague ON colleague.id = seat.user_id AND colleague.is_active
  WHERE seat.user_id = who
    AND (seat.state = 'active' OR (seat.state = 'named' AND seat.founding));
  IF opening ~ ('^' || number) AND NOT EXISTS (
    SELECT FROM dialogues_initiative AS there WHERE there.id = opening::uuid
       AND NOT (there.opened_by_id = who AND there.state = 'scoping')
  ) THEN
    sat := array_append(sat, opening::uuid);
  END IF;
  RETURN coalesce(sat, '{}');
END $$;
"""
# What a rotation made again is written down, though nobody of the table did it.
NOTED = f"""
CREATE POLICY rotation_written_down ON audit_entry FOR INSERT TO {WEB}
  WITH CHECK ((SELECT current_setting('trackii.principal', true)) = 'operator');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0002_rows"),
        ("audit", "0004_generations_of_the_key"),
        ("dialogues", "0003_custody"),
        ("vault", "0002_custody"),
    ]
    operations = [
        migrations.RunSQL(WITH_CUSTODIANS, WITHOUT_CUSTODIANS),
        give(WEB, READ, ADD, CHANGE, on="dialogues_custody dialogues_recovery"),
        give(WEB, READ, ADD, CHANGE, REMOVE, on="vault_custodian"),
        give(WEB, READ, ADD, REMOVE, on="vault_custodycopy vault_passedcopy"),
        guard("dialogues_custody"),
        guard("dialogues_recovery"),
        guard("vault_custodian", by="initiative"),
        guard_below("vault_custodycopy", parent="vault_epoch", by="epoch_id"),
        guard_below("vault_passedcopy", parent="vault_custodycopy", by="copy_id"),
        # Former keys are kept wrapped by the web; the worker knows its own letters by them.
        give(WEB, READ, on="audit_link"),
        give(WEB, READ, ADD, CHANGE, on="audit_formerkey"),
        give(WORKER, READ, on="audit_formerkey"),
        let_make_again("vault_compartment"),
        let_make_again("vault_epoch"),
        let_make_again("vault_custodian"),
        migrations.RunSQL(NOTED, "DROP POLICY rotation_written_down ON audit_entry"),
    ]
