"""Feeds: a colleague's own row, and what is answered to who has its address."""

from django.db import migrations

from trackii.rows import ADD, READ, REMOVE, WEB, give

# A calendar that fetches is no principal. It is told the columns it shows and no other, of
# the tables its colleague sits at just now and reads the brief of; of an address that shows
# nothing, one row with no round in it, so that it is told from none.
ANSWERED = """
CREATE FUNCTION rounds_of_feed(its_hash bytea, since timestamptz) RETURNS TABLE (
  recipient uuid, workshop uuid, code varchar, state varchar, starts_at timestamptz,
  ends_at timestamptz, moves int
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT DISTINCT feed.id, held.id, held.code, held.state, held.starts_at, held.ends_at,
    held.moves::int
  FROM workshops_feed AS feed
  JOIN accounts_user AS colleague
    ON colleague.id = feed.colleague_id AND colleague.is_active
  LEFT JOIN (
    SELECT seat.user_id, round.id, there.code, round.state, round.starts_at,
      round.ends_at, round.moves
    FROM dialogues_membership AS seat
    JOIN dialogues_initiative AS there ON there.id = seat.initiative_id
    JOIN workshops_workshop AS round ON round.initiative_id = there.id
    WHERE seat.state = 'active' AND seat.role <> 'reader' AND round.ends_at >= since
  ) AS held ON held.user_id = colleague.id
  WHERE feed.token_hash = its_hash
$$;
REVOKE ALL ON FUNCTION rounds_of_feed(bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rounds_of_feed(bytea, timestamptz) TO trackii_web;
"""
OWN = f"""
ALTER TABLE workshops_feed ENABLE ROW LEVEL SECURITY;
CREATE POLICY her_own ON workshops_feed TO {WEB} USING (
  'member:' || colleague_id = (SELECT current_setting('trackii.principal', true))
);
"""
ANYBODYS = """
DROP POLICY her_own ON workshops_feed;
ALTER TABLE workshops_feed DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0022_venues"),
        ("workshops", "0016_feeds"),
    ]
    operations = [
        give(WEB, READ, ADD, REMOVE, on="workshops_feed"),
        migrations.RunSQL(OWN, ANYBODYS),
        migrations.RunSQL(ANSWERED, "DROP FUNCTION rounds_of_feed(bytea, timestamptz)"),
    ]
