"""Which dates people could keep: asked by a private link, answered, weighed, chosen."""

import json
from datetime import UTC, datetime, timedelta

import make
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from roles import WebClient

from dialogues import team
from participants import folders, wishes
from participants.models import Folder
from trackii import clock, principal
from trackii.audit.models import Entry
from trackii.outbox.models import Letter
from trackii.policy import Refused
from trackii.states import WrongState
from trackii.vault import admission, links, sealing
from trackii.vault.errors import Corrupt, LinkShut
from trackii.vault.models import Link
from workshops import canvasses, choosing, evenness, offering, scheduling, weighing
from workshops.circumstances import Circumstances, Said
from workshops.models import Canvass, Seat, Workshop

A_DAY = timedelta(days=1)


def monday(weeks):
    """Nine o'clock of a Monday so many weeks ahead, in UTC."""
    today = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    return today + timedelta(days=7 * weeks - today.weekday())


@pytest.fixture
def amal(heron, carla, vera, viktor):
    return make.candidacy(heron, by=carla, side="A", state="approved",
                          officers=(vera, viktor))  # fmt: skip


@pytest.fixture
def boris(heron, carla, vera, viktor):
    return make.candidacy(heron, by=carla, side="B", name="Boris Lem", state="approved",
                          officers=(vera, viktor))  # fmt: skip


@pytest.fixture
def canvassed(heron, farid, oskar, amal, boris, worker):
    """Two periods, five weeks and seven weeks ahead, and two people asked about them."""
    made = make.workshop(heron, by=farid)
    with make.acting(farid):
        for weeks in (5, 7):
            offering.offer(made, by=farid, starts_at=monday(weeks),
                           ends_at=monday(weeks) + 2 * A_DAY)  # fmt: skip
    with make.acting(oskar):
        canvasses.ask(made, offering.read(made, by=oskar), by=oskar)
    return Workshop.objects.select_related("initiative").get(pk=made.pk)


def row_of(workshop, candidacy):
    return Canvass.objects.select_related("candidacy__person", "workshop").get(
        workshop=workshop, candidacy=candidacy
    )


def say(workshop, candidacy, by, **given):
    with make.acting(by):
        said = Said("", {key.strip("_"): way for key, way in given.items()})
        canvasses.hear(row_of(workshop, candidacy), said, by=by)


def code_of(row):
    letter = Letter.objects.filter(occasion=row.pk).latest("posted_at")
    return json.loads(sealing.unseal_as_worker(letter, "recipient"))["code"]


def browser(row):
    with principal.acting_as(principal.NOBODY):
        cookie = admission.admit(code_of(row), address="")
    client = WebClient()
    client.cookies[settings.LINK_COOKIE_NAME] = cookie
    return client


def test_a_period_put_on_the_list_takes_the_round_to_canvassing(heron, farid):
    made = make.workshop(heron, by=farid)

    with make.acting(farid):
        offering.offer(made, by=farid, starts_at=monday(5), ends_at=monday(5) + A_DAY)

    assert made.state == "canvassing"
    with make.acting(farid):
        [option] = offering.read(made, by=farid)
    assert (option.starts, option.ends) == (monday(5), monday(5) + A_DAY)


def test_what_nobody_could_be_asked_is_refused_with_a_sentence(heron, farid):
    made = make.workshop(heron, by=farid)

    for starts, ends, why in (
        (monday(5), monday(5) - A_DAY, "end after it starts"),
        (monday(5), monday(11), "longer than a month"),
        (monday(-1), monday(5), "has passed"),
    ):
        with make.acting(farid), pytest.raises(ValidationError, match=why):
            offering.offer(made, by=farid, starts_at=starts, ends_at=ends)
    with make.acting(farid):
        offering.offer(made, by=farid, starts_at=monday(5), ends_at=monday(6))
        with pytest.raises(ValidationError, match="already"):
            offering.offer(made, by=farid, starts_at=monday(5), ends_at=monday(6))


def test_who_may_not_plan_rounds_puts_nothing_on_the_list(heron, farid, oskar):
    made = make.workshop(heron, by=farid)

    with make.acting(oskar), pytest.raises(Refused):
        offering.offer(made, by=oskar, starts_at=monday(5), ends_at=monday(6))


def test_everybody_who_may_sit_there_is_asked_by_one_letter(
    canvassed, amal, boris, oskar
):
    rows = Canvass.objects.filter(workshop=canvassed)
    sent = Letter.objects.filter(kind="canvass", state="due")

    assert {row.candidacy for row in rows} == {amal, boris}
    assert {letter.occasion for letter in sent} == {row.pk for row in rows}
    with make.acting(oskar):
        again = canvasses.ask(canvassed, offering.read(canvassed, by=oskar), by=oskar)
    assert again == 0


