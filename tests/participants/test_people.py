"""People: code names for everybody, names for who may know."""

import re

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from dialogues.models import Side
from participants import people
from participants.models import Candidacy, Person
from participants.particulars import Capacity, Particulars, Standing
from trackii.audit.models import Entry
from trackii.vault.errors import VaultLocked, WrongKey

pytestmark = pytest.mark.django_db


def test_who_is_put_forward_is_a_code_name_from_here_on(heron, carla):
    candidacy = make.candidacy(heron, by=carla, name="Amal Haddad")

    assert (candidacy.person.name, candidacy.state) == ("A-01", "nominated")
    assert candidacy.nominated_by == carla
    assert (
        "Amal"
        not in f"{candidacy} {candidacy.person} {candidacy!r} {candidacy.person!r}"
    )


def test_each_side_counts_its_own(heron, carla):
    codes = [
        make.candidacy(heron, by=carla, side=side, name=f"Guest {number}").person.code
        for number, side in enumerate("ABAT")
    ]

    assert codes == ["a-01", "b-01", "a-02", "t-01"]


def test_a_number_is_not_used_again(heron, carla):
    """Numbers count up as numbers: after the ninth comes the tenth."""
    for number in range(10):
        make.candidacy(heron, by=carla, name=f"Guest {number}")

    assert list(Person.objects.values_list("code", flat=True))[-2:] == ["a-09", "a-10"]


def test_one_code_name_is_one_person(heron, carla):
    make.candidacy(heron, by=carla)
    make.candidacy(heron, by=carla, name="Boris Lem")

    with pytest.raises(IntegrityError, match="a_code_name_is_one_person"):
        make.by_hand("UPDATE participants_person SET code = 'a-01'")


def test_who_may_know_reads_who_they_are(heron, carla, vera, oskar):
    candidacy = make.candidacy(
        heron, by=carla, variants=["أمل حداد"], phone="+47 912 34 567"
    )

    for who in (carla, vera, oskar):
        with make.acting(who):
            known = people.read_one(candidacy, by=who)

        assert known.particulars == Particulars(
            name="Amal Haddad",
            variants=["أمل حداد"],
            email="amal.haddad@example.net",
            phone="+47 912 34 567",
        )
        assert known.case == "The fishers listen to her."
        assert known.standing.capacity == Capacity.PERSONAL
        assert known.particulars.names == ["Amal Haddad", "أمل حداد"]


def test_nobody_else_reads_who_they_are(heron, carla, rosa, rhea, omar, ada):
    person = make.candidacy(heron, by=carla).person

    for who in (rosa, rhea, omar, ada):
        with make.acting(who), pytest.raises((PermissionDenied, WrongKey)):
            people.read([person], by=who)


def test_with_the_vault_locked_code_names_are_all_there_is(heron, carla):
    person = make.candidacy(heron, by=carla).person

    with pytest.raises(VaultLocked):
        people.read([person], by=carla)


def test_only_a_convener_or_a_facilitator_puts_somebody_forward(
    heron, vera, rosa, oskar, rhea, omar
):
    for other in (vera, rosa, oskar, rhea, omar):
        with pytest.raises(PermissionDenied):
            make.candidacy(heron, by=other)

    assert not Person.objects.exists()


def test_somebody_is_put_forward_with_the_vault_locked_and_read_later(heron, carla):
    candidacy = people.nominate(
        Side.objects.get(letter="B"),
        by=carla,
        particulars=make.particulars("Boris Lem"),
        standing=Standing(Capacity.MANDATED, "2026-03-01"),
        case="He is heard at the harbour.",
    )

    with make.acting(carla):
        known = people.read_one(candidacy, by=carla)

    assert (known.particulars.name, known.standing.label) == (
        "Boris Lem",
        "With a mandate",
    )
    assert known.standing.since_date.isoformat() == "2026-03-01"


def test_a_person_is_corrected_by_who_may_know_her(heron, carla, oskar, rosa):
    person = make.candidacy(heron, by=carla).person

    with make.acting(oskar):
        known = make.particulars("Amal Haddad-Vik")
        people.correct(person, by=oskar, particulars=known)
    with make.acting(rosa), pytest.raises(PermissionDenied):
        people.correct(person, by=rosa, particulars=make.particulars("Somebody Else"))

    with make.acting(carla):
        [known] = people.read([Person.objects.get()], by=carla)
    assert (known.name, known.formerly) == ("Amal Haddad-Vik", ["Amal Haddad"])
    assert Entry.objects.get(verb="correct").actor == oskar.pk


def test_an_affiliation_is_corrected_by_officers_and_kept_by_everybody_else(
    browse, heron, carla, vera, oskar
):
    candidacy = make.candidacy(heron, by=carla, affiliation="The Harbour School")
    address = f"{candidacy.get_absolute_url()}correct/"
    sent = {"name": "Amal Haddad", "language": "en", "actor_type": "academic"}

    for who in (carla, oskar):
        page = browse(who).get(address)
        assert page.status_code == 200
        assert "ffiliation" not in page.text
        assert "Harbour School" not in page.text
        forged = sent | {"phone": "+47 912 34 567", "affiliation": "Nowhere"}
        assert browse(who).post(address, forged).status_code == 302
    with make.acting(vera):
        [kept] = people.read([Person.objects.get()], by=vera)
    shown = browse(vera).get(address).text
    browse(vera).post(address, sent | {"affiliation": "The Upper School"})

    assert (kept.affiliation, kept.phone) == ("The Harbour School", "+47 912 34 567")
    assert 'value="The Harbour School"' in shown
    with make.acting(vera):
        [known] = people.read([Person.objects.get()], by=vera)
    assert known.affiliation == "The Upper School"


