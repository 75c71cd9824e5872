"""PostgreSQL reckons who is clear of the lists, and approves nobody who is not."""

from django.db import migrations

# Of her particulars, the same as sealing.mark.
GUARD = """
CREATE FUNCTION lists_in_force(table_ uuid) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce(encode(sha256(convert_to(
    string_agg(held.said, '|' ORDER BY held.said COLLATE "C"), 'UTF8'
  )), 'hex'), '')
  FROM (
    SELECT kind || ':' || digest AS said FROM participants_watchlist
     WHERE followed_at IS NULL AND (added_by_id IS NULL OR confirmed_at IS NOT NULL)
    UNION ALL
    SELECT 'own:' || id FROM participants_ownlist WHERE initiative_id = table_
  ) AS held
$$;

CREATE FUNCTION cleared_of_sanctions(person_ uuid, day date) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM participants_check AS piece
      JOIN participants_person AS who ON who.id = piece.person_id
     WHERE piece.person_id = person_ AND piece.kind = 'sanctions'
       AND piece.state IN ('clear', 'false_positive', 'conditions')
       AND piece.expires_on >= day AND piece.against <> ''
       AND piece.against = lists_in_force(piece.initiative_id)
       AND piece.about = encode(sha256(sha256(who.particulars)), 'hex')
  )
$$;

CREATE FUNCTION nobody_is_cleared_without_a_look() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM participants_screening AS last
      JOIN participants_person AS who ON who.id = last.person_id
     WHERE last.person_id = NEW.person_id
       AND last.against = NEW.against AND last.about = NEW.about
       AND last.against = lists_in_force(NEW.initiative_id)
       AND last.about = encode(sha256(sha256(who.particulars)), 'hex')
  ) THEN
    PERFORM refuse_as('nobody_is_cleared_without_a_look');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER nobody_is_cleared_without_a_look
BEFORE INSERT OR UPDATE OF state, against, about ON participants_check FOR EACH ROW
WHEN (NEW.kind = 'sanctions' AND NEW.state IN ('clear', 'false_positive', 'conditions'))
EXECUTE FUNCTION nobody_is_cleared_without_a_look();

CREATE OR REPLACE FUNCTION what_is_asked_for_is_cleared() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  asked text[] := checks_asked_for(NEW.initiative_id);
  day CONSTANT date := coalesce(NEW.decided_at, now())::date;
BEGIN
  IF lists_in_force(NEW.initiative_id) <> '' THEN
    asked := array_append(asked, 'sanctions');
  END IF;
  IF ('sanctions' = ANY (asked) AND NOT cleared_of_sanctions(NEW.person_id, day))
     OR EXISTS (
    SELECT FROM unnest(asked) AS each(kind)
     WHERE each.kind <> 'sanctions' AND NOT EXISTS (
       SELECT FROM participants_check AS piece
        WHERE piece.person_id = NEW.person_id AND piece.kind = each.kind
          AND piece.state IN ('clear', 'false_positive', 'conditions')
          AND piece.expires_on >= day
     )
  ) THEN
    PERFORM refuse_as('what_is_asked_for_is_cleared');
  END IF;
  RETURN NEW;
END $$;
"""
LET = """
CREATE OR REPLACE FUNCTION what_is_asked_for_is_cleared() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM unnest(checks_asked_for(NEW.initiative_id)) AS asked(kind)
     WHERE NOT EXISTS (
       SELECT FROM participants_check AS piece
        WHERE piece.person_id = NEW.person_id AND piece.kind = asked.kind
          AND piece.state IN ('clear', 'false_positive', 'conditions')
          AND piece.expires_on >= coalesce(NEW.decided_at, now())::date
     )
  ) THEN
    PERFORM refuse_as('what_is_asked_for_is_cleared');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER nobody_is_cleared_without_a_look ON participants_check;
DROP FUNCTION nobody_is_cleared_without_a_look;
DROP FUNCTION cleared_of_sanctions;
DROP FUNCTION lists_in_force;
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0022_the_check_owns_the_verdict")]
    operations = [migrations.RunSQL(GUARD, LET)]