def test_she_answers_by_her_link_reads_it_again_and_changes_it(canvassed, amal, farid):
    row = row_of(canvassed, amal)
    client = browser(row)

    asked = client.get("/p/matter/")
    first = client.post("/p/dates/", {"1": "yes", "2": "no", "city": "Nairobi"})
    seen = client.get("/p/matter/")
    client.post("/p/dates/", {"1": "if_need_be", "2": "no", "city": "Nairobi"})

    assert asked.status_code == 200
    assert first.status_code == 302
    assert "Nairobi time" in seen.text
    assert "Oslo time" in seen.text
    with make.acting(farid):
        _known, said = canvasses.read(row_of(canvassed, amal), by=farid)
    assert said == Said("Africa/Nairobi", {"1": "if_need_be", "2": "no"})
    row.refresh_from_db()
    assert (row.told_through.kind, row.answered_by) == ("canvass", None)


def test_her_page_is_small_and_says_nothing_of_anybody_or_of_the_place(canvassed, amal):
    page = browser(row_of(canvassed, amal)).get("/p/matter/")

    assert len(page.content) < 30_000
    for telling in ("Boris", "B-0", "Osier", "HERON", "heron", "Marsh"):
        assert telling not in page.text


def test_a_city_nobody_knows_is_asked_about_and_the_answers_stand(canvassed, amal):
    client = browser(row_of(canvassed, amal))

    page = client.post("/p/dates/", {"1": "yes", "city": "Nairobbi"})

    assert page.status_code == 422
    assert "Did you mean Nairobi?" in page.text
    assert 'value="yes" id="id_1_0" checked' in page.text


def test_her_link_reaches_her_own_answer_and_nobody_elses(canvassed, amal, boris):
    mine, other = row_of(canvassed, amal), row_of(canvassed, boris)
    client = browser(mine)

    client.post("/p/dates/", {"1": "yes", "city": ""})

    with pytest.raises(Corrupt):
        links.insist_on(links.live(mine.pk)[mine.pk], other)
    other.refresh_from_db()
    assert other.answers is None
    for elsewhere in ("/p/needs/", "/p/data/", "/p/pages.pdf", "/p/erase/"):
        assert client.get(elsewhere).status_code == 404


def test_a_new_period_stands_behind_the_link_she_has(canvassed, amal, farid):
    client = browser(row_of(canvassed, amal))
    client.post("/p/dates/", {"1": "yes", "2": "no", "city": ""})

    with make.acting(farid):
        offering.offer(canvassed, by=farid, starts_at=monday(9), ends_at=monday(9) + A_DAY)  # fmt: skip
        offering.withdraw(canvassed, "2", by=farid)

    page = client.get("/p/matter/")
    assert 'name="3"' in page.text
    assert 'name="2"' not in page.text
    assert 'value="yes" id="id_1_0" checked' in page.text
    assert Letter.objects.filter(kind="canvass").count() == 2


def test_dates_are_weighed_by_what_was_said_and_by_what_bears_on_it(
    canvassed, amal, boris, farid, oskar
):
    say(canvassed, amal, oskar, _1="yes", _2="yes")
    say(canvassed, boris, oskar, _1="no", _2="if_need_be")
    with make.acting(oskar):
        known = Circumstances(required=True, lead_days=40)
        canvasses.consider(row_of(canvassed, boris), known, by=oskar)

    with make.acting(farid):
        grid = weighing.grid(canvassed, by=farid)

    assert [each.option.key for each in grid.verdicts] == ["2", "1"]
    best, worst = grid.weighed("2"), grid.weighed("1")
    assert [line.cells for line in grid.lines] == [("yes", "yes"), ("no", "maybe")]
    assert any("is needed and cannot come" in words for words in worst.blocked)
    assert any("needs 40 days to get there" in words for _w, words in worst.reasons)
    assert best.blocked == ["Of the third party 0 could come, and 1 are needed."]


def test_a_colleague_answers_for_herself_and_counts_as_third_party(
    canvassed, rosa, farid, oskar
):
    with make.acting(rosa):
        canvasses.answer(canvassed, Said("", {"1": "yes"}), by=rosa)
        canvasses.answer(canvassed, Said("", {"1": "yes", "2": "no"}), by=rosa)
        assert canvasses.read_own(canvassed, by=rosa).given == {"1": "yes", "2": "no"}

    with make.acting(farid):
        grid = weighing.grid(canvassed, by=farid)

    assert [(each.name, each.side, each.cells) for each in grid.lines[-1:]] == [
        ("Rosa Reyes", "T", ("yes", "no"))
    ]


