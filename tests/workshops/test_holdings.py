"""Holdings: one table says of every sealed field about a person who counts it and who reads it."""

from dataclasses import fields

from django.apps import apps

from participants import facts
from participants.folders import Known
from participants.particulars import Particulars, Standing
from trackii.vault.fields import SealedField
from workshops import holdings
from workshops.guests import Guest


def _of_a_person():
    """Every sealed field that dies with a person, as the models say."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            with_her = {"person", "person_id", "things"}
            if model._meta.label in ("participants.Person", "participants.Evidence"):
                with_her = {"pk"}  # a file beside a check dies before her, or with her
            if isinstance(field, SealedField) and field.dies_with in with_her:
                yield f"{model._meta.label}.{field.name}"


def test_every_sealed_field_that_dies_with_a_person_stands_in_the_table():
    assert sorted(_of_a_person()) == sorted(holdings.HELD)


def test_every_kind_is_counted_and_every_line_leads_to_a_person():
    kinds = {held.kind for held in holdings.HELD.values()}

    assert kinds == set(holdings.KINDS)
    for name, held in holdings.HELD.items():
        model = apps.get_model(name.rpartition(".")[0])
        assert model._base_manager.filter(**{f"{held.person}__in": []}).count() == 0


def test_what_is_not_hers_to_read_is_named_to_her():
    theirs = {held.kind for held in holdings.HELD.values() if not held.hers}

    assert theirs == set(holdings.UNREAD)


def test_every_fact_of_the_envelope_is_shown_to_her_or_withheld_with_a_reason():
    known = {field.name for field in fields(Particulars)}

    assert facts.SHOWN.keys() | facts.WITHHELD.keys() == known
    assert facts.SHOWN.keys() & facts.WITHHELD.keys() == set()
    assert {field.name for field in fields(Standing)} == {
        "capacity", "since", "office", "before",
    }  # fmt: skip


def test_what_is_withheld_is_not_handed_out():
    known = Particulars("Amal Haddad", safe_channel="By Farid.", risk="high",
                        risk_reasons="The march.", access_reasons="He listens.")  # fmt: skip

    handed = facts.shown(known)

    assert handed.keys() == facts.SHOWN.keys()
    told = str(handed)
    assert [w for w in ("Farid", "high", "march", "listens") if w in told] == []


def test_she_reads_in_which_capacity_she_comes_and_of_which_office_that_speaks():
    known = facts.shown(Particulars("Amal Haddad"))
    said = []
    for office in ("", "Harbour master"):
        standing = Standing("official", "2026-03-01", office)
        guest = Guest(*[None] * 4, Known(known, vars(standing), "2026-03-02"), None, [])
        said.append(dict(holdings.known(guest))["Capacity"])

    assert said == [
        "In an official capacity, 1 March 2026",
        "In an official capacity, 1 March 2026 · Harbour master",
    ]
