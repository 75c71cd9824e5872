"""Undertakings: texts for a purpose each, given by name and day, and not carried over to others."""

from datetime import timedelta

import make
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from participants import folders, leaving, papers, undertakings, wordings
from participants.models import Undertaking, Wording
from trackii import clock
from trackii.audit.models import Entry
from trackii.policy import Refused
from trackii.states import WrongState
from trackii.vault.errors import LinkShut
from trackii.vault.models import Link
from workshops import invitations, scheduling, seating
from workshops.models import Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(heron, oskar, approved, worker):
    """Every text we ship is asked for, and Amal has a page of her own."""
    with make.acting(oskar):
        wordings.write_standard(heron, by=oskar)
        folders.send(approved[0], by=oskar)
    return approved[0]


def _link(candidacy):
    return Link.objects.get(occasion=candidacy.pk, state="live")


def give(candidacy, *kinds, name="Amal Haddad", on=None):
    found = [
        u for u in undertakings.of(candidacy) if not kinds or u.wording.kind in kinds
    ]
    undertakings.give_by_link(
        [(each, "ar") for each in found],
        by=_link(candidacy),
        name=name,
        on=on or clock.today(),
    )
    return found


def paper(candidacy, by, *kinds):
    for undertaking in undertakings.of(candidacy):
        if not kinds or undertaking.wording.kind in kinds:
            with make.acting(by):
                undertakings.take_down(undertaking, by=by, name="Amal Haddad",
                                       on=clock.today(), witness="The host")  # fmt: skip


def test_every_text_ships_in_five_languages_and_promises_no_more_than_the_law():
    said = {
        "en": "law", "fr": "loi", "es": "ley", "ru": "закон", "ar": "القانون",
    }  # fmt: skip

    for kind in Wording.Kind.values:
        assert set(undertakings.standard(kind)) == set(said)
    for kind in ("consent", "confidentiality"):
        texts = undertakings.standard(kind)
        assert [code for code, word in said.items() if word not in texts[code]] == []


def test_she_gives_each_text_by_name_and_day(asked, oskar):
    give(asked, "consent", "capacity")

    states = {u.wording.kind: u.state for u in undertakings.of(asked)}
    assert states == {
        "consent": "given", "capacity": "given", "confidentiality": "offered",
        "travel": "offered", "follow_up": "offered",
    }  # fmt: skip
    with make.acting(oskar):
        [signed, *_] = undertakings.signatures(undertakings.of(asked), by=oskar)
    assert (signed.name, signed.day, signed.language) == (
        "Amal Haddad",
        clock.today(),
        "ar",
    )


def test_what_she_typed_is_sealed(asked):
    [given] = give(asked, "consent", name="Quillfeather Haddad")

    row = Undertaking.objects.filter(pk=given.pk).values().get()
    assert b"Quillfeather" not in bytes(row["signature"].token)
    assert "Quillfeather" not in str(row)


def test_another_day_than_today_is_no_day_to_sign_on(asked):
    with pytest.raises(ValidationError, match="the date of today"):
        give(asked, "consent", on=clock.today() - timedelta(days=2))

    assert not Undertaking.objects.filter(state="given").exists()


def test_anybody_elses_link_gives_nothing_of_hers(asked, approved, oskar):
    with make.acting(oskar):
        folders.send(approved[1], by=oskar)
    hers = undertakings.of(asked)

    with pytest.raises(LinkShut):
        undertakings.give_by_link(
            [(each, "en") for each in hers],
            by=_link(approved[1]),
            name="Boris Lem",
            on=clock.today(),
        )

    assert not Undertaking.objects.filter(state="given").exists()


