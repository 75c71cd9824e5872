"""A feed tells who has its address code names and hours; read back by two readers."""

import json
from datetime import timedelta

import icalendar
import make
import pytest
import vobject
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from roles import WebClient, stepping_into

from dialogues.models import Membership
from trackii import principal
from trackii.accounts import colleagues
from trackii.accounts.models import User
from trackii.audit.models import Entry
from trackii.logbook import QuietFormatter
from trackii.outbox.models import Letter
from trackii.rows import WEB
from trackii.vault import admission, sealing
from workshops import feeds, invitations, scheduling
from workshops.models import Feed, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(farid):
    return f"/calendar/{feeds.make(farid, by=farid)}.ics"


def _fetched(address):
    answer = WebClient().get(address)
    assert answer.status_code == 200
    return answer.text


def _events(words):
    return icalendar.Calendar.from_ical(words).walk("VEVENT")


def _settled(heron, farid, **how):
    return make.workshop(heron, by=farid, state="provisional", **how)


def test_it_says_a_code_name_and_hours_and_nothing_else(heron, farid, address, worker):
    round_ = _settled(heron, farid)

    words = _fetched(address)

    [event] = _events(words)
    assert (str(event["summary"]), event.start, event.end) == (
        "HERON", round_.starts_at, round_.ends_at,
    )  # fmt: skip
    assert sorted(event) == [
        "CLASS", "DTEND", "DTSTAMP", "DTSTART", "ORGANIZER", "SEQUENCE", "STATUS",
        "SUMMARY", "TRANSP", "UID",
    ]  # fmt: skip
    for told in (make.plan().venue, make.plan().title, "Farid", farid.email, "round"):
        assert told not in words


def test_another_reader_makes_the_same_of_it(heron, farid, address, worker):
    _settled(heron, farid)

    [event] = vobject.readOne(_fetched(address)).vevent_list

    assert (event.summary.value, event.status.value) == ("HERON", "TENTATIVE")
    assert event.dtstart.value == Workshop.objects.get().starts_at


def test_what_moves_moves_and_what_is_called_off_stays_as_cancelled(
    heron, farid, approved, address, worker
):
    """Each time the same entry, said later than before."""
    round_ = _settled(heron, farid, seated=approved)
    seen = [_events(_fetched(address))]
    with make.acting(farid):
        scheduling.take(round_, "confirm", by=farid)
        seen.append(_events(_fetched(address)))
        week = timedelta(days=7)
        starts, ends = round_.starts_at + week, round_.ends_at + week
        scheduling.move(round_, by=farid, starts_at=starts, ends_at=ends)
        seen.append(_events(_fetched(address)))
        scheduling.take(round_, "postpone", by=farid)
        seen.append(_events(_fetched(address)))
        scheduling.settle(round_, by=farid, starts_at=starts, ends_at=ends)
        seen.append(_events(_fetched(address)))
        scheduling.take(round_, "cancel", by=farid)
        seen.append(_events(_fetched(address)))

    told = [event for [event] in seen]
    assert [str(each["status"]) for each in told] == [
        "TENTATIVE", "CONFIRMED", "CONFIRMED", "CANCELLED", "TENTATIVE", "CANCELLED",
    ]  # fmt: skip
    sequences = [each["sequence"] for each in told]
    assert sequences == sorted(set(sequences))
    assert len({str(each["uid"]) for each in told}) == 1
    assert told[2].start - told[1].start == week


def test_two_colleagues_have_no_uid_in_common(heron, farid, rosa, address, worker):
    _settled(heron, farid)
    hers = f"/calendar/{feeds.make(rosa, by=rosa)}.ics"

    [first], [second] = (_events(_fetched(each)) for each in (address, hers))

    assert (first["summary"], first["uid"] == second["uid"]) == (
        second["summary"], False,
    )  # fmt: skip


def test_a_reader_and_who_left_and_who_was_shut_out_fetch_nothing(
    heron, farid, rhea, rosa, omar, worker
):
    _settled(heron, farid)
    addresses = [
        f"/calendar/{feeds.make(who, by=who)}.ics" for who in (rhea, omar, rosa)
    ]
    assert len(_events(_fetched(addresses[2]))) == 1

    Membership.objects.filter(user=rosa).update(state="named")
    counts = [len(_events(_fetched(each))) for each in addresses]
    User.objects.filter(pk=rosa.pk).update(is_active=False)

    assert counts == [0, 0, 0]
    assert WebClient().get(addresses[2]).status_code == 404


