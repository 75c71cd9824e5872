"""A participant's own pages: plain documents behind a link, without account or JavaScript."""

import re
from datetime import timedelta

import envelopes
import make
import pytest
import vobject
from django.conf import settings as live
from django.core import mail
from django.urls import reverse
from guests import INVITATION, at_her_browser
from roles import WebClient

from trackii import clock
from trackii.outbox import delivery
from trackii.vault import codes
from trackii.vault.models import Link
from workshops import circulation, invitations, scheduling, seating, summaries
from workshops.models import Review, Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(heron, farid, oskar, approved, worker):
    """A seat that was offered, at a round whose dates are settled."""
    later = timedelta(days=20)  # when no other round of these tests is held
    round_ = make.workshop(heron, by=farid, state="provisional", starts_in=later)
    with make.acting(oskar):
        return seating.offer(round_, approved[0], by=oskar)


@pytest.fixture
def review(in_session, rosa, farid):
    made = make.summary(in_session, by=rosa, reader=farid, state="second_read")
    with make.acting(farid):
        summaries.circulate(made, by=farid)
    return made.reviews.order_by("seat__candidacy__person__code").first()


def _delivered():
    mail.outbox.clear()
    with clock.at(clock.now() + timedelta(hours=1)):
        delivery.deliver_due()
    return envelopes.code(mail.outbox[0].body)


@pytest.fixture
def code(seat, oskar):
    with make.acting(oskar):
        invitations.send(seat, by=oskar)
    return _delivered()


@pytest.fixture
def inside(code):
    """A browser that came in by the link."""
    client = WebClient()
    assert _enter(client, code)["Location"] == "/p/matter/"
    return client


def _enter(client, code, **more):
    return client.post(reverse("own:enter"), {"code": code}, **more)


def _post(client, verb, **given):
    return client.post(reverse(f"own:{verb}"), given)


def _shown(client):
    return client.get(reverse("own:matter")).text


def test_looking_at_the_address_of_the_link_uses_nothing_up(code):
    scanner = WebClient()

    pages = [scanner.get("/p/"), scanner.get("/p/"), scanner.head("/p/")]

    assert {page.status_code for page in pages} == {200}
    assert Link.objects.get().used_at is None
    assert code not in pages[0].text


def test_whose_address_was_opened_before_is_led_to_the_code(seat, oskar):
    with make.acting(oskar):
        invitations.send(seat, by=oskar)
    code = _delivered()
    once = envelopes.once(mail.outbox[0].body)
    _enter(WebClient(), once)

    at_home = WebClient()
    page = _enter(at_home, once)

    assert page.status_code == 409
    assert "This address was opened before" in page.text
    assert "Type or paste the code that stands below it" in page.text
    assert once not in page.text  # the box is free for it
    assert _enter(at_home, code)["Location"] == "/p/matter/"


def test_she_comes_in_by_the_code_and_sees_when_and_where(inside):
    page = _shown(inside)

    assert "You are invited" in page
    assert "Osier Mill" in page
    assert "The bus stops at the bridge." in page
    assert [
        w for w in ("Boris", "Marsh", "heron", "Lower Lane", "A-01") if w in page
    ] == []


def test_the_visit_has_a_cookie_of_its_own_and_no_session(inside):
    cookie = inside.cookies[live.LINK_COOKIE_NAME]

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert live.SESSION_COOKIE_NAME not in inside.cookies
    assert inside.get("/")["Location"].startswith("/accounts/login/")


def test_she_accepts_and_reads_what_she_wrote(inside, seat):
    answer = _post(inside, "accept", words="I come by train.")

    page = _shown(inside)
    assert (answer.status_code, answer["Location"]) == (302, "/p/matter/")
    assert Seat.objects.get(pk=seat.pk).state == "accepted"
    assert "You have accepted." in page
    assert "I come by train." in page


def test_she_declines_after_all(inside, seat):
    _post(inside, "accept")

    _post(inside, "decline", words="My father is ill.")

    assert Seat.objects.get(pk=seat.pk).state == "declined"
    assert "You have declined." in _shown(inside)


def test_when_the_time_is_over_she_is_told_and_nothing_she_typed_is_lost(inside, seat):
    Link.objects.update(answers_until=clock.now())

    page = _post(inside, "accept", words="I come by train.")
    shown = _shown(inside)

    assert (page.status_code, "I come by train." in page.text) == (422, True)
    assert Seat.objects.get(pk=seat.pk).state == "offered"
    assert "The time to answer here is over" in shown


