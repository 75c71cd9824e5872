"""Venues: sealed, corrected for the rounds ahead, and never given to two at once."""

import re
from datetime import timedelta
from threading import Thread

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from dialogues.models import Initiative
from trackii.states import WrongState
from trackii.vault.errors import VaultLocked
from workshops import choosing, programme, rooms, scheduling, venues, weighing
from workshops.models import Session, Venue, Workshop
from workshops.plan import Plan
from workshops.premises import Premises, Room
from workshops.venue_forms import VenueForm

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


@pytest.fixture
def mill(heron, farid):
    return make.venue(heron, by=farid)


@pytest.fixture
def there(heron, mill, farid, worker):
    """A round settled at the mill, ten days ahead and three days long."""
    return _at(mill, heron, farid)


def _at(venue, on, by, **how):
    held = make.workshop(on, by=by, state="provisional", **how)
    with make.acting(by):
        venues.hold_at(held, venue, by=by, time_zone="Europe/Oslo")
    return Workshop.objects.get(pk=held.pk)


def _page(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_what_is_known_of_a_venue_is_sealed_and_read_by_the_team(mill, rosa, rhea):
    with make.acting(rosa):
        assert venues.read(mill, by=rosa) == make.premises()

    assert str(Venue.objects.get().premises) == "[sealed]"
    with pytest.raises(PermissionDenied), make.acting(rhea):
        venues.read(mill, by=rhea)


def test_nobody_reads_it_locked(mill, rosa):
    with pytest.raises(VaultLocked):
        venues.read(mill, by=rosa)


def test_organisers_and_facilitators_keep_venues_and_nobody_else(
    heron, mill, carla, vera, rosa, rhea, omar, oskar
):
    for other in (carla, vera, rosa, rhea, omar):
        with pytest.raises(PermissionDenied):
            make.venue(heron, by=other)
        with pytest.raises(PermissionDenied):
            venues.correct(mill, by=other, premises=make.premises())

    assert make.venue(heron, by=oskar).number == 2


def test_a_round_says_what_its_venue_says_by_the_clock_a_person_chose(
    heron, mill, farid
):
    round_ = make.workshop(heron, by=farid)

    with make.acting(farid):
        venues.hold_at(round_, mill, by=farid, time_zone="Europe/Athens")
        plan = scheduling.read(round_, by=farid)

    assert (plan.venue, plan.address, plan.country, plan.online) == (
        "Osier Mill", "Lower Lane 4", "NO", False,
    )  # fmt: skip
    assert (plan.time_zone, plan.title) == ("Europe/Athens", make.plan().title)
    assert Workshop.objects.get().venue == mill


def test_a_corrected_venue_is_corrected_in_the_rounds_ahead_and_in_no_pack(
    heron, mill, there, farid, oskar
):
    make.briefing(there, by=oskar)
    past = make.workshop(heron, by=farid)
    with make.acting(farid):
        venues.hold_at(past, mill, by=farid, time_zone="UTC")
    Workshop.objects.filter(pk=past.pk).update(state="closed")

    with make.acting(oskar):
        moved = make.premises(address="Upper Lane 1")
        venues.correct(mill, by=oskar, premises=moved)

    with make.acting(farid):
        assert scheduling.read(_now(there), by=farid).address == "Upper Lane 1"
        assert scheduling.read(_now(past), by=farid).address == "Lower Lane 4"
    assert there.briefings.get().state == "superseded"


def _now(workshop):
    return Workshop.objects.get(pk=workshop.pk)


def test_two_rounds_are_not_held_at_one_venue_at_once(heron, mill, there, farid):
    second = make.workshop(
        heron, by=farid, state="provisional", starts_in=timedelta(days=12)
    )

    with make.acting(farid), pytest.raises(ValidationError, match="venue is taken"):
        venues.hold_at(second, mill, by=farid, time_zone="UTC")

    assert _now(second).venue is None


def test_one_may_begin_when_the_other_ends(heron, mill, there, farid):
    second = make.workshop(
        heron, by=farid, state="provisional", starts_in=timedelta(days=13)
    )

    with make.acting(farid):
        venues.hold_at(second, mill, by=farid, time_zone="UTC")

    assert second.starts_at == there.ends_at


def test_nor_is_one_settled_or_moved_there(heron, mill, there, farid):
    """A wish holds no venue; settling its dates would, and so would moving them."""
    wish = make.workshop(heron, by=farid)
    later = _at(mill, heron, farid, starts_in=timedelta(days=30))
    with make.acting(farid):
        venues.hold_at(wish, mill, by=farid, time_zone="UTC")
    when = {"starts_at": there.starts_at + A_DAY, "ends_at": there.ends_at + A_DAY}

    for round_ in (wish, later):
        with make.acting(farid), pytest.raises(ValidationError, match="venue is taken"):
            scheduling.settle(round_, by=farid, **when)

    assert (_now(wish).starts_at, _now(later).moves) == (None, later.moves)


@pytest.mark.parametrize("verb", ["cancel", "postpone"])
def test_what_is_called_off_or_put_off_holds_no_venue(heron, mill, there, farid, verb):
    scheduling.take(there, verb, by=farid)

    second = _at(mill, heron, farid)

    assert second.venue == mill


def test_what_was_put_off_comes_back_only_where_it_is_free(heron, mill, there, farid):
    scheduling.take(there, "postpone", by=farid)
    _at(mill, heron, farid)

    with make.acting(farid), pytest.raises(ValidationError, match="venue is taken"):
        scheduling.settle(
            there, by=farid, starts_at=there.starts_at, ends_at=there.ends_at
        )

    assert _now(there).state == "postponed"


def test_postgresql_refuses_it_whoever_writes(heron, mill, there, farid):
    second = make.workshop(heron, by=farid, state="provisional")

    with pytest.raises(IntegrityError, match="a_venue_holds_one_round_at_a_time"):
        make.by_hand(
            "UPDATE workshops_workshop SET venue_id = %s WHERE id = %s",
            mill.pk, second.pk,
        )  # fmt: skip


def test_postgresql_refuses_the_venue_of_another_table(heron, mill, team, farid):
    other = make.initiative(team, code="larch")
    round_ = make.workshop(other, by=farid)

    with pytest.raises(IntegrityError, match="a_round_is_held_at_a_venue_of_its_table"):
        make.by_hand(
            "UPDATE workshops_workshop SET venue_id = %s WHERE id = %s",
            mill.pk, round_.pk,
        )  # fmt: skip
    with make.acting(farid), pytest.raises(ValidationError, match="not known here"):
        venues.hold_at(round_, mill, by=farid, time_zone="UTC")


def test_the_venues_of_two_tables_know_nothing_of_each_other(
    heron, mill, there, team, farid, worker
):
    """The same house under the same name: neither table learns of the other by it."""
    other = make.initiative(team, code="larch")
    twin = make.venue(other, by=farid)

    held = _at(twin, other, farid)

    assert held.starts_at == there.starts_at


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_venue_at_once_one_has_it(heron, mill, farid, worker):
    rounds = [make.workshop(heron, by=farid, state="provisional") for _ in range(2)]
    told = []

    def hold(round_):
        try:
            with make.acting(farid):
                venues.hold_at(round_, mill, by=farid, time_zone="UTC")
        except ValidationError as refused:
            told.extend(refused.messages)
        finally:
            connection.close()

    hands = [Thread(target=hold, args=[each]) for each in rounds]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert Workshop.objects.filter(venue=mill).count() == 1
    assert told == [
        "The venue is taken then: another round is held there at that time."
    ]


def test_a_room_holds_one_session_at_a_time(there, farid):
    def add(room, after):
        starts = there.starts_at + timedelta(hours=after)
        return programme.plan(
            there, by=farid, phase="shape", regime="chatham_house", purpose="",
            starts_at=starts, ends_at=starts + timedelta(hours=2), room=room,
        )  # fmt: skip

    with make.acting(farid):
        add(1, 0)
        add(1, 2)
        beside = add(2, 1)
        with pytest.raises(ValidationError, match="room is taken"):
            add(1, 1)
        with pytest.raises(ValidationError, match="room is taken"):
            rooms.set_room(beside, 1, by=farid)
        with pytest.raises(ValidationError, match="no such room"):
            rooms.set_room(beside, 3, by=farid)

    assert sorted(Session.objects.values_list("room", flat=True)) == [1, 1, 2]


def test_a_round_that_moves_by_an_hour_takes_its_rooms_along(there, farid):
    """Each session comes to lie where the next one lay."""
    with make.acting(farid):
        for after in range(3):
            starts = there.starts_at + timedelta(hours=after)
            programme.plan(
                there, by=farid, phase="shape", regime="chatham_house", purpose="",
                starts_at=starts, ends_at=starts + timedelta(hours=1), room=1,
            )  # fmt: skip
        hour = timedelta(hours=1)
        starts, ends = there.starts_at + hour, there.ends_at + hour
        scheduling.settle(there, by=farid, starts_at=starts, ends_at=ends)

    assert there.sessions.filter(room=1, starts_at__gte=starts).count() == 3


def test_elsewhere_a_session_has_no_room_yet(heron, there, farid):
    with make.acting(farid):
        session = make.session(there, by=farid, opened=False)
        rooms.set_room(session, 2, by=farid)
        other = make.venue(heron, by=farid, name="Weir House")
        venues.hold_at(there, other, by=farid, time_zone="UTC")

    assert Session.objects.get().room is None


def test_a_room_that_is_used_is_not_left_out(mill, there, farid):
    session = make.session(there, by=farid, opened=False)
    with make.acting(farid):
        rooms.set_room(session, 2, by=farid)
        left = make.premises(rooms=make.premises().rooms[:1])

        with pytest.raises(ValidationError, match="programme of round 1"):
            venues.correct(mill, by=farid, premises=left)


def test_a_room_keeps_its_number_by_its_name_and_none_is_given_twice():
    before, after = make.premises(), Premises("Osier Mill")

    after.furnish([("Loft", 9), ("Cellar", 0)], before)
    again = Premises("Osier Mill")
    again.furnish([("library", 12)], after)

    assert [(each.number, each.name) for each in after.rooms] == [
        (2, "Loft"), (3, "Cellar"),
    ]  # fmt: skip
    assert [each.number for each in again.rooms] == [4]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Library, many", "as in: Library, 12. Not: Library, many"),
        (", 12", "as in: Library, 12. Not: , 12"),
        ("Library, 0", "as in: Library, 12"),
        ("Library\nlibrary, 3", "by one name: Library"),
        ("\n".join(f"Room {number}" for number in range(41)), "more rooms than"),
    ],
)
def test_rooms_nobody_could_mean_are_asked_about(typed, said):
    form = VenueForm(
        {"name": "A", "kind": "estate", "time_zone": "UTC", "rooms": typed}
    )

    assert said in form.errors["rooms"][0]


