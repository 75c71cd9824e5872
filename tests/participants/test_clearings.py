"""Several checks at once obey what one obeys."""

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from participants import checks, clearings, conflicts, people, rechecks
from participants.models import Candidacy, Check
from trackii.audit.models import Entry
from trackii.outbox.models import Letter
from trackii.policy import Refused
from trackii.states import WrongState
from trackii.vault.errors import VaultLocked

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(heron, carla, vera, viktor):
    """Two people in review, each with her checks on her identity and her office open."""
    for name in ("Amal Haddad", "Boris Lem"):
        make.candidacy(heron, by=carla, name=name, state="in_review", officers=(vera, viktor))  # fmt: skip
    rows = Check.objects.filter(kind__in=["identity", "office"]).select_related(
        "person"
    )
    return list(rows.order_by("person__code", "kind"))


def _read(found):
    rows = Check.objects.filter(pk__in=[each.pk for each in found]).select_related("person")  # fmt: skip
    return {each.pk: checks.edition(each) for each in rows}


def _find(heron, found, by, read=None):
    with make.acting(by):
        clearings.find(heron, read or _read(found), by=by, words="Nothing found.")


def _confirm(heron, found, by, read=None):
    with make.acting(by):
        clearings.confirm(heron, read or _read(found), by=by)


def test_two_officers_end_several_and_the_record_names_each(heron, two, vera, viktor):
    _find(heron, two, vera)
    _confirm(heron, two, viktor)

    found = Check.objects.filter(pk__in=[each.pk for each in two])
    assert {each.state for each in found} == {"clear"}
    assert {(each.found_by, each.settled_by) for each in found} == {(vera, viktor)}
    for verb, hand in (("find", vera), ("clear", viktor)):
        named = Entry.objects.filter(verb=verb, actor=hand.pk, rows=1)
        assert {*named.values_list("subject", flat=True)} == {each.pk for each in two}
    with make.acting(viktor):
        assert checks.read(found[0], by=viktor).words == "Nothing found."
    weeks = {rechecks._monday(each.expires_on) for each in found}
    assert Letter.objects.filter(kind="recheck").count() == 2 * len(weeks)


def test_nobody_is_second_to_herself_and_nobody_without_her_key_signs(
    heron, two, vera, viktor, carla
):
    with pytest.raises(PermissionDenied):
        _find(heron, two, carla)
    _find(heron, two, vera)

    with pytest.raises(Refused, match="signed by two"):
        _confirm(heron, two, vera)
    with pytest.raises(PermissionDenied):
        _confirm(heron, two, carla)
    with pytest.raises(VaultLocked):
        clearings.confirm(heron, _read(two), by=viktor)
    assert not Check.objects.exclude(settled_by=None).exists()


def test_who_is_close_to_one_signs_for_none_of_them(heron, two, vera, viktor):
    amal = Candidacy.objects.get(person=two[0].person)
    _find(heron, two, vera)
    with make.acting(viktor):
        conflicts.declare(amal, by=viktor, words="My aunt.")

    with pytest.raises(Refused, match="close to somebody"):
        _confirm(heron, two, viktor)

    assert not Check.objects.exclude(settled_by=None).exists()


def test_nobody_confirms_after_somebody_who_put_her_forward(heron, two, vera, viktor):
    _find(heron, two, vera)
    make.by_hand("SET CONSTRAINTS ALL IMMEDIATE")
    make.by_hand("ALTER TABLE participants_candidacy DISABLE TRIGGER USER")
    Candidacy.objects.filter(person=two[0].person).update(nominated_by=vera)

    with pytest.raises(ValidationError, match="Who signed first may sign nothing"):
        _confirm(heron, two, viktor)


def test_what_was_revised_or_found_meanwhile_stops_all_of_them(
    heron, two, vera, viktor
):
    read = _read(two)
    with make.acting(viktor):
        make.found(Check.objects.select_related("person").get(pk=two[1].pk), by=viktor)

    with pytest.raises(ValidationError, match="revised meanwhile"):
        _find(heron, two, vera, read)
    with pytest.raises(WrongState):
        _find(heron, two, vera)
    with pytest.raises(WrongState):
        _confirm(heron, two, vera)

    assert Check.objects.filter(found_by=vera).count() == 0
    assert Check.objects.exclude(settled_by=None).count() == 0


def test_sanctions_are_never_signed_for_beside_others(heron, two, vera):
    sanctions = Check.objects.get(kind="sanctions", person=two[0].person)

    with pytest.raises(ValueError, match="sanctions"):
        _find(heron, [*two, sanctions], vera)


def test_conditions_that_another_found_are_kept_by_the_team(heron, two, vera, viktor):
    [check] = two[:1]
    with make.acting(vera):
        checks.note(check, "refer", by=vera, words="To counsel.")
        make.found(check, by=vera, outcome="conditions", conditions="No travel money.")

    _confirm(heron, [check], viktor)

    amal = Candidacy.objects.get(person=check.person)
    assert Check.objects.get(pk=check.pk).state == "conditions"
    with make.acting(viktor):
        assert people.read_one(amal, by=viktor).conditions
