"""What every main page may cost: so many queries with one row and with thirty, so many bytes."""

import gzip
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import make
import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from test_doors import DOORS, WHO
from world import knock

from participants import extracts, sheets
from participants.models import Candidacy, Sheet
from trackii import clock
from trackii.outbox import letters
from workshops import journeys, keepings, scheduling, seating, venues
from workshops.journeys import Travel
from workshops.models import Workshop

MOST_QUERIES, MOST_BYTES = 12, 60_000

# Who looks, where, and the queries it takes. Session and colleague are two of them.
PAGES = {
    "desk": ("farid", "/", 10),
    "desk of a vetting officer": ("vera", "/", 10),
    "desk of a convener": ("carla", "/", 10),
    "initiatives": ("farid", "/dialogues/", 5),
    "initiative": ("farid", "/dialogues/heron/", 10),
    "people": ("farid", "/dialogues/heron/people/", 9),
    "people, filtered": (
        "farid",
        "/dialogues/heron/people/?state=in_review&side=A",
        9,
    ),
    "people, as a board": ("farid", "/dialogues/heron/people/?as=board", 5),
    "known twice": ("carla", "/dialogues/heron/people/duplicates/", 7),
    "correct a section": ("carla", "/dialogues/heron/people/a-01/correct/care/", 8),
    "before merging": ("carla", "/dialogues/heron/people/a-01/merge/b-01/", 10),
    "bring a list": ("carla", "/dialogues/heron/people/bring/", 4),
    "a list": ("carla", "/dialogues/heron/people/bring/{sheet}/", 10),
    "export of identities": ("carla", "/dialogues/heron/people/export/", 8),
    "candidacy": ("vera", "/dialogues/heron/people/a-01/", 8),
    "vetting queue": ("vera", "/dialogues/heron/vetting/", 8),
    "lists": ("vera", "/screening/", 5),
    "looking for somebody": ("vera", "/dialogues/heron/people/a-01/screening/", 10),
    "rounds": ("farid", "/dialogues/heron/workshops/", 7),
    "round": ("farid", "/dialogues/heron/workshops/1/", 7),
    "dates": ("farid", "/dialogues/heron/workshops/2/dates/", 6),
    "who could come when": ("farid", "/dialogues/heron/workshops/{asked}/dates/", 9),
    "one period": ("farid", "/dialogues/heron/workshops/{asked}/dates/1/choose/", 9),
    "dates of one person": (
        "oskar",
        "/dialogues/heron/workshops/{asked}/dates/of/a-01/",
        7,
    ),
    "look for dates": ("farid", "/dialogues/heron/workshops/{asked}/dates/look/", 6),
    "own dates": ("rosa", "/dialogues/heron/workshops/{asked}/dates/answer/", 6),
    "ask about dates": ("oskar", "/dialogues/heron/workshops/{asked}/dates/ask/", 10),
    "groups": ("farid", "/dialogues/heron/workshops/1/groups/", 9),
    "groups of a turn": ("farid", "/dialogues/heron/workshops/1/groups/1/", 6),
    "seats": ("oskar", "/dialogues/heron/workshops/2/seats/", 9),
    "offer seats": ("oskar", "/dialogues/heron/workshops/2/seats/offer/", 9),
    "programme": ("farid", "/dialogues/heron/workshops/1/programme/", 8),
    "add a session": ("farid", "/dialogues/heron/workshops/2/programme/plan/", 7),
    "room": ("rosa", "/dialogues/heron/workshops/1/room/", 9),
    "summary": ("rosa", "/dialogues/heron/workshops/1/summary/", 11),
    "summary for its second reader": (
        "farid",
        "/dialogues/heron/workshops/1/summary/",
        11,
    ),
    "findings": ("farid", "/dialogues/heron/workshops/1/summary/findings/", 10),
    "venues": ("oskar", "/dialogues/heron/venues/", 7),
    "venue": ("oskar", "/dialogues/heron/venues/1/", 8),
    "choose a venue": ("farid", "/dialogues/heron/workshops/2/venue/", 9),
    "briefings": ("oskar", "/dialogues/heron/workshops/1/briefings/", 6),
    "what stands in a pack": (
        "farid",
        "/dialogues/heron/workshops/1/briefings/for/facilitator/",
        6,
    ),
    "for donors": ("rhea", "/dialogues/heron/donors/", 4),
    "logistics": ("vera", "/dialogues/heron/workshops/2/logistics/", 9),
    "letters": ("oskar", "/dialogues/heron/letters/", 7),
    "team": ("carla", "/dialogues/heron/team/", 10),
    "custody": ("carla", "/dialogues/heron/custody/", 8),
    "kept": ("carla", "/dialogues/custody/", 4),
    "record": ("carla", "/dialogues/heron/record/", 8),
    "unlock": ("rhea", "/vault/unlock/", 3),
    "sign in": (None, "/accounts/login/", 1),
}


@pytest.fixture
def furnish(heron, in_session, team, carla, farid, vera, viktor, rosa, oskar):
    """Add so many rows to every list there is."""

    def add(rows):
        waiting = [make.candidacy(heron, by=carla) for _ in range(rows)]
        Candidacy.objects.filter(pk__in=[each.pk for each in waiting[::2]]).update(
            state="in_review"
        )
        make.arranged(in_session, by=farid)
        _account(in_session, rows, by=rosa)
        _lists(heron, rows, by=carla)
        _rounds(heron, rows, by=farid, officers=(vera, viktor))
        for number in range(rows):
            make.session(in_session, by=farid, opened=False)
            make.note(in_session.sessions.first(), by=rosa)
            make.briefing(in_session, by=oskar)
            _letter(heron)
            make.initiative(team, code=CODES[number], signed=False)
            make.initiative(team, code=f"heron-{CODES[number]}")

    return add