def test_an_address_is_replaced_and_shut_from_the_page(heron, farid, browse, worker):
    _settled(heron, farid)
    client = browse(farid, locked=True)
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    assert "Make an address" in client.get("/calendar/").text

    first = _address(client.post("/calendar/make/").text)
    second = _address(client.post("/calendar/make/").text)
    found = [WebClient().get(each).status_code for each in (first, second)]
    assert client.post("/calendar/shut/").status_code == 302

    assert found == [404, 200]
    assert WebClient().get(second).status_code == 404
    assert second not in client.get("/calendar/").text
    verbs = Entry.objects.filter(subject_kind="workshops.feed").order_by("at", "pk")
    assert sorted(verbs.values_list("verb", flat=True)) == [
        "make feed", "make feed", "shut feed",
    ]  # fmt: skip


def _address(page):
    return page.split("<code>")[1].split("</code>")[0].removeprefix("http://testserver")


def test_the_address_is_kept_nowhere_and_stands_in_no_log(
    heron, farid, address, caplog, browse, settings
):
    token = address.split("/")[2].removesuffix(".ics")
    with caplog.at_level("DEBUG"):
        _fetched(address)
        WebClient().get(address.replace(token[:8], "zzzzzzzz"))

    said = [QuietFormatter().format(record) for record in caplog.records]
    assert [line for line in said if "fetch_feed" in line] == ["warning fetch_feed 404"]
    assert not [line for line in said if token[8:] in line]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS t WHERE t::text ~ %s', [token]
            )
            assert cursor.fetchone() == (0,), table