def test_a_paper_is_taken_down_with_its_witness_and_not_from_tomorrow(asked, oskar):
    consent = undertakings.of(asked)[0]
    given = {"by": oskar, "name": "Amal Haddad", "witness": "The host"}

    with pytest.raises(ValidationError, match="still to come"):
        undertakings.take_down(consent, on=clock.today() + timedelta(days=1), **given)
    undertakings.take_down(consent, on=clock.today() - timedelta(days=9), **given)

    with make.acting(oskar):
        [signed] = undertakings.signatures([consent], by=oskar)
    assert (consent.state, signed.witness) == ("given", "The host")
    assert (consent.recorded_by, consent.given_through) == (oskar, None)


def test_who_may_not_invite_takes_nothing_down_and_writes_no_text(asked, vera, heron):
    consent = undertakings.of(asked)[0]
    words = {"en": "Sign here."}

    with pytest.raises(Refused):
        undertakings.take_down(
            consent, by=vera, name="A", on=clock.today(), witness="B"
        )
    with pytest.raises(Refused):
        wordings.write(heron, "travel", by=vera, words=words, edition=1)


def test_a_changed_text_supersedes_what_was_agreed_to(asked, heron, oskar):
    give(asked, "consent")

    with make.acting(oskar):
        wordings.write(heron, "consent", by=oskar, words={"en": "More."}, edition=1)

    editions = asked.undertakings.filter(wording__kind="consent").order_by(
        "wording__edition"
    )
    assert list(editions.values_list("state", flat=True)) == ["superseded", "offered"]
    assert undertakings.missing([asked.pk], heron.pk)[asked.pk] >= {"consent"}


def test_of_two_changes_of_one_text_the_second_is_told(asked, heron, oskar, farid):
    with make.acting(oskar):
        wordings.write(heron, "consent", by=oskar, words={"en": "More."}, edition=1)

    with make.acting(farid), pytest.raises(ValidationError, match="meanwhile"):
        wordings.write(heron, "consent", by=farid, words={"en": "Less."}, edition=1)

    assert Wording.objects.filter(kind="consent").count() == 2


def test_nobody_takes_a_seat_before_the_three_are_given(asked, heron, farid, oskar):
    round_ = make.workshop(heron, by=farid, state="provisional")
    with make.acting(oskar):
        seat = seating.offer(round_, asked, by=oskar)
    give(asked, "consent", "capacity")

    with make.acting(oskar), pytest.raises(ValidationError, match="Confidentiality"):
        seating.accept(seat, by=oskar)
    give(asked, "confidentiality")
    with make.acting(oskar):
        seating.accept(seat, by=oskar)

    assert Seat.objects.get().state == "accepted"


def test_not_by_her_own_link_either(asked, heron, farid, oskar):
    round_ = make.workshop(heron, by=farid, state="provisional")
    with make.acting(oskar):
        seat = seating.offer(round_, asked, by=oskar)
        link = invitations.send(seat, by=oskar)

    with pytest.raises(ValidationError, match="not given yet"):
        seating.accept_by_link(seat, by=link, words="I come.")
    seating.decline_by_link(seat, by=link, words="Not like this.")

    assert Seat.objects.get().state == "declined"


def test_a_round_confirms_when_everybody_agreed_to_the_words_of_today(
    asked, approved, heron, farid, oskar
):
    for each in approved:
        with make.acting(oskar):
            undertakings.offer(each, by=oskar)
        paper(each, oskar)
    round_ = make.workshop(heron, by=farid, state="provisional", seated=approved)
    with make.acting(oskar):
        wordings.write(heron, "capacity", by=oskar, words={"en": "Alone."}, edition=1)

    with make.acting(farid), pytest.raises(ValidationError, match="A-01, B-01"):
        scheduling.confirm(round_, by=farid)
    for each in approved:
        paper(each, oskar, "capacity")
    with make.acting(farid):
        scheduling.confirm(round_, by=farid)

    assert round_.state == "confirmed"


def test_where_no_text_is_asked_for_nobody_waits_for_one(confirmed):
    assert confirmed.state == "confirmed"
    assert not Wording.objects.exists()


