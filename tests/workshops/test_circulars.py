"""Circulars: counted before they go, told by a letter that says nothing, opened by one's own link."""

import make
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse
from guests import OWN, at_her_browser
from roles import WebClient

from participants import folders, leaving, undertakings, wordings
from trackii import clock
from trackii.audit.models import Entry
from trackii.outbox import delivery, letters
from trackii.outbox.models import Letter
from trackii.policy import Refused
from trackii.states import WrongState
from trackii.vault.models import Link
from workshops import arrears, circulars, invitations, seating
from workshops.models import Circular, Enclosure

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(heron, oskar, approved, worker):
    """Two people who are asked for every text: one has a page of her own."""
    with make.acting(oskar):
        wordings.write_standard(heron, by=oskar)
        folders.send(approved[0], by=oskar)
        undertakings.offer(approved[1], by=oskar)
    return approved


@pytest.fixture
def drafted(asked, heron, oskar):
    with make.acting(oskar):
        return circulars.draft(heron, "texts", by=oskar)


def _send(circular, by, count=1, edition=None):
    with make.acting(by):
        return circulars.send(
            circular, by=by, count=count, edition=edition or circular.edition
        )


def test_it_begins_with_words_in_five_languages_and_goes_to_nobody(drafted, oskar):
    with make.acting(oskar):
        words, _reach = circulars.look(drafted, by=oskar)

    assert set(words) == {"en", "fr", "es", "ru", "ar"}
    assert not Enclosure.objects.exists()
    assert not Letter.objects.filter(kind="notice").exists()


def test_it_reaches_who_has_an_open_link_and_names_who_has_none(drafted, oskar):
    with make.acting(oskar):
        found = circulars.reach(drafted, by=oskar)

    assert (found.names, found.without) == (["A-01"], ["B-01"])


def test_words_are_changed_before_it_goes_and_not_over_somebody_elses(
    drafted, oskar, farid
):
    with make.acting(oskar):
        circulars.revise(drafted, by=oskar, words={"en": "Read it."}, edition=1)
    with make.acting(farid), pytest.raises(ValidationError, match="meanwhile"):
        circulars.revise(drafted, by=farid, words={"en": "Do not."}, edition=1)

    with make.acting(oskar):
        assert circulars.look(drafted, by=oskar)[0] == {"en": "Read it."}


def test_what_is_typed_is_sealed(drafted, oskar):
    with make.acting(oskar):
        words = {"en": "Quillfeather at the mill."}
        circulars.revise(drafted, by=oskar, words=words, edition=1)
    _send(drafted, oskar)

    rows = [*Circular.objects.values(), *Enclosure.objects.values()]
    tokens = [bytes(row["words"].token) for row in rows]
    assert len(tokens) == 2
    assert b"Quillfeather" not in b"".join(tokens)
    assert "Quillfeather" not in str(
        [*Entry.objects.values(), *Letter.objects.values()]
    )


def test_sent_it_lies_behind_her_link_and_the_letter_says_nothing(drafted, oskar):
    words = {"en": "Quillfeather at the mill."}
    with make.acting(oskar):
        circulars.revise(drafted, by=oskar, words=words, edition=1)

    _send(drafted, oskar)
    with clock.at(clock.now() + 3 * letters.JITTER):
        delivery.deliver_due()

    told = [letter for letter in mail.outbox if "in an earlier letter" in letter.body]
    assert [letter.to for letter in told] == [["amal.haddad@example.net"]]
    assert "/p/" not in told[0].body  # it carries no link: she has one
    said = f"{told[0].subject} {told[0].body}".casefold()
    secrets = ("quillfeather", "mill", "heron", "amal", "a-01", "agree", "round")
    assert [word for word in secrets if word in said] == []


def test_not_to_more_nor_to_fewer_than_stood_on_the_page(drafted, asked, heron, oskar):
    with make.acting(oskar):
        folders.send(asked[1], by=oskar)

    with pytest.raises(ValidationError, match="2 people"):
        _send(drafted, oskar, count=1)

    drafted.refresh_from_db()
    assert drafted.state == "drafted"
    assert not Enclosure.objects.exists()


def test_nor_in_other_words(drafted, oskar, farid):
    with make.acting(farid):
        circulars.revise(drafted, by=farid, words={"en": "Other."}, edition=1)

    with pytest.raises(ValidationError, match="Read it again"):
        _send(drafted, oskar, edition=1)

    assert not Enclosure.objects.exists()


def test_it_goes_once(drafted, oskar):
    _send(drafted, oskar)

    with pytest.raises(WrongState):
        _send(drafted, oskar)
    with make.acting(oskar), pytest.raises(ValidationError, match="meanwhile"):
        circulars.revise(drafted, by=oskar, words={"en": "Late."}, edition=1)

    assert Letter.objects.filter(kind="notice").count() == 1


def test_a_dropped_draft_goes_to_nobody(drafted, oskar):
    circulars.drop(drafted, by=oskar)

    with pytest.raises(WrongState):
        _send(drafted, oskar)


def test_who_may_not_invite_writes_to_nobody(drafted, heron, vera):
    for act in (
        lambda: circulars.draft(heron, "texts", by=vera),
        lambda: circulars.look(drafted, by=vera),
        lambda: circulars.reach(drafted, by=vera),
        lambda: circulars.send(drafted, by=vera, count=1, edition=1),
        lambda: arrears.everybody(heron, by=vera),
    ):
        with pytest.raises(Refused):
            act()


def test_who_leaves_gets_no_letter_any_more(drafted, asked, oskar):
    _send(drafted, oskar)
    link = Link.objects.get(occasion=asked[0].pk, state="live")

    leaving.ask_erasure(asked[0], by=link)

    assert Letter.objects.get(kind="notice").state == "cancelled"


