"""Destroying: by two before the day, by itself on the day, never under a hold."""

from datetime import timedelta

import make
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from dialogues import destruction, holds, initiatives, retention
from dialogues.charter import Archive
from dialogues.models import Destruction, Hold
from participants import people, vetting
from participants.models import Candidacy, Person
from trackii import clock
from trackii.audit.models import Entry
from trackii.outbox.models import Letter
from trackii.policy import Refused
from trackii.states import WrongState
from trackii.vault import keystore
from trackii.vault.errors import Shredded, VaultAway
from trackii.vault.models import Link
from workshops import circulation, notes, scheduling, summaries
from workshops.models import Note, Seat, Workshop

pytestmark = pytest.mark.django_db

WORDS = "They fear to lose the winter catch."


@pytest.fixture
def amal(approved):
    return approved[0]


@pytest.fixture
def boris(approved):
    return approved[1]


@pytest.fixture
def asked(heron, amal, carla):
    return destruction.ask(heron, "person", amal.person_id, by=carla)


@pytest.fixture
def closed(in_session, rosa, farid):
    """A round that is over, with a note in it."""
    make.note(in_session.sessions.get(), by=rosa, words=WORDS)
    with make.acting(farid):
        scheduling.take(in_session, "close", by=farid)
    return Workshop.objects.get(pk=in_session.pk)


def _later(**days):
    return clock.at(clock.now() + timedelta(**days))


# --- two hands


def test_a_person_is_erased_on_the_second_signature(asked, amal, boris, carla, farid):
    destruction.sign(asked, by=farid)

    person = Person.objects.get(pk=amal.person_id)
    assert (asked.state, person.state) == ("done", "erased")
    with make.acting(carla):
        known = people.read([amal.person, boris.person], by=carla)
        assert [each.name for each in known] == ["[destroyed]", "Boris Lem"]
        with pytest.raises(Shredded):
            people.read_one(amal, by=carla)


def test_one_hand_destroys_nothing(asked, amal, carla):
    with pytest.raises(Refused, match="signed by two"):
        destruction.sign(asked, by=carla)

    with make.acting(carla):
        assert people.read([amal.person], by=carla)[0].name == "Amal Haddad"


def test_the_database_refuses_one_hand_too(asked, carla):
    with pytest.raises(IntegrityError, match="early_destruction_has_two_signatories"):
        make.by_hand(
            "UPDATE dialogues_destruction SET state = 'signed', signed_by_id = %s,"
            " signed_at = now()",
            carla.pk,
        )
    with pytest.raises(IntegrityError, match="early_destruction_has_two_signatories"):
        make.by_hand("UPDATE dialogues_destruction SET state = 'signed'")


@pytest.mark.parametrize("who", ["rosa", "vera", "oskar", "rhea", "omar"])
def test_who_is_neither_convener_nor_facilitator_neither_asks_nor_signs(
    heron, asked, boris, who, request
):
    somebody = request.getfixturevalue(who)

    with pytest.raises(Refused):
        destruction.ask(heron, "person", boris.person_id, by=somebody)
    with pytest.raises(Refused):
        destruction.sign(asked, by=somebody)

    assert Person.objects.exclude(state="active").count() == 0


def test_what_was_asked_is_taken_back_and_can_be_asked_again(
    heron, asked, amal, carla, farid
):
    destruction.take_back(asked, by=farid)

    again = destruction.ask(heron, "person", amal.person_id, by=carla)
    destruction.sign(again, by=farid)
    with pytest.raises(WrongState):
        destruction.take_back(again, by=farid)


def test_the_same_thing_is_asked_for_once(heron, asked, amal, farid):
    with pytest.raises(ValidationError, match="already"):
        destruction.ask(heron, "person", amal.person_id, by=farid)


def test_of_two_who_sign_only_the_first_counts(asked, farid, heron, omar, carla):
    in_another_tab = Destruction.objects.get(pk=asked.pk)
    destruction.sign(asked, by=farid)

    with pytest.raises(WrongState):
        destruction.sign(in_another_tab, by=farid)


def test_somebody_at_another_table_is_not_destroyed_from_here(heron, carla, omar, team):
    other = make.initiative(team, code="larch")
    theirs = make.candidacy(other, by=carla)

    with pytest.raises(ValidationError, match="nothing of the kind"):
        destruction.ask(heron, "person", theirs.person_id, by=carla)


# --- what follows


def test_who_is_erased_gives_back_her_seat_and_no_letter_goes(
    heron, confirmed, amal, carla, farid
):
    asked = destruction.ask(heron, "person", amal.person_id, by=carla)
    destruction.sign(asked, by=farid)

    assert Candidacy.objects.get(pk=amal.pk).state == "withdrawn"
    assert Seat.objects.get(candidacy=amal).state == "declined"
    letter = Letter.objects.get(person=amal.person_id)
    assert (letter.state, letter.recipient) == ("cancelled", None)
    assert not confirmed.registry.filter(person=amal.person_id).exists()


