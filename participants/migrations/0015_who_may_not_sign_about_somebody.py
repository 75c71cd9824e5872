"""One function says who may not sign about somebody; PostgreSQL asks it at every signature."""

from django.db import migrations

ASK = """
-- Every row that is the same human: what went into her, and what she went into.
CREATE FUNCTION same_human(somebody uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  WITH RECURSIVE known(id) AS (
    SELECT somebody
    UNION
    SELECT CASE WHEN other.id = known.id THEN other.merged_into_id ELSE other.id END
      FROM known JOIN participants_person AS other
        ON other.merged_into_id = known.id
        OR (other.id = known.id AND other.merged_into_id IS NOT NULL)
  )
  SELECT id FROM known;
$$;
CREATE FUNCTION close_to(somebody uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(DISTINCT declared_by_id), '{}') FROM participants_conflict
   WHERE person_id IN (SELECT same_human(somebody));
$$;
-- Herself and who is close to her, as they declared; and whoever put any of her rows forward.
CREATE FUNCTION may_not_sign_about(somebody uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT close_to(somebody) || coalesce(array_agg(DISTINCT nominated_by_id), '{}')
    FROM participants_candidacy WHERE person_id IN (SELECT same_human(somebody));
$$;

-- Said of a table: what is signed there, and the columns its signatures stand in. It reads
-- as the owner: a signature is not let through because a conflict was not shown.
CREATE FUNCTION who_may_not_sign_does_not() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  hands uuid[];
BEGIN
  SELECT array_agg((to_jsonb(NEW) ->> hand)::uuid) INTO hands
    FROM unnest(TG_ARGV[1:]) AS hand WHERE to_jsonb(NEW) ->> hand IS NOT NULL;
  IF hands && close_to(NEW.person_id) THEN
    PERFORM refuse_as('who_is_close_signs_no_' || TG_ARGV[0]);
  ELSIF hands && may_not_sign_about(NEW.person_id) THEN
    PERFORM refuse_as('a_nominator_signs_no_' || TG_ARGV[0]);
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER who_is_close_signs_no_check ON participants_check;
DROP TRIGGER who_is_close_signs_no_decision ON participants_candidacy;
DROP FUNCTION who_is_close_signs_no_check;
DROP FUNCTION who_is_close_signs_no_decision;

CREATE TRIGGER who_may_not_sign_decides_nothing
BEFORE INSERT OR UPDATE OF recommended_by_id, decided_by_id ON participants_candidacy
FOR EACH ROW EXECUTE FUNCTION
who_may_not_sign_does_not('decision', 'recommended_by_id', 'decided_by_id');

CREATE TRIGGER who_may_not_sign_checks_nothing
BEFORE INSERT OR UPDATE OF found_by_id, settled_by_id ON participants_check
FOR EACH ROW EXECUTE FUNCTION
who_may_not_sign_does_not('check', 'found_by_id', 'settled_by_id');

CREATE TRIGGER who_may_not_sign_judges_nothing
BEFORE INSERT OR UPDATE OF judged_by_id, signed_by_id ON participants_judgement
FOR EACH ROW EXECUTE FUNCTION
who_may_not_sign_does_not('judgement', 'judged_by_id', 'signed_by_id');

CREATE TRIGGER who_may_not_sign_clears_nobody
BEFORE INSERT OR UPDATE OF cleared_by_id ON participants_screening
FOR EACH ROW EXECUTE FUNCTION who_may_not_sign_does_not('clearing', 'cleared_by_id');
"""

