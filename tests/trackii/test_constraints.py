"""What the three constraints say, read as the questions they put to PostgreSQL."""

import make
import pytest
from django.db import IntegrityError, connection
from django.db.models import CheckConstraint

from dialogues.models import Initiative, Membership
from participants.models import Candidacy
from trackii.accounts.models import Invitation
from trackii.constraints import all_or_none, never_the_same, two_signatories
from workshops.models import Review, Seat, Summary

ONE, OTHER = (
    "'00000000-0000-4000-8000-00000000000a'",
    "'00000000-0000-4000-8000-00000000000b'",
)
HOUR = "'2026-03-01'"


def _holds(model, constraint, **row):
    """Whether PostgreSQL would take this row, as far as one constraint goes."""
    editor = connection.schema_editor()
    check = constraint._get_check_sql(model, editor).replace("%%", "%")
    columns = {
        field.column: row.get(field.name, "NULL")
        for field in model._meta.concrete_fields
    }
    cast = {
        field.column: field.db_type(connection) for field in model._meta.concrete_fields
    }
    values = ", ".join(
        f'{value}::{cast[column]} AS "{column}"' for column, value in columns.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({check}) IS NOT FALSE FROM (SELECT {values}) row_")
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "holds"),
    [
        ({}, True),
        ({"signed_by": ONE, "signed_at": HOUR}, True),
        ({"signed_by": ONE}, False),
        ({"signed_at": HOUR}, False),
    ],
)
def test_the_who_and_the_when_come_together_or_not_at_all(row, holds):
    whole = all_or_none("signed_by", "signed_at", name="whole")

    assert _holds(Initiative, whole, **row) is holds


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "opened", "signed", "holds"),
    [
        ("scoping", ONE, "NULL", True),
        ("active", ONE, OTHER, True),
        ("active", ONE, ONE, False),
        ("active", ONE, "NULL", False),
        ("active", "NULL", OTHER, False),
        ("active", "NULL", "NULL", False),
    ],
)
def test_two_different_people_have_signed_in_every_state_but_the_early_ones(
    state, opened, signed, holds
):
    two = two_signatories("opened_by", "signed_by", unless=["scoping"], name="two")

    row = {"state": f"'{state}'", "opened_by": opened, "signed_by": signed}

    assert _holds(Initiative, two, **row) is holds


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("nominated", "recommended", "decided", "holds"),
    [
        (ONE, "NULL", "NULL", True),
        (ONE, OTHER, "NULL", True),
        (ONE, ONE, "NULL", False),
        (ONE, OTHER, ONE, False),
        ("NULL", ONE, ONE, True),  # the two others may be one, as far as this goes
    ],
)
def test_the_first_is_never_also_one_of_the_others(
    nominated, recommended, decided, holds
):
    never = never_the_same("nominated_by", "recommended_by", "decided_by", name="never")

    row = {
        "nominated_by": nominated,
        "recommended_by": recommended,
        "decided_by": decided,
    }

    assert _holds(Candidacy, never, **row) is holds


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model",
    [Initiative, Membership, Candidacy, Seat, Summary, Review, Invitation],
    ids=lambda model: model.__name__,
)
def test_every_check_of_the_models_stands_in_the_database(model):
    said = {c.name for c in model._meta.constraints if isinstance(c, CheckConstraint)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype = 'c' AND convalidated",
            [model._meta.db_table],
        )
        stands = {name for (name,) in cursor.fetchall() if not name.endswith("_check")}

    assert said == stands
    assert said


@pytest.mark.django_db
def test_half_a_signature_is_refused(heron):
    with pytest.raises(IntegrityError, match="an_opening_signature_is_whole"):
        make.by_hand("UPDATE dialogues_initiative SET signed_at = NULL")
