"""Roles of their own for the web and the worker: what each may do to which table.

The roles themselves belong to the cluster and are made beside it, by the embedded servers
or by docker-compose.yml. The backup reads everything by a right of its own.
"""

from django.core.exceptions import ImproperlyConfigured
from django.db import migrations

from trackii.rows import ADD, BACKUP, CHANGE, READ, REMOVE, WEB, WORKER, give

# Colleagues, how they were invited, and the keys that are wrapped for them.
COLLEAGUES = "accounts_user accounts_invitation vault_memberkey"
# What they sign in with, and what is counted meanwhile.
ACCOUNTS = """
account_emailaddress account_emailconfirmation mfa_authenticator
django_session usersessions_usersession accounts_try accounts_sent
"""
# What is added and changed at a table, and stays.
STAYING = """
dialogues_initiative dialogues_side participants_person participants_candidacy
workshops_workshop workshops_seat workshops_registryentry workshops_note
workshops_summary workshops_briefing outbox_letter
vault_compartment vault_epoch vault_datakey
"""
# What is also struck: a naming taken back, a session off the plan, reviews of a text that
# was reopened, the key of who left.
GOING = "dialogues_membership workshops_session workshops_review vault_grant"


def insist_on_roles(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles")
        known = {name for [name] in cursor.fetchall()}
    if missing := {WEB, WORKER, BACKUP} - known:
        raise ImproperlyConfigured(
            f"The database has no role {', '.join(sorted(missing))}: whoever runs"
            " PostgreSQL makes them once, as application_role in docker-compose.yml does."
        )


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("accounts", "0003_tries"),
        ("audit", "0003_chain"),
        ("dialogues", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("outbox", "0001_initial"),
        ("participants", "0001_initial"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
        ("vault", "0001_initial"),
        ("workshops", "0001_initial"),
    ]
    operations = [
        migrations.RunPython(insist_on_roles, migrations.RunPython.noop),
        give(WEB, READ, ADD, CHANGE, REMOVE, on=ACCOUNTS),
        give(WEB, READ, ADD, CHANGE, on=COLLEAGUES),
        give(WEB, READ, ADD, CHANGE, on=STAYING),
        give(WEB, READ, ADD, CHANGE, REMOVE, on=GOING),
        give(WEB, READ, ADD, on="audit_entry"),
        give(WORKER, READ, CHANGE, on="outbox_letter workshops_briefing"),
        give(WORKER, READ, ADD, on="audit_entry audit_link"),
        give(
            WORKER, READ, REMOVE,
            on="accounts_try accounts_sent django_session usersessions_usersession",
        ),
    ]  # fmt: skip