def test_a_venue_that_is_taken_speaks_against_a_date(
    heron, mill, farid, approved, worker
):
    """Of two periods asked about, another round has the venue on the first."""
    asked = make.canvassed(heron, by=farid)
    _at(mill, heron, farid, starts_in=timedelta(days=40))
    with make.acting(farid):
        venues.hold_at(asked, mill, by=farid, time_zone="Europe/Oslo")

        grid = weighing.grid(_now(asked), by=farid)
        with pytest.raises(ValidationError, match="venue is taken"):
            choosing.choose(_now(asked), "1", by=farid, despite="It has to be then.")

    first, second = (grid.weighed(key).blocked for key in ("1", "2"))
    assert [each for each in first if each.startswith("The venue is taken from")] != []
    assert [each for each in second if each.startswith("The venue is taken from")] == []
    assert _now(asked).state == "canvassing"


def test_who_sees_rounds_that_are_over_changes_no_venue(there, mill, heron, farid):
    Workshop.objects.filter(pk=there.pk).update(state="closed")

    with make.acting(farid), pytest.raises(WrongState):
        venues.hold_elsewhere(_now(there), by=farid)


# --- the pages


def test_a_venue_is_added_chosen_and_named_from_the_pages_alone(
    heron, farid, worker, browse
):
    client = browse(farid)
    make.workshop(heron, by=farid)
    known = {
        "name": "Weir House", "kind": "religious_house", "time_zone": "Asia/Beirut",
        "neutral": "Of neither rite.", "rooms": "Library, 12\nLoft", "holds": "30",
    }  # fmt: skip

    added = client.post("/dialogues/heron/venues/add/", known)
    offered = _page(client, "/dialogues/heron/workshops/1/venue/")
    asked = _page(client, "/dialogues/heron/workshops/1/venue/1/")
    held = client.post(
        "/dialogues/heron/workshops/1/venue/1/", {"time_zone": "Asia/Beirut"}
    )

    assert (added.status_code, held.status_code) == (302, 302)
    assert "<option selected>Asia/Beirut<" in asked
    for words in ("Weir House", "Of neither rite.", "Holds 30."):
        assert words in offered
    page = _page(client, "/dialogues/heron/workshops/1/")
    assert (
        '<a hx-boost="false" href="/dialogues/heron/venues/1/">Weir House</a>' in page
    )
    assert "Library (12)" in _page(client, "/dialogues/heron/venues/1/").replace(
        "<bdi>", ""
    ).replace("</bdi>", "")