def test_who_left_the_team_since_counts_no_more(canvassed, rosa, farid, carla, vera):
    with make.acting(rosa):
        canvasses.answer(canvassed, Said("", {"1": "yes"}), by=rosa)
    for hers in canvassed.initiative.memberships.filter(user=rosa):
        team.name_leaving(hers, by=carla)
        team.release(hers, by=vera)

    with make.acting(farid):
        grid = weighing.grid(canvassed, by=farid)

    assert "Rosa Reyes" not in {each.name for each in grid.lines}


def foretells(candidacy, by, **days):
    """She says on her own page which days she could come."""
    with make.acting(by):
        folders.send(candidacy, by=by)
    link = Link.objects.get(occasion=candidacy.pk, state="live")
    folder = Folder.objects.get(link=link)
    folder.candidacy = candidacy
    said = {day: word for word, some in days.items() for day in some}
    wishes.say_days(folder, wishes.Said(days=said), by=link)


def days_of(weeks):
    return [(monday(weeks) + n * A_DAY).date().isoformat() for n in range(3)]


def test_who_said_on_her_own_page_that_she_is_away_counts_as_a_no_and_why_is_said(
    canvassed, amal, boris, farid, oskar
):
    with make.acting(farid):
        before = weighing.grid(canvassed, by=farid)
    first, *_rest = days_of(5)
    foretells(amal, oskar, no=[first], yes=days_of(7))
    say(canvassed, boris, oskar, _1="yes", _2="yes")
    foretells(boris, oskar, no=days_of(5) + days_of(7))  # asked about it, he said yes

    with make.acting(farid):
        grid = weighing.grid(canvassed, by=farid)

    assert [line.cells for line in before.lines] == [("", ""), ("", "")]
    assert [line.cells for line in grid.lines] == [("no", "yes"), ("yes", "yes")]
    assert [line.answered for line in grid.lines] == [False, True]
    why = ("weighs", "A-01 said on their own page that they are away then.")
    assert [key for key in "12" if why in grid.weighed(key).reasons] == ["1"]
    told = str([grid.weighed(key).reasons for key in "12"])
    assert "B-01 said on" not in told
    say(canvassed, amal, oskar, _1="yes")
    with make.acting(farid):
        assert weighing.grid(canvassed, by=farid).lines[0].cells == ("yes", "yes")


def test_proposals_say_who_is_away_by_her_own_page(canvassed, amal, farid, oskar):
    foretells(amal, oskar, no=days_of(6))
    window = (monday(6).date(), (monday(6) + 2 * A_DAY).date())

    with make.acting(farid):
        _zone, found = weighing.proposals(canvassed, by=farid, window=window, days=3)

    why = ("weighs", "A-01 said on their own page that they are away then.")
    assert [why in each.reasons for each in found] == [True] * len(found)
    assert found


def test_days_of_her_own_page_reach_nobody_who_may_not_know_who_she_is(
    canvassed, amal, vera, rosa, farid, oskar, browse
):
    foretells(amal, oskar, no=days_of(5))
    way = reverse("workshops:choose", args=["heron", canvassed.number, 1])

    shown = browse(farid).get(way)
    refused = [browse(who).get(way) for who in (rosa, vera)]

    browser, pages = browse(farid), (way, way.replace("1/choose/", ""))
    for page in pages:
        browser.get(page)
        with CaptureQueriesContext(connection) as captured:
            browser.get(page)
        assert len(captured) <= 12
    assert "said on their own page" in shown.text
    assert [each.status_code for each in refused] == [403, 403]
    assert [
        each for each in refused if "own page that they are away" in each.text
    ] == []


def test_it_proposes_dates_nobody_was_asked_about(canvassed, amal, boris, farid, oskar):
    say(canvassed, amal, oskar, _1="yes", _2="no")
    say(canvassed, boris, oskar, _1="yes", _2="no")
    window = ((monday(5) - A_DAY).date(), (monday(8)).date())

    with make.acting(farid):
        _zone, found = weighing.proposals(canvassed, by=farid, window=window, days=2)

    first = found[0].option
    assert monday(5).date() <= first.starts.date() <= (monday(5) + A_DAY).date()


def test_choosing_settles_the_dates_offers_seats_and_sends_links_in_one_go(
    canvassed, amal, boris, farid, oskar
):
    say(canvassed, amal, oskar, _1="yes")
    say(canvassed, boris, oskar, _1="no")
    asked = row_of(canvassed, boris)
    code = code_of(asked)

    with make.acting(farid):
        with pytest.raises(ValidationError, match="stands in the way"):
            choosing.choose(canvassed, "1", by=farid)
        assert Seat.objects.filter(workshop=canvassed).count() == 0
        seats = choosing.choose(
            canvassed, "1", by=farid, despite="B comes by telephone."
        )

    canvassed.refresh_from_db()
    assert (canvassed.state, canvassed.starts_at) == ("provisional", monday(5))
    assert canvassed.packs_due_on == (monday(5) - 10 * A_DAY).date()
    assert seats == 1
    [seat] = Seat.objects.filter(workshop=canvassed)
    assert (seat.candidacy, seat.state) == (amal, "offered")
    assert Letter.objects.filter(kind="invitation", state="due").count() == 1
    assert Letter.objects.filter(kind="canvass", state="due").count() == 0
    with pytest.raises(LinkShut), principal.acting_as(principal.NOBODY):
        admission.admit(code, address="")
    with make.acting(farid):
        assert evenness.read(canvassed, by=farid)[0] == "B comes by telephone."


