"""Custodians sit where they keep; who rotates secrets makes again what keys vouch for."""

from django.db import migrations

from trackii.rows import (
    ADD, CHANGE, CUSTODIANS, READ, REMOVE, WEB, WORKER, give, guard, guard_below,
    let_make_again, tables_at_hand,
)  # fmt: skip

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
        migrations.RunSQL(tables_at_hand(CUSTODIANS), tables_at_hand()),
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
