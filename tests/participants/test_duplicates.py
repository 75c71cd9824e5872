"""Who is put forward twice is found by marks that open nothing; two rows become one."""

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from dialogues.models import Side
from participants import (
    care,
    duplicates,
    erasing,
    merging,
    people,
    undertakings,
    vetting,
    wordings,
)
from participants.attributes import Office
from participants.models import Candidacy, Person
from participants.particulars import Capacity, Standing
from trackii import clock
from trackii.audit.models import Entry
from trackii.policy import Refused
from trackii.vault import compartments
from trackii.vault.models import Compartment

SENT = {
    "name": "Amal H.", "language": "en", "actor_type": "other", "capacity": "personal",
    "case": "The fishers listen to her.", "email": " Amal.Haddad@example.net",
}  # fmt: skip


def _put(on, by, name="Amal Haddad", side="A", **more):
    return make.candidacy(on, by=by, name=name, side=side, **more).person


def test_an_address_or_a_number_that_is_there_is_asked_about_and_may_be_insisted_on(
    heron, carla, browse
):
    _put(heron, carla, phone="+47 912 34 567")
    url, side = "/dialogues/heron/people/nominate/", heron.sides.get(letter="B").pk
    by_phone = {"email": "x@example.net", "phone": "0047-91234567", "name": "Boris Lem"}
    browser = browse(carla)

    plain = browser.get(url).text
    asked = browser.post(url, SENT | {"side": side})
    by_number = browser.post(url, SENT | by_phone | {"side": side})
    insisted = browser.post(url, SENT | {"side": side, "anyway": "on"})

    assert 'type="checkbox" name="anyway"' not in plain
    assert asked.status_code == by_number.status_code == 422
    for page in (asked, by_number):
        assert "A-01 has the same email or telephone" in page.text
        assert 'type="checkbox" name="anyway"' in page.text
    assert 'value="Amal H."' in asked.text
    assert insisted.status_code == 302
    assert list(Person.objects.values_list("code", flat=True)) == ["a-01", "b-01"]


def test_a_database_shows_no_address_and_not_even_that_two_tables_know_the_same(
    team, heron, carla
):
    larch = make.initiative(team, code="larch")
    here, there = (_put(each, carla, phone="+47 912 34 567") for each in (heron, larch))

    marks = {here.email_mark, here.phone_mark, there.email_mark, there.phone_mark}

    assert len({bytes(mark) for mark in marks}) == 4
    assert {len(mark) for mark in marks} == {32}
    with make.acting(carla):
        asked = make.particulars()
        assert duplicates.known_as(larch, asked, by=carla) == ["a-01"]
        assert duplicates.known_as(heron, asked, by=carla) == ["a-01"]


def test_who_was_put_forward_with_the_vault_locked_is_found_once_she_is_corrected(
    heron, carla
):
    side = Side.objects.get(letter="A")
    standing = Standing(Capacity.PERSONAL, "2026-03-01")
    made = people.nominate(
        side, by=carla, particulars=make.particulars(), standing=standing, case="-"
    )

    with make.acting(carla):
        before = duplicates.known_as(heron, make.particulars(), by=carla)
        people.correct(made.person, by=carla, diet="No fish.")
        after = duplicates.known_as(heron, make.particulars(), by=carla)

    assert (before, after) == ([], ["a-01"])


def test_a_new_generation_of_the_key_finds_what_the_one_before_it_marked(
    heron, carla, oskar
):
    old = _put(heron, carla)
    roster = Compartment.objects.get(kind="roster", about=heron.pk)
    with make.acting(carla):
        compartments.take(oskar, initiative=heron.pk, kinds=["roster"], by=carla)
        compartments.renew_due(by=carla)
    new = _put(heron, carla, side="B")

    with make.acting(carla):
        found = duplicates.known_as(heron, make.particulars(), by=carla)

    assert roster.epochs.count() == 2
    assert bytes(old.email_mark) != bytes(new.email_mark)
    assert found == ["a-01", "b-01"]


def test_a_mark_is_gone_with_who_was_erased(heron, carla):
    person = _put(heron, carla, phone="+47 912 34 567")

    erasing.erase(person.pk)

    person.refresh_from_db()
    assert (person.email_mark, person.phone_mark) == (None, None)


def test_only_who_may_know_people_may_look_for_one(heron, carla, rosa, omar):
    _put(heron, carla)

    for who in (rosa, omar):
        with make.acting(who), pytest.raises(PermissionDenied):
            duplicates.known_as(heron, make.particulars(), by=who)
        with make.acting(who), pytest.raises(PermissionDenied):
            duplicates.pairs(heron, by=who)


def test_likely_pairs_are_shown_with_the_reason_and_nobody_else(heron, carla, browse):
    _put(heron, carla, variants=["أمل حداد"])
    _put(heron, carla, "Amal Hadad", email_edition=1)
    _put(heron, carla, "Boris Lem", side="B", phone="+47 912 34 567")
    _put(heron, carla, "Chiara Rossi", side="B", phone="91234567")
    _put(heron, carla, "Dana Iversen", side="B")

    with make.acting(carla):
        found = duplicates.pairs(heron, by=carla)
    open_page = browse(carla).get("/dialogues/heron/people/duplicates/").text
    locked = browse(carla, locked=True).get("/dialogues/heron/people/duplicates/").text

    assert [(p.one["code"], p.other["code"], p.phone) for p in found] == [
        ("b-01", "b-02", True),
        ("a-01", "a-02", False),
    ]
    assert "/people/a-01/merge/a-02/" in open_page
    assert "Dana Iversen" not in open_page
    assert "Haddad" not in locked
    assert "nothing can be compared" in locked