def test_a_reminder_is_for_who_has_not_answered_and_thanks_for_who_came(
    approved, heron, farid, oskar, worker
):
    ahead = make.workshop(heron, by=farid, state="provisional")
    with make.acting(oskar):
        for each in approved:
            invitations.send(seating.offer(ahead, each, by=oskar), by=oskar)
        seating.accept(ahead.seats.get(candidacy=approved[1]), by=oskar)
        reminder = circulars.draft(heron, "answer", by=oskar, workshop=ahead)
        found = circulars.reach(reminder, by=oskar)

    assert found.names == ["A-01"]
    assert circulars.rounds(heron, Circular.Kind.THANKS) == []


def test_by_hand_nothing_is_sent_by_nobody(drafted):
    with pytest.raises(IntegrityError, match="what_is_sent_was_sent_by_somebody"):
        make.by_hand("UPDATE workshops_circular SET state = 'sent'")


def _ask(world):
    """A text that nobody has given yet."""
    with make.acting(world.organiser):
        words = undertakings.standard("consent")
        wordings.write(
            world.heron, "consent", by=world.organiser, words=words, edition=0
        )


def test_she_reads_it_by_her_own_link_and_in_her_language(guests, world):
    _ask(world)
    with make.acting(world.organiser):
        made = circulars.draft(world.heron, "texts", by=world.organiser)
        words = {"en": "Read the <b>texts</b>.", "fr": "Lisez les textes."}
        circulars.revise(made, by=world.organiser, words=words, edition=1)
        count = len(circulars.reach(made, by=world.organiser).to)
        circulars.send(made, by=world.organiser, count=count, edition=2)
    ines = at_her_browser(guests, OWN)

    page = ines.get(reverse("own:written")).text

    assert "Read the &lt;b&gt;texts&lt;/b&gt;." in page
    assert "Lisez" not in page


def test_what_lies_behind_one_link_does_not_open_by_another(guests, world):
    _ask(world)
    with make.acting(world.organiser):
        made = circulars.draft(world.heron, "texts", by=world.organiser)
        count = len(circulars.reach(made, by=world.organiser).to)
        circulars.send(made, by=world.organiser, count=count, edition=1)
    row = Enclosure.objects.get(candidacy=world.free)
    other = Link.objects.get(occasion=guests.seat.pk, state="live")
    make.by_hand("DELETE FROM workshops_enclosure WHERE link_id = %s", other.pk)
    make.by_hand(
        "UPDATE workshops_enclosure SET link_id = %s, candidacy_id = %s WHERE id = %s",
        other.pk, world.a.pk, row.pk,
    )  # fmt: skip

    amal = at_her_browser(guests, "invitation")
    answer = amal.get(reverse("own:written"))

    assert answer.status_code != 200
    assert "What you are asked to agree to has changed" not in answer.text


def test_the_pages_count_before_and_at_the_press(world, inside):
    client = inside(world.organiser)
    begun = client.post(
        reverse("workshops:circulars", args=["heron"]), {"about": "texts"}
    )
    made = Circular.objects.get()
    page = client.get(begun["Location"]).text
    send = reverse("workshops:send_circular", args=["heron", made.pk])
    asked = client.get(send).text
    wrong = client.post(send, {"count": 999, "edition": 1}).text

    assert "As things stand it reaches" in page
    assert "a letter that says nothing" in asked
    assert "Meanwhile it would go to" in wrong
    made.refresh_from_db()
    assert made.state == "drafted"


def test_who_sits_at_a_confirmed_round_on_old_words_stands_first(
    asked, heron, carla, vera, viktor, farid, oskar
):
    nour = make.candidacy(heron, by=carla, name="Nour Saleh", state="approved",
                          officers=(vera, viktor))  # fmt: skip
    for each in [*asked, nour]:
        with make.acting(oskar):
            undertakings.offer(each, by=oskar)
        for given in undertakings.of(each):
            undertakings.take_down(given, by=oskar, name="As she signs",
                                   on=clock.today(), witness="The host")  # fmt: skip
    make.workshop(heron, by=farid, state="confirmed", seated=asked)
    with make.acting(oskar):
        wordings.write(heron, "capacity", by=oskar, words={"en": "Alone."}, edition=1)
        wordings.write(heron, "follow_up", by=oskar, words={"en": "Once."}, edition=1)

    lines = arrears.everybody(heron, by=oskar)

    told = [(line.candidacy.person.code, line.missing, line.anew) for line in lines]
    anew = ["Personal capacity", "Consent to being asked afterwards"]
    assert told == [(code, [], anew) for code in ("a-01", "b-01", "a-02")]
    assert [len(line.sits) for line in lines] == [1, 1, 0]
    assert [line.has_page for line in lines] == [True, False, False]


def test_what_she_took_back_is_missing_and_not_to_be_given_anew(asked, heron, oskar):
    hers = asked[0]
    for given in undertakings.of(hers):
        undertakings.take_down(given, by=oskar, name="As she signs",
                               on=clock.today(), witness="The host")  # fmt: skip
    [capacity] = [u for u in undertakings.of(hers) if u.wording.kind == "capacity"]
    link = Link.objects.get(occasion=hers.pk, state="live")
    leaving.withdraw(capacity, by=link)

    line = next(each for each in arrears.everybody(heron, by=oskar)
                if each.candidacy == hers)  # fmt: skip

    assert (line.missing, line.anew) == (["Personal capacity"], [])


def test_the_letter_alone_opens_nothing_of_it(guests):
    """Whoever has no visit is sent to the code."""
    answer = WebClient().get(reverse("own:written"))

    assert answer["Location"] == reverse("own:enter")