def test_a_visit_that_ended_hands_back_what_was_typed(code):
    page = _post(WebClient(), "accept", words="I come by <train>.")

    assert page.status_code == 409
    assert "I come by &lt;train&gt;." in page.text
    assert 'name="code"' in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("K3PQ-1111", "A letter is off"),
        ("", "Write something here: it cannot stay empty."),
        (codes.Code("K3PQ", bytes(16)).written(), "This link opens nothing"),
    ],
)
def test_a_code_that_opens_nothing_gets_a_sentence_that_helps(typed, sentence):
    page = _enter(WebClient(), typed)

    assert page.status_code == 422
    assert sentence in page.text


def test_a_stranger_cannot_tell_a_shut_link_from_none(code, oskar, seat):
    unknown = codes.draw().written()
    invitations.revoke(seat, by=oskar)

    pages = [_enter(WebClient(), each) for each in (code, unknown)]

    seen = {
        re.sub(r'value="\w{64}"', "", page.text).replace(each, "")
        for page, each in zip(pages, (code, unknown), strict=True)
    }
    assert {page.status_code for page in pages} == {422}
    assert len(seen) == 1


def test_the_eleventh_wrong_code_of_one_locator_is_one_too_many_and_hers_is_right(code):
    wrong = codes.Code(code[:4], bytes(16)).written()

    tried = [_enter(WebClient(), wrong) for _ in range(11)]

    assert [page.status_code for page in tried] == [422] * 10 + [429]
    assert "the right one opens all the same" in tried[-1].text
    assert _enter(WebClient(), code).status_code == 302


def test_an_address_is_counted_and_an_onion_is_not(code, settings):
    settings.ALLOWED_HOSTS = ["testserver", ".onion"]
    world_, onion = {"REMOTE_ADDR": "93.184.216.34"}, {"HTTP_HOST": "quiet.onion"}
    daemon = {"REMOTE_ADDR": "127.0.0.1"}

    for _ in range(30):
        _enter(WebClient(), codes.draw().written(), **world_)

    wrong = codes.draw().written()
    assert _enter(WebClient(), wrong, **world_).status_code == 429
    # Who says that she comes through an onion, and does not, is counted as before.
    assert _enter(WebClient(), wrong, **world_, **onion).status_code == 429
    other = codes.draw().written()
    tried = [_enter(WebClient(), other, **daemon, **onion) for _ in range(5)]
    assert [page.status_code for page in tried] == [422] * 5
    assert _enter(WebClient(), code, **world_).status_code == 302


def test_who_leaves_is_out(inside):
    _post(inside, "leave")

    assert inside.get(reverse("own:matter"))["Location"] == "/p/"


def test_the_page_speaks_her_language(heron, carla, vera, viktor, oskar, seat):
    nour = make.candidacy(heron, by=carla, name="Nour Saleh", language="ar",
                          state="approved", officers=(vera, viktor))  # fmt: skip
    with make.acting(oskar):
        hers = seating.offer(seat.workshop, nour, by=oskar)
        invitations.send(hers, by=oskar)
    client = WebClient()
    _enter(client, _delivered())

    assert '<html lang="ar" dir="rtl">' in _shown(client)


def test_a_colleague_at_the_same_browser_stays_a_stranger_to_it(inside, oskar, browse):
    colleague = browse(oskar)
    colleague.cookies[live.LINK_COOKIE_NAME] = inside.cookies[
        live.LINK_COOKIE_NAME
    ].value

    _post(colleague, "accept", words="I come by train.")

    told = Seat.objects.get()
    assert (told.answered_by, told.state) == (None, "accepted")
    assert told.told_through is not None


# --- a draft


@pytest.fixture
def reading(review, farid):
    """A browser that came in by the link of a review, and the two words."""
    with make.acting(farid):
        words = circulation.send(review, by=farid)
    client = WebClient()
    _enter(client, _delivered())
    return client, words


def test_a_draft_asks_for_the_two_words_first(reading):
    client, words = reading

    before = _shown(client)
    _post(client, "words", spoken=words.replace(" ", "-").title())
    after = _shown(client)

    assert "Two words, please" in before
    assert "They fear" not in before + after
    assert "Both want the winter months kept open." not in before
    assert "Both want the winter months kept open." in after


def test_wrong_words_are_told_and_the_fifth_shuts_the_link(reading):
    client, words = reading

    pages = [_post(client, "words", spoken="orchard lantern") for _ in range(5)]

    assert {page.status_code for page in pages} == {422}
    assert "Those are not the words" in pages[3].text
    assert "This link is shut" in pages[4].text
    assert _post(client, "words", spoken=words)["Location"] == "/p/"


def test_she_objects_to_a_passage_and_then_agrees(reading):
    client, words = reading
    _post(client, "words", spoken=words)

    _post(client, "object", passage="2", words="One can tell it is me.")
    objected, page = Review.objects.filter(state="objected").count(), _shown(client)
    _post(client, "agree")

    assert objected == 1
    assert "One can tell it is me." in page
    assert "You agree to this text." in _shown(client)


