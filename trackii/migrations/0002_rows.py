"""The second wall: without a principal no rows, with one the rows of her tables."""

from django.db import migrations

from trackii.rows import WEB, guard, guard_below, let_count, let_work, tables_at_hand

AT_HAND = f"""
{tables_at_hand()}
REVOKE ALL ON FUNCTION tables_at_hand() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tables_at_hand() TO {WEB};
"""
# Acts at no table, such as unlocking, are written down by whoever does them; what was
# done at a table is read by who sits there.
RECORD = f"""
ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY at_her_tables ON audit_entry FOR SELECT TO {WEB}
  USING (initiative = ANY ((SELECT tables_at_hand())::uuid[]));
CREATE POLICY written_down ON audit_entry FOR INSERT TO {WEB}
  WITH CHECK (initiative IS NULL OR initiative = ANY ((SELECT tables_at_hand())::uuid[]));
"""
NO_RECORD = """
DROP POLICY written_down ON audit_entry;
DROP POLICY at_her_tables ON audit_entry;
ALTER TABLE audit_entry DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("trackii", "0001_roles")]
    operations = [
        migrations.RunSQL(AT_HAND, "DROP FUNCTION tables_at_hand()"),
        guard("dialogues_initiative", by="id"),
        guard("dialogues_side"),
        guard("dialogues_membership"),
        guard("participants_person"),
        guard("participants_candidacy"),
        guard("workshops_workshop"),
        guard("workshops_session"),
        guard("workshops_seat"),
        guard("workshops_registryentry"),
        guard("workshops_note"),
        guard("workshops_summary"),
        guard("workshops_review"),
        guard("workshops_briefing"),
        guard("outbox_letter", by="initiative"),
        guard("vault_compartment", by="initiative"),
        guard_below("vault_epoch", parent="vault_compartment", by="compartment_id"),
        guard_below("vault_grant", parent="vault_epoch", by="epoch_id"),
        guard_below("vault_datakey", parent="vault_epoch", by="epoch_id"),
        migrations.RunSQL(RECORD, NO_RECORD),
        # Which words are drawn already, what waits to go out: counted, not changed.
        let_count("dialogues_initiative"),
        let_count("outbox_letter"),
        let_count("workshops_briefing"),
        let_work("outbox_letter"),
        let_work("workshops_briefing"),
        let_work("audit_entry"),
    ]