def test_a_text_is_given_once_and_superseded_ones_never(asked, heron, oskar):
    [given] = give(asked, "consent")

    with pytest.raises(WrongState):
        give(asked, "consent")
    with make.acting(oskar):
        wordings.write(heron, "consent", by=oskar, words={"en": "More."}, edition=1)
    with pytest.raises(WrongState):
        undertakings.give_by_link(
            [(given, "en")], by=_link(asked), name="A", on=clock.today()
        )


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("state = 'given'", "nothing_is_given_without_a_signature"),
        ("signature = 'x'", "what_is_given_is_signed"),
        (
            "given_at = now(), signature = 'x'", "a_signature_came_by_a_hand",
        ),
    ],
)  # fmt: skip
def test_by_hand_nothing_is_given_without_a_signature_and_a_hand(change, named, asked):
    one = undertakings.of(asked)[0]

    with pytest.raises(IntegrityError, match=named):
        make.by_hand(
            f"UPDATE participants_undertaking SET {change} WHERE id = %s", one.pk
        )


def test_one_signature_has_one_hand(asked, oskar):
    [given] = give(asked, "consent")

    with pytest.raises(IntegrityError, match="an_undertaking_has_one_hand"):
        make.by_hand(
            "UPDATE participants_undertaking SET recorded_by_id = %s WHERE id = %s",
            oskar.pk, given.pk,
        )  # fmt: skip


def test_no_hand_stands_beside_what_nobody_gave(asked, oskar):
    one = undertakings.of(asked)[0]

    with pytest.raises(IntegrityError, match="a_hand_has_its_moment"):
        make.by_hand(
            "UPDATE participants_undertaking SET recorded_by_id = %s WHERE id = %s",
            oskar.pk, one.pk,
        )  # fmt: skip


def test_each_act_is_written_down_and_no_word_of_it(asked, oskar):
    give(asked, "consent", name="Quillfeather")
    paper(asked, oskar, "travel")

    written = Entry.objects.filter(subject_kind="participants.undertaking")
    verbs = written.exclude(verb="unseal").values_list("verb", flat=True)
    assert sorted(verbs) == ["give_by_link", *["offer"] * 5, "take_down"]
    assert "Quillfeather" not in str(list(Entry.objects.values()))


# --- what she took back


def _take_back(candidacy, kind):
    undertaking = next(u for u in undertakings.of(candidacy) if u.wording.kind == kind)
    leaving.withdraw(undertaking, by=_link(candidacy))
    return undertaking


PAPER = {"name": "Amal Haddad", "witness": "The host"}


def test_what_she_took_back_one_colleague_does_not_give_again(asked, oskar):
    give(asked)
    capacity = _take_back(asked, "capacity")

    with pytest.raises(ValidationError, match="second signature"):
        undertakings.take_down(capacity, by=oskar, on=clock.today(), **PAPER)
    papers.bring(capacity, by=oskar, on=clock.today(), **PAPER)
    with make.acting(oskar), pytest.raises(Refused, match="takes two"):
        papers.sign(capacity, by=oskar)

    capacity.refresh_from_db()
    assert (capacity.state, capacity.paper_by) == ("withdrawn", oskar)
    assert "capacity" in undertakings.missing([asked.pk], asked.initiative_id)[asked.pk]


def test_nor_by_writing_the_text_anew_and_taking_that_down(asked, heron, oskar):
    give(asked)
    _take_back(asked, "capacity")

    with make.acting(oskar):
        wordings.write(heron, "capacity", by=oskar, words={"en": "Alone."}, edition=1)
    anew = next(u for u in undertakings.of(asked) if u.wording.kind == "capacity")
    with pytest.raises(ValidationError, match="second signature"):
        undertakings.take_down(anew, by=oskar, on=clock.today(), **PAPER)

    assert (anew.state, anew.wording.edition) == ("offered", 2)