def test_of_two_who_choose_at_once_only_the_first_counts(canvassed, amal, farid, oskar):
    say(canvassed, amal, oskar, _1="yes", _2="yes")
    in_another_tab = Workshop.objects.select_related("initiative").get(pk=canvassed.pk)

    with make.acting(farid):
        choosing.choose(canvassed, "1", by=farid, despite="Soon.")
        with pytest.raises(WrongState):
            choosing.choose(in_another_tab, "2", by=farid, despite="Later.")

    assert Seat.objects.filter(workshop=canvassed).count() == 1


def test_nothing_is_half_chosen_where_a_letter_cannot_go(
    canvassed, amal, farid, oskar, settings
):
    say(canvassed, amal, oskar, _1="yes")
    settings.WORKER_PUBLIC = b"no key"

    with make.acting(farid), pytest.raises(ValueError, match="key"):
        choosing.choose(canvassed, "1", by=farid, despite="Soon.")

    canvassed.refresh_from_db()
    assert (canvassed.state, canvassed.starts_at) == ("canvassing", None)
    assert Seat.objects.filter(workshop=canvassed).count() == 0


def test_a_round_called_off_asks_nobody_any_more(canvassed, farid, amal):
    with make.acting(farid):
        scheduling.take(canvassed, "cancel", by=farid)

    assert Letter.objects.filter(kind="canvass", state="due").count() == 0
    assert links.live(row_of(canvassed, amal).pk) == {}


def test_who_withdraws_is_asked_no_more(canvassed, amal, carla):
    from participants import vetting  # noqa: PLC0415 -- this test alone

    with make.acting(carla):
        vetting.move(amal, "withdraw", by=carla)

    row = row_of(canvassed, amal)
    assert links.live(row.pk) == {}
    assert Letter.objects.filter(occasion=row.pk, state="due").count() == 0


def test_what_is_said_after_the_choice_is_refused(canvassed, amal, farid, oskar):
    say(canvassed, amal, oskar, _1="yes")
    with make.acting(farid):
        choosing.choose(canvassed, "1", by=farid, despite="Soon.")

    with pytest.raises(ValidationError, match="just now"):
        say(canvassed, amal, oskar, _1="no")


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("colleague_id = %(who)s", "a_canvass_is_of_one"),
        ("answered_by_id = %(who)s", "dates_are_answered_whole"),
        ("told_at = clock_timestamp()", "own_dates_are_told_whole"),
    ],
)
def test_postgresql_refuses_half_an_answer(
    canvassed, amal, farid, statement, constraint
):
    row = row_of(canvassed, amal)

    with pytest.raises(IntegrityError, match=constraint):
        make.by_hand(
            f"UPDATE workshops_canvass SET {statement} WHERE id = %(row)s",
            who=farid.pk, row=row.pk,
        )  # fmt: skip


def test_each_act_is_written_down(canvassed, amal, farid, oskar):
    say(canvassed, amal, oskar, _1="yes")
    with make.acting(farid):
        choosing.choose(canvassed, "1", by=farid, despite="Soon.")

    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"canvass", "hear", "choose", "settle", "offer"} <= verbs


def test_a_night_in_spring_that_has_no_such_hour_is_asked_about(heron, farid, browse):
    made = make.workshop(heron, by=farid)
    year = clock.today().year + 1
    last = max(day for day in range(25, 32) if datetime(year, 3, day, tzinfo=UTC).weekday() == 6)  # fmt: skip
    spring = f"{year}-03-{last}"
    given = {"starts_at_0": spring, "starts_at_1": "02:30", "ends_at_0": spring,
             "ends_at_1": "18:00"}  # fmt: skip
    client = browse(farid)

    asked = client.post(
        f"/dialogues/heron/workshops/{made.number}/dates/canvass/", given
    )
    assert asked.status_code == 422
    assert "there is no 02:30" in asked.text
    choice = f"{spring}T01:30:00+00:00"
    assert f'value="{choice}"' in asked.text

    meant = given | {"starts_at_meant": choice}
    done = client.post(
        f"/dialogues/heron/workshops/{made.number}/dates/canvass/", meant
    )
    assert done.status_code == 302
    with make.acting(farid):
        made.refresh_from_db()
        [option] = offering.read(made, by=farid)
    assert option.starts == datetime.fromisoformat(choice)