@pytest.fixture
def two(heron, carla):
    stays = _put(heron, carla, phone="+47 912 34 567", places=["Osier Bend"])
    goes = _put(
        heron, carla, "A. Haddad", side="B", variants=["أمل حداد"], diet="No fish.",
        offices=[Office("Harbour master", "2011", "2015")], places=["Osier Mill"],
    )  # fmt: skip
    return stays, goes


def test_one_stays_and_takes_what_is_new(two, heron, carla):
    stays, goes = two

    with make.acting(carla):
        merging.merge(stays, other=goes, by=carla)
        [known] = care.read([Person.objects.get(pk=stays.pk)], by=carla)

    goes.refresh_from_db()
    assert known.variants == ["A. Haddad", "أمل حداد"]
    assert (known.name, known.email) == ("Amal Haddad", "amal.haddad@example.net")
    assert (known.diet, known.places) == ("No fish.", ["Osier Bend", "Osier Mill"])
    assert [office.title for office in known.offices] == ["Harbour master"]
    assert (goes.merged_into, goes.candidacy.state) == (stays, "withdrawn")
    assert (goes.email_mark, goes.phone_mark) == (None, None)
    assert Entry.objects.get(verb="merge").subject == goes.pk


def test_the_code_name_of_who_went_is_given_to_nobody(two, heron, carla):
    stays, goes = two

    with make.acting(carla):
        merging.merge(stays, other=goes, by=carla)

    assert goes.code == "b-01"
    assert _put(heron, carla, "Ines Faye", side="B").code == "b-02"


def test_who_was_signed_for_does_not_go(heron, carla, vera, viktor, two):
    _stays, other = two
    officers = (vera, viktor)
    signed = make.candidacy(
        heron, by=carla, name="Amal Hadad", state="recommended", officers=officers
    )

    with make.acting(carla), pytest.raises(ValidationError, match="officer has signed"):
        merging.merge(other, other=signed.person, by=carla)
    with make.acting(carla):
        merging.merge(signed.person, other=other, by=carla)

    assert Person.objects.get(pk=other.pk).merged_into == signed.person
    assert Candidacy.objects.get(pk=signed.pk).state == "in_review"


def test_a_seat_stays_with_whom_it_was_offered(heron, confirmed, approved, two, carla):
    seated = approved[0]
    unsigned = {"recommended_by": None, "recommended_at": None, "recommendation": None,
                "decided_by": None, "decided_at": None, "grounds": None}  # fmt: skip
    Candidacy.objects.filter(pk=seated.pk).update(state="nominated", **unsigned)

    with make.acting(carla), pytest.raises(ValidationError, match="offered a seat"):
        merging.merge(two[0], other=seated.person, by=carla)


def test_what_somebody_gave_goes_with_nobody_else(two, heron, carla, oskar):
    stays, other = two
    hers = Candidacy.objects.get(person=other)
    wordings.write(heron, "consent", by=oskar, words={"en": "I agree."}, edition=0)
    undertakings.offer(hers, by=oskar)
    given = {"name": "Amal H.", "on": clock.today(), "witness": "The host"}
    with make.acting(oskar):
        undertakings.take_down(hers.undertakings.get(), by=oskar, **given)

    with (
        make.acting(carla),
        pytest.raises(ValidationError, match="agreed to something"),
    ):
        merging.merge(stays, other=other, by=carla)

    assert Person.objects.get(pk=other.pk).merged_into is None


def test_nobody_goes_twice_or_into_who_went_or_into_herself(two, heron, carla):
    stays, goes = two
    third = _put(heron, carla, "Amal Hadad")

    with make.acting(carla):
        merging.merge(stays, other=goes, by=carla)
        for one, other in ((third, goes), (goes, third), (third, third)):
            with pytest.raises(ValidationError):
                merging.merge(one, other=other, by=carla)

    with pytest.raises(IntegrityError, match="nobody_goes_into_herself"):
        make.by_hand("UPDATE participants_person SET merged_into_id = id")


def test_people_of_two_tables_are_not_merged(team, two, carla):
    larch = make.initiative(team, code="larch")
    elsewhere = _put(larch, carla)

    with make.acting(carla), pytest.raises(ValidationError, match="one initiative"):
        merging.merge(two[0], other=elsewhere, by=carla)


def test_only_who_puts_people_forward_merges_them(two, vera, oskar, rosa):
    stays, goes = two

    for who in (vera, oskar, rosa):
        with make.acting(who), pytest.raises(PermissionDenied):
            merging.merge(stays, other=goes, by=who)

    goes.refresh_from_db()
    assert goes.merged_into is None


def test_who_put_the_one_that_went_forward_does_not_decide_on_who_stays(
    two, carla, vera, heron
):
    stays, goes = two
    Candidacy.objects.filter(person=goes).update(nominated_by=vera)
    with make.acting(carla):
        merging.merge(stays, other=goes, by=carla)

    with make.acting(vera), pytest.raises(Refused, match="does not decide on her"):
        vetting.move(Candidacy.objects.get(person=stays), "review", by=vera)


def test_the_page_before_a_merging_shows_both_and_its_button_does_it(
    two, carla, browse
):
    browser = browse(carla)
    url = "/dialogues/heron/people/a-01/merge/b-01/"

    asked = browser.get(url)
    still = Person.objects.filter(merged_into=None).count()
    done = browser.post(url, follow=True)
    again = browser.post(url)
    gone = browser.get("/dialogues/heron/people/b-01/").text

    assert "Merge B-01 into A-01?" in asked.text
    assert "A. Haddad · أمل حداد" in asked.text
    assert "cannot be taken back" in asked.text
    assert still == 2
    assert "B-01 has gone into A-01." in done.text
    assert again.status_code == 422
    assert "This is the same human as A-01" in gone