def test_the_page_says_by_which_round_a_venue_is_taken(
    heron, mill, there, farid, browse
):
    second = make.workshop(heron, by=farid, state="provisional")

    page = _page(browse(farid), f"/dialogues/heron/workshops/{second.number}/venue/")

    assert f"Taken then by round {there.number}." in page


def test_locked_a_venue_is_a_number(heron, mill, there, farid, browse):
    client = browse(farid, locked=True)

    for url in ("/dialogues/heron/venues/", "/dialogues/heron/venues/1/"):
        page = _page(client, url)
        assert "Venue 1" in page
        assert "Osier Mill" not in page
        assert "Osier Mill" in _page(browse(farid), url)


def test_a_refused_venue_is_said_and_nothing_typed_is_lost(
    heron, mill, there, farid, browse
):
    make.workshop(heron, by=farid, state="provisional")

    answer = browse(farid).post(
        "/dialogues/heron/workshops/2/venue/1/", {"time_zone": "Asia/Tokyo"}
    )

    assert answer.status_code == 422
    assert "The venue is taken then" in answer.text
    assert "<option selected>Asia/Tokyo<" in answer.text


def test_a_plan_of_a_round_at_a_venue_asks_for_no_other_place(there, farid, browse):
    url = "/dialogues/heron/workshops/1/plan/"
    given = {"title": "Anew", "time_zone": "UTC", "quorum": 1, "remind_days": 3,
             "venue": "Elsewhere"}  # fmt: skip

    page = _page(browse(farid), url)
    assert 'name="venue"' not in page
    given |= {"read": _read(page)}
    assert browse(farid).post(url, given).status_code == 302

    with make.acting(farid):
        plan = scheduling.read(_now(there), by=farid)
    assert (plan.title, plan.venue) == ("Anew", "Osier Mill")