def _account(held, rows, *, by):
    """A draft with so many findings of each kind, one of them with a reason."""
    trades = ("baker", "carpenter", "tailor", "plumber", "waiter", "welder", "miller")
    told = [f"Then the {trades[n % 7]} wrote to n{n}@example.org." for n in range(rows)]
    made = make.summary(held, by=by, words=" ".join([make.CLEAN, *told]))
    with make.acting(by):
        keepings.keep(made, "role?|baker", by=by, reason="No baker sits here.")


def _lists(heron, rows, *, by):
    """So many lists that were brought, of so many rows, and as many wishes to export."""
    names = "".join(f"A,Person {number},Heard.\n" for number in range(rows))
    with make.acting(by):
        for _ in range(rows):
            brought = sheets.bring(heron, by=by, content=f"S,N,W\n{names}".encode())
            columns = ["side", "name", "case"]
            sheets.arrange(brought, by=by, columns=columns, side="", case="")
            extracts.ask(heron, by=by, scope="approved", reason="For the visas.")


def _path(path):
    """One of the lists, or the round people are asked about, where a page is about one."""
    asked = Workshop.objects.filter(state="canvassing").values_list("number", flat=True)
    sheet = Sheet.objects.values_list("pk", flat=True).first()
    return path.format(sheet=sheet, asked=asked.first())


CODES = (
    "acorn agate alder almond amber anchor anvil apricot arbour ash aspen aster auk badger"
    " bamboo barley basalt basil bay beech birch bittern bluebell bobbin borage bramble"
    " briar brook bulrush bunting"
).split()


def _rounds(heron, rows, *, by, officers):
    """Round 2 has so many seats; so many rounds more are proposed."""
    with make.acting(by):
        second = scheduling.propose(heron, by=by, plan=make.plan(), quorum=1)
        starts = clock.now() + timedelta(days=9)
        ends = starts + timedelta(days=1)
        scheduling.settle(second, by=by, starts_at=starts, ends_at=ends)
    for number in range(rows):
        candidacy = make.candidacy(heron, by=by, state="approved", officers=officers)
        venue = make.venue(heron, by=by)
        with make.acting(by):
            if number == 0:
                venues.hold_at(second, venue, by=by, time_zone="Europe/Oslo")
            seat = seating.offer(second, candidacy, by=by)
            seating.accept(seat, by=by)
            journeys.note(
                seat, by=by, travel=Travel(nights=2), due=make.PER_DIEM, edition=0
            )
            scheduling.propose(heron, by=by, plan=make.plan())
    make.canvassed(heron, by=by)


def _letter(heron):
    letters.post(
        "reminder",
        initiative=heron.pk,
        occasion=uuid4(),
        version="",
        address="amal.haddad@example.net",
        language="en",
        due_at=clock.now() + timedelta(days=3),
    )


def _counted(browse, colleagues):
    """The queries each page takes, once everything that is built once has been built."""
    counts = {}
    for name, (who, path, _queries) in PAGES.items():
        browser, path = browse(colleagues.get(who)), _path(path)
        assert browser.get(path).status_code == 200, name
        with CaptureQueriesContext(connection) as captured:
            browser.get(path)
        counts[name] = len(captured)
    return counts


@pytest.fixture
def colleagues(team):
    return {
        each.name.split()[0].lower(): each for group in team.values() for each in group
    }


@pytest.mark.parametrize("rows", [1, 30])
def test_a_page_takes_the_same_queries_with_one_row_and_with_thirty(
    rows, furnish, browse, colleagues
):
    furnish(rows)

    counted = _counted(browse, colleagues)

    assert counted == {name: queries for name, (_who, _path, queries) in PAGES.items()}


def test_no_page_takes_more_than_twelve_queries():
    assert max(queries for _who, _path, queries in PAGES.values()) <= MOST_QUERIES


def test_nor_does_any_page_behind_any_door(world, inside):
    """Whoever may do most there looks; so a door that is added is counted."""
    dear = {}
    for door, (_method, *answers) in DOORS.items():
        may = [who for who, said in zip(WHO, answers, strict=True) if said == 200]
        for who in may[-1:]:
            page = knock(inside, world, door, getattr(world, who), "get")
            html = page.headers["Content-Type"].startswith("text/html")
            cost = page.queries, _cold(page) if html else 0
            if cost[0] > MOST_QUERIES or cost[1] > MOST_BYTES:
                dear[door] = cost

    assert dear == {}


def test_a_page_and_all_it_names_weigh_less_than_sixty_kilobytes(
    furnish, browse, colleagues
):
    furnish(15)

    weights = {
        name: _cold(browse(colleagues.get(who)).get(_path(path)))
        for name, (who, path, _queries) in PAGES.items()
    }

    assert {name: size for name, size in weights.items() if size > MOST_BYTES} == {}
    assert all(size > 5_000 for size in weights.values())


def _cold(page):
    """The page as it is and its files as they are sent, to somebody who has none of them."""
    text = page.content.decode()
    names = set(re.findall(r'(?:href|src)="/static/([^"#]+)', text))
    files = [gzip.compress(Path(finders.find(name)).read_bytes()) for name in names]
    return len(page.content) + sum(map(len, files))