def test_an_objection_without_a_word_gets_a_sentence(reading):
    client, words = reading
    _post(client, "words", spoken=words)

    page = _post(client, "object", passage="9", words="")

    assert page.status_code == 422
    assert page.text.count("There is a problem") == 1
    assert not Review.objects.filter(state="objected").exists()


def test_without_the_words_nothing_is_answered(reading):
    client, _words = reading

    _post(client, "agree")
    _post(client, "object", passage="0", words="No.")

    assert set(Review.objects.values_list("state", flat=True)) == {"asked"}


def test_what_belongs_to_another_kind_of_link_is_not_there(inside, reading):
    client, words = reading
    _post(client, "words", spoken=words)

    answers = [_post(client, "accept"), client.get(reverse("own:pack")),
               _post(inside, "agree"), _post(inside, "words", spoken=words)]  # fmt: skip

    assert {answer.status_code for answer in answers} == {404}


# --- the team's side


def test_the_team_sends_renews_and_takes_back(seat, oskar, browse):
    client, where = browse(oskar), ["heron", 1, seat.candidacy.person.code]
    page = reverse("workshops:link", args=where)

    client.post(page, {"days": 5})
    first = Link.objects.get()
    client.post(page, {"days": 5})
    asked = client.get(reverse("workshops:revoke", args=where)).text
    client.post(reverse("workshops:revoke", args=where))

    states = sorted(Link.objects.values_list("state", flat=True))
    assert states == ["revoked", "revoked"]
    assert first.answers_until - first.made_at > timedelta(days=4)
    assert "It opens nothing from then on." in asked


def test_how_many_letters_go_is_said_before_they_go(seat, oskar, browse):
    client, page = browse(oskar), reverse("workshops:send_links", args=["heron", 1])

    asked = client.get(page).text
    before = Link.objects.count()
    client.post(page)

    assert "1 person gets a letter with a private link." in asked
    assert "A-01" in asked
    assert "Amal" not in asked
    assert (before, Link.objects.count()) == (0, 1)
    assert "0 people get a letter" in client.get(page).text


def test_links_to_all_who_were_offered_a_seat_go_at_once(seat, oskar, browse):
    client = browse(oskar)

    client.post(reverse("workshops:send_links", args=["heron", 1]))

    shown = client.get(reverse("workshops:seats", args=["heron", 1])).text
    assert Link.objects.get().occasion == seat.pk
    assert "on its way" in shown


def test_the_two_words_are_shown_once(review, farid, browse):
    client = browse(farid)
    page = reverse("workshops:review_link", args=["heron", 1, review.pk])

    told = client.post(page, {"days": 5}).text
    again = client.get(page).text

    words = re.findall(r"<li>(\w[\w-]*)</li>", told)
    assert len(words) == 2
    assert [word for word in words if f"<li>{word}</li>" in again] == []


def test_a_locked_vault_sends_nobody_a_link(seat, oskar, browse):
    answer = browse(oskar, locked=True).post(
        reverse("workshops:link", args=["heron", 1, seat.candidacy.person.code]),
        {"days": 5},
    )

    assert (answer.status_code, "locked" in answer.text) == (409, True)
    assert not Link.objects.exists()


def test_her_calendar_entry_says_a_code_name_and_when_and_moves_with_the_round(
    guests, world
):
    client = at_her_browser(guests, INVITATION)
    first = vobject.readOne(client.get("/p/entry.ics").text).vevent
    later = guests.ahead.starts_at + timedelta(days=1)

    with make.acting(world.facilitator):
        scheduling.settle(
            guests.ahead, by=world.facilitator, starts_at=later,
            ends_at=later + timedelta(days=2),
        )  # fmt: skip
    assert (
        client.get("/p/entry.ics").status_code == 404
    )  # to those dates nobody said yes
    client.post("/p/accept/", {"words": ""})
    answer = client.get("/p/entry.ics")

    again = vobject.readOne(answer.text).vevent
    assert first.summary.value == "HERON"
    assert (first.uid.value, later) == (again.uid.value, again.dtstart.value)
    assert int(again.sequence.value) == int(first.sequence.value) + 1
    for telling in ("Osier", "Marsh", "Amal", "A-01", "/p/", str(guests.seat.pk)):
        assert telling not in answer.text


def test_who_has_not_accepted_takes_no_entry_away(guests):
    client = at_her_browser(guests, INVITATION)
    client.post("/p/decline/", {"words": ""})

    assert client.get("/p/entry.ics").status_code == 404