def test_a_page_of_people_is_one_entry(heron, carla):
    rows = [make.candidacy(heron, by=carla, name=f"Guest {n}").person for n in range(3)]
    before = Entry.objects.filter(verb="unseal").count()

    with make.acting(carla):
        known = people.read(rows, by=carla)

    assert [each.name for each in known] == ["Guest 0", "Guest 1", "Guest 2"]
    assert Entry.objects.filter(verb="unseal").count() == before + 1


def test_the_same_human_at_another_table_is_another_row(team, heron, carla):
    larch = make.initiative(team, code="larch")

    here, there = (make.candidacy(table, by=carla).person for table in (heron, larch))

    assert (here.code, there.code) == ("a-01", "a-01")
    assert here.pk != there.pk
    assert here.particulars != there.particulars


def test_a_list_is_narrowed_by_state_and_side_and_by_nothing_else(
    heron, carla, vera, viktor
):
    one = make.candidacy(heron, by=carla)
    two = make.candidacy(heron, by=carla, side="B", name="Boris Lem")
    three = make.candidacy(
        heron, by=carla, side="B", name="Chiara Rossi", state="in_review",
        officers=(vera, viktor),
    )  # fmt: skip
    rows = Candidacy.objects.listed(heron)

    narrowed = [
        list(rows.narrowed(state=state, side=side))
        for state, side in (
            ("", ""), ("nominated", ""), ("", "B"), ("in_review", "B"), ("Amal", "%"),
        )
    ]  # fmt: skip

    assert narrowed == [
        [one, two, three],
        [one, two],
        [two, three],
        [three],
        [one, two, three],
    ]
    assert people.sides(heron) == ["A", "B", "T"]


def test_an_attribute_of_a_later_edition_does_not_keep_a_person_shut():
    words = '{"name": "Amal Haddad", "star_sign": "heron"}'

    assert Particulars.load(words) == Particulars(name="Amal Haddad")


@pytest.mark.parametrize(
    ("capacity", "office", "stands"),
    [
        ("personal", "", False), ("personal", "Deputy minister", True),
        ("mandated", "", True), ("official", "", True),
    ],
)  # fmt: skip
def test_what_is_not_personal_alone_stands_in_the_way(capacity, office, stands):
    standing = Standing(capacity, "2026-03-01", office)

    assert Standing.load(standing.dump()).stands_in_the_way is stands


def test_nobody_puts_another_in_the_place_of_who_was_signed_for(
    heron, carla, vera, viktor, oskar
):
    officers = (vera, viktor)
    signed = make.candidacy(heron, by=carla, state="recommended", officers=officers)

    with (
        make.acting(oskar),
        pytest.raises(ValidationError, match="has signed for this"),
    ):
        people.correct(
            signed.person, by=oskar, particulars=make.particulars("Somebody Else")
        )


def test_a_number_out_of_an_address_book_is_taken_without_its_signs(
    heron, carla, browse
):
    sent = {
        "name": "Amal Haddad", "side": heron.sides.get(letter="A").pk,
        "phone": "\u202a+47 912 34 567\u202c", "email": " \u202damal@example.net\u202c",
        "language": "en", "actor_type": "civil_society", "capacity": "personal",
        "case": "Heard.",
    }  # fmt: skip

    browse(carla).post("/dialogues/heron/people/nominate/", sent)

    with make.acting(carla):
        known = people.read_one(Candidacy.objects.get(), by=carla).particulars
    assert (known.phone, known.email) == ("+47 912 34 567", "amal@example.net")


def test_the_board_shows_everybody_by_state_and_opens_nobody(
    heron, carla, oskar, vera, viktor, browse
):
    officers = (vera, viktor)
    make.candidacy(heron, by=carla, state="approved", officers=officers)
    for number in range(14):
        make.candidacy(heron, by=carla, name=f"Nominee {number}")
    make.candidacy(heron, by=carla, side="B", name="Somebody of B")
    before = Entry.objects.filter(verb="unseal").count()

    page = browse(oskar).get("/dialogues/heron/people/?as=board").text
    of_b = browse(oskar).get("/dialogues/heron/people/?as=board&side=B").text

    heads = re.findall(r"<h2>(\w[\w ]*) <span class=\"quiet\">(\d+)</span>", page)
    assert heads == [("Nominated", "15"), ("Approved", "1")]
    assert "and 3 more" in page
    assert re.findall(r"<h2>(\w+)", of_b) == ["Nominated"]
    assert "Nominee" not in page
    assert Entry.objects.filter(verb="unseal").count() == before


def test_the_longlist_is_everybody_who_is_not_decided_on(
    heron, carla, vera, viktor, browse
):
    officers = (vera, viktor)
    for state in (
        "nominated",
        "in_review",
        "recommended",
        "approved",
        "reserve",
        "declined",
    ):
        make.candidacy(
            heron, by=carla, name=f"One {state}", state=state, officers=officers
        )

    page = browse(carla).get("/dialogues/heron/people/?state=longlist").text
    board = browse(carla).get("/dialogues/heron/people/?state=longlist&as=board").text
    balance = browse(carla).get("/dialogues/heron/balance/").text

    assert [n for n in range(1, 7) if f"A-0{n}" in page] == [1, 2, 3]
    assert [n for n in range(1, 7) if f"A-0{n}" in board] == [1, 2, 3]
    assert "?state=longlist" in balance


def test_nobody_is_an_academic_because_nobody_looked(heron, carla, browse):
    page = browse(carla).get("/dialogues/heron/people/nominate/").text

    chosen = re.search(r'<select name="actor_type".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r'<option value="(\w*)" selected', chosen) == [""]