def test_a_second_colleague_who_saw_the_paper_signs_and_it_holds(asked, oskar, farid):
    give(asked)
    capacity = _take_back(asked, "capacity")
    papers.bring(capacity, by=oskar, on=clock.today(), **PAPER)

    with make.acting(farid):
        read = papers.read(capacity, by=farid)
        papers.sign(capacity, by=farid)

    assert (read.name, read.witness) == ("Amal Haddad", "The host")
    assert (capacity.state, capacity.recorded_by, capacity.seconded_by) == (
        "given",
        oskar,
        farid,
    )
    assert (capacity.paper, capacity.withdrawn_at) == (None, None)


def test_a_paper_that_is_set_aside_leaves_it_as_she_left_it(asked, oskar, farid):
    give(asked)
    capacity = _take_back(asked, "capacity")
    papers.bring(capacity, by=oskar, on=clock.today(), **PAPER)

    papers.set_aside(capacity, by=farid)

    assert (capacity.state, capacity.paper_by) == ("withdrawn", None)
    with pytest.raises(WrongState):
        papers.sign(capacity, by=farid)


def test_she_gives_again_by_her_own_link_alone(asked, oskar):
    give(asked)
    capacity = _take_back(asked, "capacity")
    papers.bring(capacity, by=oskar, on=clock.today(), **PAPER)

    give(asked, "capacity")

    capacity.refresh_from_db()
    assert (capacity.state, capacity.paper_by) == ("given", None)


def test_by_hand_one_colleague_is_not_both(asked, oskar):
    give(asked)
    [capacity] = [u for u in undertakings.of(asked) if u.wording.kind == "capacity"]

    with pytest.raises(IntegrityError, match="a_paper_is_signed_by_two"):
        make.by_hand(
            "UPDATE participants_undertaking SET given_through_id = NULL,"
            " recorded_by_id = %s, seconded_by_id = %s,"
            " seconded_at = clock_timestamp() WHERE id = %s",
            oskar.pk, oskar.pk, capacity.pk,
        )  # fmt: skip


def test_consent_to_words_that_were_changed_since_is_taken_back_all_the_same(
    asked, heron, oskar
):
    give(asked)
    with make.acting(oskar):
        wordings.write(heron, "consent", by=oskar, words={"en": "More."}, edition=1)

    before = undertakings.earlier(asked)["consent"]
    leaving.withdraw(before, by=_link(asked))

    asked.refresh_from_db()
    assert (before.state, before.wording.edition) == ("withdrawn", 1)
    assert (asked.state, asked.erasure_asked_at is None) == ("withdrawn", False)
    assert undertakings.earlier(asked) == {}
    now = {u.wording.kind: u.wording.edition for u in undertakings.of(asked)}
    assert now["consent"] == 2


def test_who_gave_the_new_words_too_takes_back_these_and_not_the_old(
    asked, heron, oskar
):
    give(asked)
    with make.acting(oskar):
        wordings.write(heron, "follow_up", by=oskar, words={"en": "Once."}, edition=1)
    old = undertakings.earlier(asked)["follow_up"]
    give(asked, "follow_up")

    with pytest.raises(WrongState):
        leaving.withdraw(old, by=_link(asked))

    assert undertakings.bound(asked, "follow_up").wording.edition == 2


def test_a_change_is_laid_out_first_and_says_how_many_it_asks_anew(
    heron, asked, oskar, browse
):
    give(asked)
    client, before = browse(oskar), Wording.objects.filter(kind="capacity").get()
    page = f"/dialogues/{heron.code}/undertakings/capacity/"

    looked = client.post(page, {"en": "I come alone.", "edition": "1"}).text

    assert "1 person gave the words that stood here before" in looked
    assert "they take no further seat" in looked
    assert Wording.objects.filter(kind="capacity").get() == before
    assert undertakings.missing([asked.pk], heron.pk) == {asked.pk: set()}
