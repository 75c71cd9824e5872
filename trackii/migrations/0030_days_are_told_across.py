"""On which days a colleague's other tables take her: told where both conveners said so."""

from django.db import migrations

# Whoever sits here learns a name of her own team and a day. What is not answered is which
# table it is, of which round, where, and until which hour: whole days by universal time are
# all there is, so that no number of questions tells more. Whose rounds they lead or write
# down take them; a round that is only wished for takes nobody.
ANSWERED = """
CREATE FUNCTION days_taken_elsewhere(here uuid, first date, last date)
RETURNS TABLE (colleague uuid, name varchar, day date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT DISTINCT who.id, who.name, each::date
  FROM dialogues_initiative AS mine
  JOIN dialogues_membership AS seat ON seat.initiative_id = mine.id
    AND seat.state = 'active' AND seat.role <> 'reader'
  JOIN accounts_user AS who ON who.id = seat.user_id AND who.is_active
  JOIN dialogues_membership AS other ON other.user_id = who.id
    AND other.initiative_id <> mine.id
    AND other.state = 'active' AND other.role IN ('facilitator', 'rapporteur')
  JOIN dialogues_initiative AS there ON there.id = other.initiative_id AND there.tells_days
  JOIN workshops_workshop AS round ON round.initiative_id = there.id
    AND round.state IN ('provisional', 'confirmed', 'in_session')
  CROSS JOIN LATERAL generate_series(
    greatest((round.starts_at AT TIME ZONE 'UTC')::date, first)::timestamp,
    least(((round.ends_at - interval '1 microsecond') AT TIME ZONE 'UTC')::date, last),
    interval '1 day'
  ) AS each
  WHERE mine.id = here AND mine.tells_days AND last - first < 1200
    AND here = ANY (tables_at_hand())
$$;
REVOKE ALL ON FUNCTION days_taken_elsewhere(uuid, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION days_taken_elsewhere(uuid, date, date) TO trackii_web;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("trackii", "0029_packs_have_three_audiences"),
        ("dialogues", "0007_days_are_told_across"),
        ("workshops", "0032_rounds_know_how_many_sat_on_each_side"),
    ]
    operations = [
        migrations.RunSQL(
            ANSWERED, "DROP FUNCTION days_taken_elsewhere(uuid, date, date)"
        ),
    ]