def test_nobody_sees_the_feed_of_another_and_nobody_at_all_reads_rounds_by_one(
    heron, farid, rosa, address, worker
):
    """The web's own role, with the application asleep."""
    _settled(heron, farid)
    for name, shown in (
        (principal.member(rosa.pk), 0), (principal.member(farid.pk), 1),
        (principal.NOBODY, 0), (principal.OPERATOR, 0),
    ):  # fmt: skip
        with stepping_into(WEB), principal.acting_as(name):
            assert Feed.objects.count() == shown

    with (
        stepping_into(WEB),
        principal.acting_as(principal.member(rosa.pk)),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Feed.objects.create(colleague=farid, token_hash=b"x" * 32)


def test_a_feed_is_made_by_who_it_is_of(farid, rosa):
    for act in (feeds.make, feeds.shut):
        with pytest.raises(PermissionError):
            act(farid, by=rosa)

    assert not Feed.objects.exists()


def test_an_address_is_taken_away_or_replaced_once_that_was_asked(farid, browse):
    client = browse(farid)
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    assert "learns the code names of your" in client.get("/calendar/make/").text
    client.post("/calendar/make/")
    stands = Feed.objects.get().pk

    for way in ("make", "shut"):
        assert "that address never comes back" in client.get(f"/calendar/{way}/").text
    assert f'href="/calendar/{way}/"' in client.get("/calendar/").text
    assert Feed.objects.get().pk == stands

    client.post("/calendar/shut/")
    assert not Feed.objects.exists()


def test_a_cookie_alone_makes_no_address(farid, browse):
    client = browse(farid)

    refused = client.post("/calendar/make/")

    assert "reauthenticate" in refused.url
    assert not Feed.objects.exists()


def _panics(browse, farid, ada):
    browse(farid).post("/vault/panic/")


def _changes_password(browse, farid, ada):
    new = {
        "password1": "a kettle of nine herons",
        "password2": "a kettle of nine herons",
    }
    changed = browse(farid).post(
        "/accounts/password/change/", new | {"oldpassword": make.PASSWORD}
    )
    assert changed.status_code == 302


def _loses_her_account(browse, farid, ada):
    browse(ada).post(reverse("close_account", args=[farid.pk]))
    browse(ada).post(reverse("reopen_account", args=[farid.pk]))


def _loses_her_proofs(browse, farid, ada):
    colleagues.reset_proofs(farid, by=ada)


@pytest.mark.parametrize(
    "end", [_panics, _changes_password, _loses_her_account, _loses_her_proofs]
)
def test_an_address_ends_with_the_sessions_of_who_it_is_of(
    end, browse, heron, farid, ada, address, worker
):
    """Whoever made it with her cookie keeps nothing by it."""
    _settled(heron, farid)
    assert WebClient().get(address).status_code == 200

    end(browse, farid, ada)

    farid.refresh_from_db()
    assert farid.is_active
    assert WebClient().get(address).status_code == 404
    assert Entry.objects.filter(verb="end feed", subject=str(farid.pk)).count() == 1


# --- a participant's own, by her link


@pytest.fixture
def her_seat(heron, farid, oskar, approved, worker):
    """Amal accepted a round, and has an open link to it."""
    round_ = make.workshop(heron, by=farid, state="provisional", seated=approved)
    with make.acting(oskar):
        seat = round_.seats.get(candidacy=approved[0])
        invitations.send(seat, by=oskar)
    return seat


def _her_browser(seat):
    letter = Letter.objects.filter(occasion=seat.pk, kind="invitation").latest("posted_at")  # fmt: skip
    code = json.loads(sealing.unseal_as_worker(letter, "recipient"))["code"]
    with principal.acting_as(principal.NOBODY):
        cookie = admission.admit(code, address="")
    client = WebClient()
    client.cookies[settings.LINK_COOKIE_NAME] = cookie
    return client


def test_she_makes_an_address_by_her_link_that_tells_what_she_accepted(
    her_seat, heron, farid
):
    _settled(heron, farid, starts_in=timedelta(days=60))  # where she has no seat
    page = _her_browser(her_seat).post("/p/calendar/make/")

    words = _fetched(_address(page.text))

    [event] = _events(words)
    assert (str(event["summary"]), event.start) == (
        "HERON", Workshop.objects.get(pk=her_seat.workshop_id).starts_at,
    )  # fmt: skip
    assert vobject.readOne(words).vevent.summary.value == "HERON"
    for told in ("Amal", "A-01", "a-01", make.plan().venue, "round", "Farid"):
        assert told not in words
    person = her_seat.candidacy.person_id
    for number in (her_seat.pk, her_seat.candidacy_id, her_seat.workshop_id, person):
        assert str(number) not in words


def test_her_address_is_shown_once_and_kept_nowhere(her_seat):
    client = _her_browser(her_seat)
    address = _address(client.post("/p/calendar/make/").text)
    token = address.split("/")[-1].removesuffix(".ics")

    assert token not in client.get("/p/calendar/").text
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(each)::text FROM participants_folder AS each"
        )
        kept = [row for [row] in cursor.fetchall()]
    assert [row for row in kept if token in row] == []


def test_her_address_ends_when_she_shuts_it_or_makes_another(her_seat):
    client = _her_browser(her_seat)
    first = _address(client.post("/p/calendar/make/").text)
    second = _address(client.post("/p/calendar/make/").text)
    found = [WebClient().get(each).status_code for each in (first, second)]
    client.post("/p/calendar/shut/")

    assert found == [404, 200]
    assert WebClient().get(second).status_code == 404


@pytest.mark.parametrize("how", ["revoked", "late", "withdrawn", "erasure", "restored"])
def test_her_address_ends_with_her_link_and_with_her(her_seat, oskar, how):
    address = _address(_her_browser(her_seat).post("/p/calendar/make/").text)
    assert len(_events(_fetched(address))) == 1

    if how == "revoked":
        with make.acting(oskar):
            invitations.revoke(her_seat, by=oskar)
    elif how == "late":
        make.by_hand("UPDATE vault_link SET deadline_at = made_at")
    elif how == "withdrawn":
        make.by_hand("UPDATE participants_candidacy SET state = 'withdrawn'")
    elif how == "erasure":
        make.by_hand("UPDATE participants_candidacy SET erasure_asked_at = now()")
    else:
        assert feeds.end_all() == 1

    assert WebClient().get(address).status_code == 404


def test_what_she_declines_her_calendar_drops(her_seat):
    client = _her_browser(her_seat)
    address = _address(client.post("/p/calendar/make/").text)
    client.post("/p/decline/", {"words": ""})

    assert _events(_fetched(address)) == []