def test_no_link_of_who_was_erased_opens_anything_and_no_letter_with_one_goes(
    heron, in_session, amal, boris, carla, farid, oskar, rosa
):
    summary = make.summary(in_session, by=rosa, reader=farid, state="second_read")
    with make.acting(farid):
        summaries.circulate(summary, by=farid)
        for review in summary.reviews.all():
            circulation.send(review, by=farid)
    before = dict(Link.objects.values_list("person", "state"))

    asked = destruction.ask(heron, "person", amal.person_id, by=carla)
    destruction.sign(asked, by=farid)

    after = dict(Link.objects.values_list("person", "state"))
    letters = Letter.objects.filter(kind="review").values_list("person", "state")
    assert before == {amal.person_id: "live", boris.person_id: "live"}
    assert after == {amal.person_id: "revoked", boris.person_id: "live"}
    assert dict(letters) == {amal.person_id: "cancelled", boris.person_id: "due"}


def test_the_notes_of_one_session_are_destroyed_and_the_room_goes_on(
    heron, in_session, rosa, carla, farid
):
    first, second = in_session.sessions.get(), make.session(in_session, by=farid)
    gone, stays = (make.note(each, by=rosa, words=WORDS) for each in (first, second))

    asked = destruction.ask(heron, "notes", first.pk, by=carla)
    destruction.sign(asked, by=farid)

    states = dict(Note.objects.values_list("pk", "state"))
    assert states == {gone.pk: "destroyed", stays.pk: "draft"}
    with make.acting(rosa):
        read = dict(notes.read(in_session, by=rosa))
    assert [read[gone], read[stays]] == ["[destroyed]", WORDS]


def test_a_round_that_goes_on_keeps_its_room(heron, in_session, carla):
    with pytest.raises(ValidationError, match="nothing of the kind"):
        destruction.ask(heron, "round", in_session.pk, by=carla)


def test_the_whole_initiative_goes_once_it_is_concluded(
    heron, closed, rosa, carla, farid
):
    with pytest.raises(ValidationError, match="nothing of the kind"):
        destruction.ask(heron, "initiative", heron.pk, by=carla)
    make.conclude(heron, by=carla)

    asked = destruction.ask(heron, "initiative", heron.pk, by=carla)
    destruction.sign(asked, by=farid)

    heron.refresh_from_db()
    assert heron.state == "archived"
    with make.acting(carla), pytest.raises(Shredded):
        initiatives.read(heron, by=carla)


def test_a_certificate_says_what_when_and_by_whom_and_nothing_else(
    asked, amal, carla, farid
):
    destruction.sign(asked, by=farid)

    row = Destruction.objects.values().get()
    assert {k: row[k] for k in ("kind", "thing", "early", "horizon")} == {
        "kind": "person",
        "thing": amal.person_id,
        "early": True,
        "horizon": 30,
    }
    assert (row["asked_by_id"], row["signed_by_id"]) == (carla.pk, farid.pk)
    assert row["done_at"] is not None
    assert destruction.name(asked) == "A-01"
    verbs = Entry.objects.filter(subject=asked.pk).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "ask to destroy",
        "sign",
        "carry_out",
    ]


# --- on the day


def test_nothing_is_destroyed_before_its_day(closed, rosa):
    with _later(days=99):  # the round ends in 13, and 90 follow
        assert destruction.shred_due() == destruction.Done(ahead=1)

    with make.acting(rosa):
        assert [words for _note, words in notes.read(closed, by=rosa)] == [WORDS]


def test_the_room_of_a_round_is_destroyed_ninety_days_after_it_ended(closed, rosa):
    draft = make.summary(closed, by=rosa)
    with _later(days=104):
        done = destruction.shred_due()
        again = destruction.shred_due()

    assert (done.destroyed, again.destroyed) == (1, 0)
    order = Destruction.objects.get()
    assert (order.kind, order.early, order.asked_by) == ("round", False, None)
    with make.acting(rosa):
        assert [words for _n, words in notes.read(closed, by=rosa)] == ["[destroyed]"]
        with pytest.raises(Shredded):
            summaries.read_draft(draft, by=rosa)


def test_people_are_erased_a_year_after_the_end_and_who_was_declined_before(
    heron, amal, vera, viktor, carla
):
    make.candidacy(
        heron, by=carla, name="Ola Brun", state="declined", officers=(vera, viktor)
    )
    with _later(days=181):
        first = destruction.shred_due().destroyed
    make.conclude(heron, by=carla)
    with _later(days=366):
        second = destruction.shred_due().destroyed

    assert (first, second) == (1, 2)  # then amal and boris
    assert set(Person.objects.values_list("state", flat=True)) == {"erased"}


def test_who_withdrew_is_erased_half_a_year_later(heron, amal, carla):
    vetting.move(amal, "withdraw", by=carla)

    with _later(days=179):
        assert destruction.shred_due().destroyed == 0
    with _later(days=181):
        assert destruction.shred_due().destroyed == 1
    assert Person.objects.get(pk=amal.person_id).state == "erased"


