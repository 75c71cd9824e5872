"""Row-level security, said once: which table is shown to whom, by which path to its initiative.

Migrations call these. The owner of the tables is bound by no policy: it migrates, and
runs the commands of who founded the house. Everybody else logs in with a role of its own.
"""

from __future__ import annotations

from django.db.migrations import RunSQL

WEB, WORKER, BACKUP = "trackii_web", "trackii_worker", "trackii_backup"
READ, ADD, CHANGE, REMOVE = "SELECT", "INSERT", "UPDATE", "DELETE"

_AT_HAND = "ANY ((SELECT tables_at_hand())::uuid[])"  # asked once a query
_REACHED = "id = ANY ((SELECT reached_by_link())::uuid[])"  # likewise

# Where the principal sits, just now: on the team, named to it by an opening that waits for
# its second signature, or laying a table that is not there yet. Whatever cannot be read as
# a member is nobody, and nobody sits nowhere. Migrations have run this text: a change of it
# is another beside it, as CUSTODIANS is, and not another here.
_TABLES_AT_HAND = """
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
  -- and --
  IF opening ~ ('^' || number) AND NOT EXISTS (
    SELECT FROM dialogues_initiative AS there WHERE there.id = opening::uuid
       AND NOT (there.opened_by_id = who AND there.state = 'scoping')
  ) THEN
    sat := array_append(sat, opening::uuid);
  END IF;
  RETURN coalesce(sat, '{}');
END $$;
"""
# And where the principal keeps keys for a table while its custody is on: what she hands
# back hangs on its compartments.
CUSTODIANS = """\
  sat := sat || ARRAY(
    SELECT kept.initiative_id FROM dialogues_custody AS kept
    JOIN accounts_user AS keeper ON keeper.id = who AND keeper.is_active
    WHERE kept.state = 'on' AND who IN (kept.first_id, kept.second_id, kept.third_id)
  );
"""


def tables_at_hand(*also: str) -> str:
    """The function that every policy asks, once a query; `also` are further ways to sit."""
    return _TABLES_AT_HAND.replace("  -- and --\n", "".join(also))


def give(role: str, *rights: str, on: str) -> RunSQL:
    """Let a role do this to these tables. What is not given is refused."""
    what, tables = ", ".join(rights), ", ".join(on.split())
    return RunSQL(
        f"GRANT {what} ON {tables} TO {role}", f"REVOKE {what} ON {tables} FROM {role}"
    )


def guard(table: str, *, by: str = "initiative_id") -> RunSQL:
    """Show the web the rows of the tables where its principal sits, and take no others.

    `by` is the column that names the initiative.
    """
    return _wall(table, f"{by} = {_AT_HAND}")


def guard_below(table: str, *, parent: str, by: str) -> RunSQL:
    """Show a row to whom its parent is shown; `by` is the column that names the parent.

    An operator or a private link may be shown the parent, and nothing below by that.
    """
    seen = f"EXISTS (SELECT FROM {parent} AS above WHERE above.id = {table}.{by})"
    named = "(SELECT current_setting('trackii.principal', true)) LIKE 'member:%'"
    return _wall(table, f"{named} AND {seen}")


def let_count(table: str) -> RunSQL:
    """Show every row to an operator of the web: to be counted, never to be changed."""
    shown = _named("operator")
    return RunSQL(
        f"CREATE POLICY counted ON {table} FOR SELECT TO {WEB} USING ({shown})",
        f"DROP POLICY counted ON {table}",
    )


def let_make_again(table: str) -> RunSQL:
    """Show every row to an operator of the web, who vouches for it again under a new secret."""
    shown = _named("operator")
    return RunSQL(
        f"CREATE POLICY made_again ON {table} TO {WEB} USING ({shown}) WITH CHECK ({shown})",
        f"DROP POLICY made_again ON {table}",
    )


def let_reach(table: str) -> RunSQL:
    """Show a private link the rows it is about, and those that stand around them."""
    return RunSQL(
        f"CREATE POLICY within_reach ON {table} FOR SELECT TO {WEB} USING ({_REACHED})",
        f"DROP POLICY within_reach ON {table}",
    )


def let_answer(table: str) -> RunSQL:
    """Let a private link change what an answer by it changes."""
    return RunSQL(
        f"CREATE POLICY answered_by_link ON {table} FOR UPDATE TO {WEB} USING ({_REACHED})",
        f"DROP POLICY answered_by_link ON {table}",
    )


def let_hold(table: str) -> RunSQL:
    """Let a private link keep a row as it is while it answers, and not change it."""
    return RunSQL(
        f"CREATE POLICY held_by_link ON {table} FOR UPDATE TO {WEB}"
        f" USING ({_REACHED}) WITH CHECK (false)",
        f"DROP POLICY held_by_link ON {table}",
    )


def let_work(table: str) -> RunSQL:
    """Show every row to the worker while it works, and to who verifies with its role."""
    shown = _named("worker", "operator")
    return RunSQL(
        f"CREATE POLICY worked_on ON {table} TO {WORKER} USING ({shown})",
        f"DROP POLICY worked_on ON {table}",
    )


def _wall(table: str, shown: str) -> RunSQL:
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f" CREATE POLICY at_her_tables ON {table} TO {WEB} USING ({shown})",
        f"DROP POLICY at_her_tables ON {table};"
        f" ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    )


def _named(*names: str) -> str:
    listed = ", ".join(f"'{name}'" for name in names)
    return f"(SELECT current_setting('trackii.principal', true)) IN ({listed})"
