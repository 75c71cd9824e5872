"""What a participant's calendar is told, which asks with the token of its address alone."""

from django.db import migrations

# As of colleagues: code names, hours, states, and no more; of the rounds she accepted. The
# address ends with the link it was made by, and with her taking part.
ANSWERED = """
CREATE FUNCTION rounds_of_own_feed(
  its_hash bytea, since timestamptz, right_now timestamptz
) RETURNS TABLE (
  recipient uuid, workshop uuid, code varchar, state varchar, starts_at timestamptz,
  ends_at timestamptz, moves int
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT DISTINCT put.id, held.id, held.code, held.state, held.starts_at, held.ends_at,
    held.moves::int
  FROM participants_folder AS laid
  JOIN vault_link AS way ON way.id = laid.link_id
    AND way.state = 'live' AND way.deadline_at > right_now
  JOIN participants_candidacy AS put ON put.id = laid.candidacy_id
    AND put.state NOT IN ('withdrawn', 'declined') AND put.erasure_asked_at IS NULL
  JOIN participants_person AS who ON who.id = put.person_id AND who.state <> 'erased'
  LEFT JOIN (
    SELECT seat.candidacy_id, round.id, there.code, round.state, round.starts_at,
      round.ends_at, round.moves
    FROM workshops_seat AS seat
    JOIN workshops_workshop AS round ON round.id = seat.workshop_id
    JOIN dialogues_initiative AS there ON there.id = round.initiative_id
    WHERE seat.state IN ('accepted', 'attended') AND round.ends_at >= since
  ) AS held ON held.candidacy_id = put.id
  WHERE laid.feed_hash = its_hash
$$;
REVOKE ALL ON FUNCTION rounds_of_own_feed(bytea, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rounds_of_own_feed(bytea, timestamptz, timestamptz)
  TO trackii_web;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0031_entries_are_mailed"),
        ("participants", "0025_a_calendar_may_fetch"),
    ]
    operations = [
        migrations.RunSQL(
            ANSWERED,
            "DROP FUNCTION rounds_of_own_feed(bytea, timestamptz, timestamptz)",
        ),
    ]