# What stands is weighed again when two rows become one, or a table's checks become fewer.
WEIGH = """
CREATE FUNCTION a_merging_bends_no_signature() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  rows CONSTANT uuid[] := ARRAY(SELECT same_human(NEW.id));
  barred CONSTANT uuid[] := may_not_sign_about(NEW.id);
BEGIN
  IF EXISTS (
    SELECT FROM participants_candidacy WHERE person_id = ANY (rows)
       AND barred && ARRAY[recommended_by_id, decided_by_id]
    UNION ALL
    SELECT FROM participants_check WHERE person_id = ANY (rows)
       AND barred && ARRAY[found_by_id, settled_by_id]
    UNION ALL
    SELECT FROM participants_judgement WHERE person_id = ANY (rows)
       AND barred && ARRAY[judged_by_id, signed_by_id]
    UNION ALL
    SELECT FROM participants_screening WHERE person_id = ANY (rows)
       AND cleared_by_id = ANY (barred)
  ) THEN
    PERFORM refuse_as('a_merging_bends_no_signature');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER a_merging_bends_no_signature
AFTER UPDATE OF merged_into_id ON participants_person FOR EACH ROW
WHEN (NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id)
EXECUTE FUNCTION a_merging_bends_no_signature();

-- What was asked for before a change: what two signed last, or what nobody decided otherwise.
CREATE FUNCTION who_may_not_sign_asks_no_less() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  before participants_demand;
  kept boolean;
BEGIN
  SELECT * INTO before FROM participants_demand
   WHERE initiative_id = NEW.initiative_id AND signed_at IS NOT NULL AND id <> NEW.id
   ORDER BY signed_at DESC LIMIT 1;
  kept := (NEW.identity OR NOT coalesce(before.identity, true))
      AND (NEW.sanctions OR NOT coalesce(before.sanctions, true))
      AND (NEW.interests OR NOT coalesce(before.interests, true))
      AND (NEW.office OR NOT coalesce(before.office, true))
      AND (NEW.safety OR NOT coalesce(before.safety, false));
  IF NOT kept AND EXISTS (
    SELECT FROM participants_candidacy AS waits
     WHERE waits.initiative_id = NEW.initiative_id
       AND waits.state IN ('nominated', 'sounded_out', 'in_review', 'referred')
       AND ARRAY[NEW.asked_by_id, NEW.signed_by_id] && may_not_sign_about(waits.person_id)
  ) THEN
    PERFORM refuse_as('who_may_not_sign_asks_no_less');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER who_may_not_sign_asks_no_less
BEFORE INSERT OR UPDATE OF asked_by_id, signed_by_id ON participants_demand
FOR EACH ROW EXECUTE FUNCTION who_may_not_sign_asks_no_less();

CREATE FUNCTION who_is_close_signs_no_export() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM participants_candidacy AS there
      JOIN participants_person AS person ON person.id = there.person_id
     WHERE there.initiative_id = NEW.initiative_id
       AND person.state <> 'erased' AND person.merged_into_id IS NULL
       AND (NEW.scope = 'everybody'
            OR there.state IN ('approved', 'invited', 'accepted', 'confirmed'))
       AND ARRAY[NEW.asked_by_id, NEW.signed_by_id] && close_to(there.person_id)
  ) THEN
    PERFORM refuse_as('who_is_close_signs_no_export');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER who_is_close_signs_no_export
BEFORE INSERT OR UPDATE OF asked_by_id, signed_by_id, fetched_at ON participants_extract
FOR EACH ROW WHEN (NEW.state NOT IN ('given_up', 'lapsed'))
EXECUTE FUNCTION who_is_close_signs_no_export();
"""

LET = """
DROP TRIGGER who_is_close_signs_no_export ON participants_extract;
DROP TRIGGER who_may_not_sign_asks_no_less ON participants_demand;
DROP TRIGGER a_merging_bends_no_signature ON participants_person;
DROP FUNCTION who_is_close_signs_no_export;
DROP FUNCTION who_may_not_sign_asks_no_less;
DROP FUNCTION a_merging_bends_no_signature;
"""

AS_BEFORE = """
DROP TRIGGER who_may_not_sign_clears_nobody ON participants_screening;
DROP TRIGGER who_may_not_sign_judges_nothing ON participants_judgement;
DROP TRIGGER who_may_not_sign_checks_nothing ON participants_check;
DROP TRIGGER who_may_not_sign_decides_nothing ON participants_candidacy;
DROP FUNCTION who_may_not_sign_does_not;
DROP FUNCTION may_not_sign_about;
DROP FUNCTION close_to;
DROP FUNCTION same_human;

CREATE FUNCTION who_is_close_signs_no_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM participants_conflict AS close WHERE close.person_id = NEW.person_id
       AND close.declared_by_id IN (NEW.recommended_by_id, NEW.decided_by_id)
  ) THEN
    PERFORM refuse_as('who_is_close_signs_no_decision');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER who_is_close_signs_no_decision
BEFORE INSERT OR UPDATE OF recommended_by_id, decided_by_id ON participants_candidacy
FOR EACH ROW EXECUTE FUNCTION who_is_close_signs_no_decision();

CREATE FUNCTION who_is_close_signs_no_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM participants_conflict AS close WHERE close.person_id = NEW.person_id
       AND close.declared_by_id IN (NEW.found_by_id, NEW.settled_by_id)
  ) THEN
    PERFORM refuse_as('who_is_close_signs_no_check');
  END IF;
  IF EXISTS (
    SELECT FROM participants_candidacy AS hers WHERE hers.person_id = NEW.person_id
       AND hers.nominated_by_id IN (NEW.found_by_id, NEW.settled_by_id)
  ) THEN
    PERFORM refuse_as('a_nominator_signs_no_check');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER who_is_close_signs_no_check
BEFORE INSERT OR UPDATE OF found_by_id, settled_by_id ON participants_check
FOR EACH ROW EXECUTE FUNCTION who_is_close_signs_no_check();
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0014_a_list_has_a_row_before_its_key")]
    operations = [migrations.RunSQL(ASK, AS_BEFORE), migrations.RunSQL(WEIGH, LET)]
