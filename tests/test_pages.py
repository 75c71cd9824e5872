"""What pages draw and say, as somebody tired reads them: the filled button is the next thing."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import make
import pytest
from django.utils import translation

from dialogues import initiatives, keys
from dialogues import team as team_
from dialogues.models import Membership
from participants import people, signing, vetting
from participants.duplicates import Known
from participants.particulars import Capacity, Standing
from trackii import clock
from trackii.labels import listed
from trackii.outbox import letters
from trackii.outbox.models import Letter
from trackii.policy import Role
from workshops import briefings, findings, reviews, scheduling, seating, summaries
from workshops.models import Session
from workshops.views import seats

pytestmark = pytest.mark.django_db
HOUSE = Path(__file__).parent.parent


def filled(page):
    """The buttons and links a page draws filled, head and foot left out."""
    main = page.text.split("<main")[1].split("</main>")[0]
    drawn = re.findall(
        r"<button([^>]*)>([^<]*)<|<a class=\"button\"[^>]*>([^<]*)<", main
    )
    return [
        (button or link).strip()
        for attributes, button, link in drawn
        if "quiet" not in attributes and "grave" not in attributes
    ]


def test_striking_a_session_out_asks_first_and_says_what_it_did(
    browse, in_session, farid
):
    make.session(in_session, by=farid, opened=False)
    client = browse(farid)
    url = "/dialogues/heron/workshops/1/programme/2/strike/"

    listed = client.get("/dialogues/heron/workshops/1/programme/")
    asked = client.get(url)
    before = Session.objects.count()
    done = client.post(url, follow=True)

    assert f'<a class="button quiet" hx-boost="false" href="{url}">' in listed.text
    assert "Session 2, Needs and fears, goes out of the programme" in asked.text
    assert (before, Session.objects.count()) == (2, 1)
    assert "Session 2 is struck out." in done.text


@pytest.mark.parametrize("name", ["programme", "programme/plan", "dates"])
def test_the_venues_clock_is_named_in_words(browse, confirmed, farid, name):
    page = browse(farid).get(f"/dialogues/heron/workshops/1/{name}/").text

    assert "By the venue's clock, Oslo time." in page
    assert "Europe/" not in page


def test_a_seat_without_a_link_says_so(browse, heron, farid, approved, worker):
    make.workshop(heron, by=farid, state="confirmed", seated=approved)

    page = browse(farid).get("/dialogues/heron/workshops/1/seats/").text

    assert '<span class="quiet">no link yet</span> · <a ' in page


def test_seats_come_by_page_and_an_answer_leads_back_to_its_own(
    browse, heron, farid, approved, worker, monkeypatch
):
    round_ = make.workshop(heron, by=farid, state="provisional")
    with make.acting(farid):
        for each in approved:
            seating.offer(round_, each, by=farid)
    client, here = browse(farid), "/dialogues/heron/workshops/1/seats/"
    monkeypatch.setattr(seats, "ROWS", len(approved) - 1)
    last = approved[-1].person

    first, second = (client.get(f"{here}?page={each}").text for each in (1, 2))
    answered = client.post(f"{here}{last.code}/decline/", follow=True)

    assert f"1 to {len(approved) - 1} of {len(approved)}" in first
    assert last.name not in first.split("<table")[1]
    assert last.name in second.split("<table")[1]
    assert answered.redirect_chain == [(f"{here}?page=2", 302)]
    assert f"{last.name}: declined." in answered.text


def test_opening_a_round_asks_first_and_names_its_day_and_the_reminders(
    browse, confirmed, farid
):
    client = browse(farid)

    asked = client.get("/dialogues/heron/workshops/1/open/")
    confirmed.refresh_from_db()

    begins = f"{confirmed.starts_at.day} {confirmed.starts_at:%B %Y}"
    assert "The round begins: <time" in asked.text
    assert begins in asked.text
    assert "2 reminders that have not gone are cancelled." in asked.text
    assert confirmed.state == "confirmed"


def test_closing_a_round_asks_first_and_is_not_what_its_page_leads_to(
    browse, in_session, farid
):
    client, url = browse(farid), in_session.get_absolute_url()

    standing = client.get(url)
    asked = client.get(f"{url}close/")
    in_session.refresh_from_db()

    assert filled(standing) == []
    assert f'<a class="button quiet" href="{url}close/"' in standing.text
    assert "it is not put back, and no session of it is opened." in asked.text
    assert "The round begins" not in asked.text
    assert in_session.state == "in_session"


def test_moving_to_transfer_asks_first(browse, heron, carla):
    initiatives.steer(heron, "begin", by=carla)

    asked = browse(carla).get("/dialogues/heron/hand-over/")
    heron.refresh_from_db()

    assert "It is neither paused nor active again." in asked.text
    assert heron.state == "active"


def test_accepting_and_attending_lead_and_their_opposites_are_quiet(
    browse, heron, farid, approved, worker
):
    ahead = make.workshop(heron, by=farid, state="provisional")
    with make.acting(farid):
        first, _second = [seating.offer(ahead, each, by=farid) for each in approved]
        client, url = browse(farid), "/dialogues/heron/workshops/1/seats/"
        offered = filled(client.get(url))
        for seat in ahead.seats.all():
            seating.accept(seat, by=farid)
        accepted = filled(client.get(url))
        for verb in ("confirm", "open"):
            scheduling.take(ahead, verb, by=farid)
        at_the_door = filled(client.get(url))
        first.refresh_from_db()
        seating.attend(first, by=farid)
        inside = filled(client.get(url))

    assert offered == ["Offer seats", "Accepts", "Accepts"]
    assert accepted == ["Offer seats"]
    assert at_the_door == ["Was there", "Was there"]
    assert inside == ["Was there"]


def test_while_a_side_is_short_the_round_leads_to_its_seats(
    browse, heron, farid, approved
):
    ahead = make.workshop(heron, by=farid, state="provisional", seated=approved[:1])
    client = browse(farid)

    short = filled(client.get(ahead.get_absolute_url()))
    with make.acting(farid):
        seating.accept(seating.offer(ahead, approved[1], by=farid), by=farid)
    met = filled(client.get(ahead.get_absolute_url()))

    assert short == ["Offer seats"]
    assert met == ["Confirm the round"]


def test_an_officer_is_led_to_one_signature(browse, heron, carla, vera, viktor):
    officers = (vera, viktor)
    made = make.candidacy(heron, by=carla, state="in_review", officers=officers)
    url = made.get_absolute_url()

    to_review = filled(browse(vera).get(url))
    read = signing.edition(made)
    browse(vera).post(f"{url}recommend/", {"grounds": "Two references.", "read": read})
    reviewed = filled(browse(vera).get(url))
    too_early = filled(browse(viktor).get(url))
    make.cleared(made, officers)
    to_decide = filled(browse(viktor).get(url))

    assert too_early == []  # the checks come first
    assert to_review == ["Sign the review"]
    assert reviewed == ["Revise the review"]
    assert to_decide == ["Sign and approve"]


@pytest.fixture
def deputy(heron, carla, vera):
    """Somebody in review who holds an office."""
    with make.acting(carla):
        made = people.nominate(
            heron.sides.get(letter="A"),
            by=carla,
            particulars=make.particulars(),
            standing=Standing(Capacity.PERSONAL, "2026-01-01", "Deputy harbour master"),
            case="The fishers listen to her.",
        )
    with make.acting(vera):
        vetting.move(made, "review", by=vera)
    return made


def test_who_signs_a_review_is_told_that_another_decides(browse, deputy, vera):
    url = deputy.get_absolute_url()

    page = browse(vera).post(
        f"{url}recommend/",
        {"grounds": "Two references.", "read": signing.edition(deputy)},
        follow=True,
    )

    assert "Your review is signed. Another officer decides." in page.text
    assert "is now in review" not in page.text


def test_the_last_convener_is_told_why_her_leaving_is_not_signed(
    browse, team, carla, farid, omar
):
    team[Role.CONVENER] = [carla, omar]
    heron = make.initiative(team)
    seats = [
        Membership.objects.get(initiative=heron, user=each) for each in (carla, omar)
    ]
    for seat, other in zip(seats, (omar, carla), strict=True):
        team_.name_leaving(seat, by=other)
    client = browse(farid)

    first = client.post(f"/dialogues/heron/team/{seats[1].pk}/release/", follow=True)
    last = client.post(f"/dialogues/heron/team/{seats[0].pk}/release/")

    assert "The role has ended, and its keys with it." in first.text
    assert last.status_code == 422
    assert "Name another convener first: this is the last." in last.text


def test_nobody_is_offered_to_ask_for_her_own_end(browse, heron, carla, team):
    page = browse(carla).get("/dialogues/heron/team/")

    mine = Membership.objects.get(initiative=heron, user=carla)
    others = Membership.objects.filter(initiative=heron).exclude(user=carla)
    assert f"{mine.pk}/leaving/" not in page.text
    assert all(f"{other.pk}/leaving/" in page.text for other in others)


def test_the_letters_that_were_counted_are_those_that_are_listed(
    browse, confirmed, oskar
):
    first, second = Letter.objects.all()
    make.by_hand("UPDATE outbox_letter SET state = 'failed' WHERE id = %s", first.pk)
    make.by_hand(
        "UPDATE outbox_letter SET state = 'uncertain' WHERE id = %s", second.pk
    )
    client = browse(oskar)

    desk = client.get("/").text
    [way] = re.findall(r'href="([^"]*/letters/[^"]*)"', desk)
    listed = client.get(way).text

    assert "2 letters" in desk
    assert listed.count(">Send it again<") == 2
    assert '<option value="stuck" selected>To be looked at</option>' in listed


def test_an_account_somebody_objects_to_lies_on_its_authors_desk(
    browse, in_session, rosa, farid
):
    account = make.summary(
        in_session, by=rosa, reader=farid, state="participant_review"
    )
    silent = browse(rosa).get("/").text
    reviews.answer(account.reviews.first(), "object", by=farid)

    desk = browse(rosa).get("/").text

    assert "Summaries you write" not in silent
    assert "Summaries you write" in desk
    assert "somebody objects: the text has to change" in desk
    assert "Summaries you write" not in browse(farid).get("/").text


def test_an_account_whose_key_is_owed_is_not_offered_but_said_to_wait_for_it(
    browse, heron, in_session, rosa, farid, omar, carla
):
    seat = team_.name(heron, omar, Role.RAPPORTEUR, by=carla)
    team_.sign(seat, by=farid)
    account = make.summary(in_session, by=rosa, state="checked")
    way = f'href="{account.get_absolute_url()}"'

    before = browse(omar).get("/").text
    with make.acting(farid):
        keys.give(heron, omar.pk, by=farid)
    after = browse(omar).get("/").text

    assert "HERON, round 1 <span" in before
    assert "waits for its key" in before
    assert way not in before
    assert way in after
    assert "waits for its key" not in after
    assert way in browse(farid).get("/").text


def test_an_empty_desk_points_where_its_owner_may_go(browse, ada, heron, rhea, carla):
    newcomer = make.user("Nadia Kerr")
    team_.name(heron, newcomer, Role.READER, by=carla)

    desks = {who: browse(who).get("/").text for who in (ada, newcomer, rhea)}
    mains = {who: page.split("<main")[1] for who, page in desks.items()}

    assert 'class="button" href="/administration/"' in mains[ada]
    assert "See your initiatives" in mains[rhea]
    assert "You are on no team yet." in mains[newcomer]
    assert 'class="button"' not in mains[newcomer].split("</main>")[0]
    assert "HERON" not in mains[newcomer]  # that she was named is not hers to know yet
    assert "You are on no team yet." not in mains[rhea] + mains[ada]


def test_what_was_released_of_late_lies_on_the_desk_of_who_reads_it(
    browse, in_session, rosa, farid, carla, rhea, omar
):
    make.summary(in_session, by=rosa, state="released", reader=farid, releaser=carla)
    title = "Released this fortnight"

    shown = browse(rhea).get("/").text
    with clock.at(clock.now() + timedelta(days=15)):
        later = browse(rhea).get("/").text

    assert title in shown
    assert "/dialogues/heron/workshops/1/summary/" in shown
    assert title not in later
    assert title not in browse(omar).get("/").text


def test_an_initiative_says_what_comes_next_until_there_is_a_round(
    browse, heron, farid, vera, rosa, rhea, approved
):
    nexts = {who: "Next:" in browse(who).get("/dialogues/heron/").text
             for who in (farid, vera, rosa, rhea)}  # fmt: skip
    led = browse(farid).get("/dialogues/heron/").text
    make.workshop(heron, by=farid)

    assert nexts == {farid: True, vera: True, rosa: True, rhea: False}
    assert "/dialogues/heron/workshops/propose/" in led
    assert "Next:" not in browse(farid).get("/dialogues/heron/").text


def test_a_draft_with_only_doubtful_findings_lies_on_a_colleagues_desk(
    browse, in_session, rosa, farid, oskar
):
    doubtful = "It was boris weather, the sides agreed."
    made = make.summary(in_session, by=rosa, words=f"Boris Lem spoke. {doubtful}")
    title = "Doubtful words to decide on"

    before = browse(farid).get("/").text
    with make.acting(rosa):
        summaries.revise(made, by=rosa, words=doubtful, edition=1)
    desks = {who: browse(who).get("/").text for who in (farid, rosa, oskar)}
    made.refresh_from_db()
    with make.acting(farid):
        for each in findings.open_ones(*findings.find(made, by=farid)[1:]):
            findings.keep(made, each.finding.key, by=farid, reason="The wind.")
    after = browse(farid).get("/").text

    assert title not in before  # a certain one is its author's to resolve
    assert [title in desks[who] for who in (farid, rosa, oskar)] == [True, False, False]
    assert title not in after


def test_a_draft_lies_on_its_authors_desk(browse, in_session, rosa, farid):
    make.summary(in_session, by=rosa)

    assert "Summaries you write" in browse(rosa).get("/").text
    assert "/workshops/1/summary/" not in browse(farid).get("/").text


def test_what_was_typed_is_saved_before_a_finding_is_put_in_general_words(
    browse, in_session, rosa
):
    account = make.summary(in_session, by=rosa, words="Amal Haddad spoke of the catch.")
    client = browse(rosa)
    page = client.get("/dialogues/heron/workshops/1/summary/").text
    [key] = re.findall(r'form="account"[^>]*name="key" value="([^"]*)"', page)
    more = "Amal Haddad spoke of the catch. Then of the ice."

    typed = {"words": more, "edition": account.edition, "key": key}
    client.post("/dialogues/heron/workshops/1/summary/generalise/", typed)

    account.refresh_from_db()
    with make.acting(rosa):
        kept = summaries.read_draft(account, by=rosa)
    assert kept.endswith("Then of the ice.")
    assert "Amal" not in kept


def test_a_form_that_is_too_long_is_told_how_long_it_may_be(browse, in_session, rosa):
    client = browse(rosa)

    page = client.post(
        "/dialogues/heron/workshops/1/room/write/", {"words": "x" * 9_000_000}
    )

    assert page.status_code == 413
    assert "may have 8 megabytes. A note has 200,000 characters at most" in page.text
    assert page["HX-Retarget"] == "#messages"


def test_the_room_offers_the_session_that_is_going_on(browse, in_session, farid, rosa):
    make.session(in_session, by=farid)
    make.session(in_session, by=farid, opened=False)

    page = browse(rosa).get("/dialogues/heron/workshops/1/room/").text

    assert '<option value="2" selected>' in page
    assert '<option value="1" selected>' not in page


def test_a_round_begins_at_the_same_moment_on_every_page(browse, confirmed, farid):
    """Half past midnight in Oslo is another day in UTC: which clock it is stands beside it."""
    starts = confirmed.starts_at.replace(hour=23, minute=30)
    make.by_hand("UPDATE workshops_workshop SET starts_at = %s", starts)
    client = browse(farid)
    told = f"{starts.day} {starts:%B %Y}, 23:30 <span>UTC</span>"
    there = starts.astimezone(ZoneInfo("Europe/Oslo"))
    by_the_venue = f"{there.day} {there:%B %Y}, {there:%H:%M} <span>Oslo time</span>"
    beside = f"= {starts.day} {starts:%B %Y}, 23:30 UTC</span>"

    sealed = [client.get(page).text for page in ("/", "/dialogues/heron/")]
    rounds, one = (
        client.get(f"/dialogues/heron/workshops/{way}").text for way in ("", "1/")
    )
    client.post("/vault/lock/")
    locked = client.get("/dialogues/heron/workshops/").text

    assert all(told in page and 'data-clock="' in page for page in [*sealed, locked])
    assert all(by_the_venue in page and beside in page for page in (rounds, one))
    assert "Oslo" not in locked


def test_letters_somebody_decides_about_come_first_then_what_goes_next(
    browse, heron, oskar, worker
):
    for kind, days in (
        ("notice", 1),
        ("notice", 1),
        ("recheck", 9),
        ("own", 5),
        ("canvass", 3),
    ):
        letters.post(kind, initiative=heron.pk, occasion=uuid4(), version="", language="en",
                     address="amal@example.net", due_at=clock.now() + timedelta(days=days))  # fmt: skip
    for kind, state in (("recheck", "uncertain"), ("own", "sent")):
        make.by_hand("UPDATE outbox_letter SET state = %s WHERE kind = %s", state, kind)
    make.by_hand("UPDATE outbox_letter SET due_at = date_trunc('day', due_at)")
    client = browse(oskar)

    pages = [
        client.get(f"/dialogues/heron/letters/{query}").text
        for query in ("", "?kind=canvass", "?kind=canvass&state=stuck")
    ]

    rows = [re.findall(r'<th scope="row">([^<]+?) ?<', page) for page in pages]
    first, *more = (
        "Check that runs out",
        "Word that something waits",
        "Dates",
        "Own page",
    )
    assert rows == [[first, *more], ["Dates"], []]
    assert pages[0].count("× 2") == 1


def test_rounds_stand_in_the_order_of_their_days(browse, heron, farid):
    make.workshop(heron, by=farid)
    for days in (30, 20):
        soon = timedelta(days=days)
        make.workshop(heron, by=farid, state="provisional", starts_in=soon)
    client = browse(farid)

    pages = [
        client.get(way).text.split("<main")[1]
        for way in ("/dialogues/heron/", "/dialogues/heron/workshops/")
    ]

    assert [re.findall(r"workshops/(\d)/", page) for page in pages] == [list("321")] * 2


def test_the_clock_of_a_round_is_chosen_and_never_taken_for_granted(
    browse, heron, farid
):
    client, url = browse(farid), "/dialogues/heron/workshops/propose/"
    given = {"title": "At the mill", "quorum": 2, "remind_days": 3}

    asked = client.get(url).text
    page = client.post(url, given)

    assert '<option value="" selected>Choose</option>' in asked
    assert page.status_code == 422
    assert "Choose by which clock the round is held" in page.text
    assert 'value="At the mill"' in page.text
    assert not heron.workshops.exists()


def test_an_opening_is_signed_below_the_charter_it_is_about(browse, team, farid):
    make.initiative(team, code="acorn", signed=False)

    page = browse(farid).get("/dialogues/acorn/").text

    assert page.index("The charter<") < page.index(">Sign the opening<")


@pytest.mark.parametrize(
    ("who", "way", "says"),
    [
        ("carla", "begin/", "not put back into convening"),
        ("farid", "workshops/1/programme/1/close-session/", "is not opened again"),
        ("rosa", "workshops/1/room/{note}/seal/", "nobody writes in it again"),
    ],
)
def test_what_has_no_way_back_asks_first(
    browse, heron, in_session, team, farid, rosa, who, way, says
):
    note = make.note(in_session.sessions.first(), by=rosa)
    [asker] = [each for group in team.values() for each in group
               if each.name.lower().startswith(who)]  # fmt: skip

    page = browse(asker).get(f"/dialogues/heron/{way.format(note=note.pk)}")

    assert page.status_code == 200
    assert says in page.text
    assert "Leave it as it is" in page.text


def test_a_reader_is_led_to_what_was_released(browse, heron, rhea):
    page = browse(rhea).get("/dialogues/heron/").text

    assert "/dialogues/heron/workshops/" in page.split("You read what is released.")[1]


def test_words_in_arabic_are_parted_by_its_own_comma():
    with translation.override("ar"):
        assert listed(["a", "b"]) == "a، b"
        assert "A-01، B-02" in Known(["a-01", "b-02"]).messages[0]
    with translation.override("ru"):
        assert listed(["a", "b"]) == "a, b"


def test_dates_that_have_passed_are_asked_about(browse, heron, farid):
    ahead = make.workshop(heron, by=farid)
    url = f"/dialogues/heron/workshops/{ahead.number}/dates/settle/"
    days = {"starts_at_0": "2020-02-03", "starts_at_1": "09:00",
            "ends_at_0": "2020-02-05", "ends_at_1": "12:00"}  # fmt: skip

    page = browse(farid).post(url, days)

    ahead.refresh_from_db()
    assert page.status_code == 422
    assert "That day has passed. A round is still to come." in page.text
    assert 'value="2020-02-03"' in page.text
    assert ahead.state == "proposed"


def test_who_gets_no_reminder_is_named_when_a_round_is_confirmed(
    browse, heron, farid, approved
):
    ahead = make.workshop(heron, by=farid, state="provisional", seated=approved)
    with make.acting(farid):
        [known] = people.read([approved[1].person], by=farid)
        known.email = ""
        people.correct(approved[1].person, by=farid, particulars=known)

    page = browse(farid).post(f"{ahead.get_absolute_url()}confirm/", follow=True)

    assert "The round is now confirmed." in page.text
    assert "so no reminder goes to: B-01. Tell them yourself." in page.text


def test_a_language_is_offered_once_every_page_was_put_into_it(settings):
    """Half a page in one language and half in another helps nobody."""
    offered = subprocess.run(
        [sys.executable, "-c", "from trackii import settings as s; print(*dict(s.LANGUAGES))"],
        cwd=HOUSE, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip

    put_into = {
        path.parent.parent.name
        for path in HOUSE.glob("trackii/locale/*/LC_MESSAGES/django.mo")
    }
    assert set(offered) == {"en"} | put_into
    assert {"fr", "es", "ru", "ar"} == dict(settings.PREPARED_FOR).keys() - {"en"}


def test_a_desk_says_which_packs_are_due_to_who_clears_them(
    confirmed, browse, oskar, rosa
):
    said = "Briefing packs due on"

    before = [said in browse(who).get("/").text for who in (oskar, rosa)]
    make.briefing(confirmed, by=oskar)
    after = browse(oskar).get("/").text

    assert before == [True, False]
    assert said not in after


def test_a_pack_is_recalled_on_a_page_that_says_what_is_lost(confirmed, browse, oskar):
    make.briefing(confirmed, by=oskar)
    briefings.render_waiting()
    client, url = browse(oskar), "/dialogues/heron/workshops/1/briefings/1/recall/"

    asked, done = client.get(url), client.post(url)

    assert "No private link opens it any more." in asked.text
    assert done.status_code == 302
    assert "Recalled" in client.get("/dialogues/heron/workshops/1/briefings/").text