def test_rooms_are_given_from_the_programme(there, farid, browse):
    make.session(there, by=farid, opened=False)
    client, url = browse(farid), "/dialogues/heron/workshops/1/programme/"

    assert "Library" in _page(client, f"{url}plan/")
    given = client.post(f"{url}1/room/", {"room": "1"})
    wrong = client.post(f"{url}1/room/", {"room": "Library"})

    assert (given.status_code, wrong.status_code) == (302, 422)
    assert "no such room" in wrong.text
    assert "· <bdi>Library</bdi>" in _page(client, url)
    locked = _page(browse(farid, locked=True), url)
    assert "Library" not in locked


@pytest.mark.parametrize("count", [1, 30])
def test_a_list_of_venues_asks_no_more_for_more(
    heron, farid, browse, django_assert_num_queries, count
):
    for number in range(count):
        make.venue(heron, by=farid, name=f"House {number}")
    client = browse(farid)
    client.get("/dialogues/heron/venues/")

    with django_assert_num_queries(7):
        page = client.get("/dialogues/heron/venues/").text

    assert page.count("House ") == count
    assert Initiative.objects.get(code="heron").venues.count() == count


def _read(page):
    [read] = re.findall(r'name="read" value="(\w+)"', page)
    return read


def test_of_two_who_correct_a_venue_the_second_sees_what_the_first_wrote(
    heron, mill, oskar, browse
):
    here, client = f"{mill.get_absolute_url()}correct/", browse(oskar)
    read = _read(client.get(here).text)
    given = {"name": "Old Mill", "kind": "religious_house", "time_zone": "Europe/Oslo"}
    first = client.post(here, given | {"read": read, "past": "The neighbours film it."})

    late = client.post(here, given | {"read": read, "past": "Quiet."})
    filmed = {"read": _read(late.text), "past": "Quiet, but filmed."}
    again = client.post(here, given | filmed)

    assert (first.status_code, late.status_code, again.status_code) == (302, 422, 302)
    assert "Somebody saved another edition meanwhile." in late.text
    assert "The neighbours film it." in late.text
    assert "Quiet." in late.text
    with make.acting(oskar):
        mill.refresh_from_db()
        assert venues.read(mill, by=oskar).past == "Quiet, but filmed."


def test_of_two_who_revise_a_plan_the_second_sees_what_the_first_wrote(
    heron, confirmed, farid, browse
):
    here, client = f"{confirmed.get_absolute_url()}plan/", browse(farid)
    read = _read(client.get(here).text)
    given = {"title": "T", "time_zone": "Europe/Oslo", "quorum": 1, "remind_days": 3}
    first = client.post(here, given | {"read": read, "safety": "Use the other gate."})

    late = client.post(here, given | {"read": read, "safety": "Nothing."})

    assert (first.status_code, late.status_code) == (302, 422)
    assert "Use the other gate." in late.text
    assert "Nothing." in late.text