def test_everything_goes_where_the_opening_decided_so(team, carla):
    made = make.initiative(team, archive=Archive.DESTROY)
    make.conclude(made, by=carla)

    with _later(days=31):
        assert destruction.shred_due().destroyed == 1

    made.refresh_from_db()
    assert made.state == "archived"
    assert keystore.everything() == {}


def test_what_is_kept_by_decision_never_falls_due(heron, closed, carla):
    make.conclude(heron, by=carla)
    initiatives.keep_by_decision(heron, by=carla)

    with _later(days=5000):
        assert destruction.shred_due() == destruction.Done()
        assert retention.calendar(heron) == []


def test_what_two_were_asked_for_needs_no_second_once_it_is_due(heron, closed, carla):
    destruction.ask(heron, "round", closed.pk, by=carla)

    with _later(days=104):
        assert destruction.shred_due().destroyed == 1
    order = Destruction.objects.get()
    assert (order.early, order.asked_by, order.signed_by) == (False, carla, None)


def test_an_order_somebody_wrote_into_the_database_for_what_is_not_due_is_not_obeyed(
    heron, amal, carla
):
    Destruction.objects.create(
        initiative=heron, kind="person", thing=amal.person_id, early=False,
        due_on=clock.today() - timedelta(days=1), state="signed",
    )  # fmt: skip

    assert destruction.shred_due() == destruction.Done(refused=1)
    with make.acting(carla):
        assert people.read([amal.person], by=carla)[0].name == "Amal Haddad"


def test_what_a_run_began_the_next_one_ends(heron, closed, rosa, settings):
    mounted, settings.KEYSTORE = settings.KEYSTORE, settings.KEYSTORE / "elsewhere"
    with _later(days=104), pytest.raises(VaultAway):
        destruction.shred_due()
    assert Destruction.objects.get().state == "signed"
    assert Note.objects.get().state == "draft"

    settings.KEYSTORE = mounted
    with _later(days=104):
        assert destruction.shred_due().destroyed == 1
    assert Note.objects.get().state == "destroyed"


# --- the hold


def test_a_hold_stops_the_calendar_and_both_hands(
    heron, closed, asked, amal, boris, vera, carla, farid
):
    holds.put(heron, by=vera)

    with pytest.raises(ValidationError, match="legal hold"):
        destruction.sign(asked, by=farid)
    also = destruction.ask(heron, "person", boris.person_id, by=carla)
    with pytest.raises(ValidationError, match="legal hold"):
        destruction.sign(also, by=farid)
    with _later(days=104):
        assert destruction.shred_due() == destruction.Done(held=1)
    assert {*Destruction.objects.values_list("state", flat=True)} == {"asked"}
    assert Note.objects.get().state == "draft"
    with make.acting(carla):
        assert people.read([amal.person], by=carla)[0].name == "Amal Haddad"


def test_the_database_takes_no_certificate_under_a_hold(heron, asked, vera, farid):
    holds.put(heron, by=vera)

    with pytest.raises(IntegrityError, match="a legal hold stands"):
        make.by_hand(
            "UPDATE dialogues_destruction SET state = 'done', early = false,"
            " due_on = now(), done_at = now(), horizon = 1, head_position = 0,"
            " head_mac = ''"
        )


def test_a_hold_is_lifted_by_two(heron, closed, vera, carla):
    hold = holds.put(heron, by=vera)
    holds.ask_to_lift(hold, by=vera)
    with pytest.raises(Refused, match="by two"):
        holds.lift(hold, by=vera)
    with _later(days=104):
        assert destruction.shred_due().destroyed == 0

    holds.lift(hold, by=carla)

    assert holds.standing(heron) is None
    with _later(days=104):
        assert destruction.shred_due().destroyed == 1


def test_the_database_refuses_a_lifting_by_one_hand(heron, vera):
    hold = holds.put(heron, by=vera)
    holds.ask_to_lift(hold, by=vera)

    with pytest.raises(IntegrityError, match="a_lifting_has_two_signatories"):
        make.by_hand(
            "UPDATE dialogues_hold SET state = 'lifted', lifted_by_id = %s,"
            " lifted_at = now()",
            vera.pk,
        )
    with pytest.raises(IntegrityError, match="a_lifting_has_two_signatories"):
        make.by_hand("UPDATE dialogues_hold SET state = 'lifted'")


def test_asking_to_lift_is_taken_back_and_one_hold_is_enough(heron, vera, carla):
    hold = holds.put(heron, by=vera)
    with pytest.raises(ValidationError, match="already"):
        holds.put(heron, by=carla)
    holds.ask_to_lift(hold, by=vera)
    holds.keep_up(hold, by=carla)

    assert Hold.objects.get().state == "standing"
    with pytest.raises(WrongState):
        holds.lift(hold, by=carla)


@pytest.mark.parametrize("who", ["rosa", "oskar", "rhea", "omar"])
def test_others_put_nothing_on_hold(heron, who, request):
    with pytest.raises(Refused):
        holds.put(heron, by=request.getfixturevalue(who))

    assert not Hold.objects.exists()