def test_a_venue_that_is_retired_is_offered_for_no_other_round(
    heron, mill, there, farid, oskar, browse
):
    other = make.workshop(heron, by=farid, starts_in=timedelta(days=40))
    way = f"/dialogues/heron/workshops/{other.number}/venue/"
    assert "Osier Mill" in browse(farid).get(way).text

    done = browse(oskar).post("/dialogues/heron/venues/1/retire/", follow=True)

    assert "it is offered for no other round" in done.text
    assert "Osier Mill" not in browse(farid).get(way).text
    with make.acting(farid):
        with pytest.raises(ValidationError, match="That venue is retired"):
            venues.hold_at(other, mill, by=farid, time_zone="UTC")
        assert scheduling.read(_now(there), by=farid).venue == "Osier Mill"
    assert (
        f"Round {there.number}</a>" in browse(oskar).get(mill.get_absolute_url()).text
    )


def test_it_is_brought_back_into_use_and_of_two_only_the_first_counts(
    heron, mill, farid, oskar
):
    in_another_tab = Venue.objects.get()
    venues.retire(mill, by=oskar)
    with pytest.raises(WrongState, match="it is now retired"):
        venues.retire(in_another_tab, by=farid)
    venues.bring_back(mill, by=farid)

    other = make.workshop(heron, by=farid)
    with make.acting(farid):
        venues.hold_at(other, mill, by=farid, time_zone="UTC")
    assert _now(other).venue == mill


def test_only_who_keeps_venues_retires_one(mill, carla, vera, rosa, rhea):
    for other in (carla, vera, rosa, rhea):
        with pytest.raises(PermissionDenied):
            venues.retire(mill, by=other)

    assert Venue.objects.get().state == "in_use"


def test_the_round_that_is_there_may_be_told_anew_of_a_retired_venue(
    mill, there, farid
):
    venues.retire(mill, by=farid)

    with make.acting(farid):
        [choice] = venues.choices(there, by=farid)
        venues.hold_at(there, mill, by=farid, time_zone="Europe/Athens")
        plan = scheduling.read(_now(there), by=farid)

    assert (choice.venue, choice.venue.state) == (mill, "retired")
    assert plan.time_zone == "Europe/Athens"


def test_a_room_that_holds_fewer_than_come_is_said_and_refused_by_nobody(
    heron, carla, vera, viktor, farid, browse
):
    how = {"by": carla, "officers": (vera, viktor), "state": "approved"}
    four = [make.candidacy(heron, side=side, name=f"Guest {n}", **how)
            for n, side in enumerate("AABB")]  # fmt: skip
    ferry = make.venue(heron, by=farid, name="The Ferry", holds=3,
                       rooms=[Room(1, "Deck", 2), Room(2, "Cabin", 1)])  # fmt: skip
    round_ = _at(ferry, heron, farid, seated=four)

    with make.acting(farid):
        for hour, room in ((0, 1), (5, 1), (5, 2)):
            begins = round_.starts_at + timedelta(hours=hour)
            programme.plan(
                round_, by=farid, phase="shape", regime="chatham_house", purpose="",
                starts_at=begins, ends_at=begins + timedelta(hours=2), room=room,
            )  # fmt: skip
    text = _page(
        browse(farid), f"/dialogues/heron/workshops/{round_.number}/programme/"
    )

    assert "The venue holds 3, and 4 have a seat." in text
    assert "Session 1: its room holds 2, and 4 have a seat." in text
    assert "Sessions 2, 3 are held at once: their rooms hold 3 together" in text


@pytest.mark.parametrize(
    ("holds", "rounds", "found"),
    [
        ([5, 3], [["abcde", "fgh"], ["abcd", "efgh"]], [2]),
        ([5, 3], [["abc", "def"]], []),
        ([5, 0], [["abcdef"]], []),  # nobody has counted the other
        ([], [["abcdef"]], []),
        ([3], [["abc", "abc"]], []),  # the second finds another place
    ],
)
def test_groups_are_held_against_the_rooms_there_are(holds, rounds, found):
    plan = Plan(
        "A round",
        rooms=[[n, f"Room {n}"] for n, _holds in enumerate(holds, 1)],
        holds={str(n): each for n, each in enumerate(holds, 1) if each},
    )

    assert rooms.too_large(plan, rounds) == found
