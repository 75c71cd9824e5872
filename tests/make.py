"""Plain functions that put one thing in the world, through the operations."""

import socket
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from time import monotonic, sleep

import lists
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from dialogues import initiatives
from dialogues.charter import Archive, Charter, Method, Scope, ThirdPartyKind
from dialogues.initiatives import Seat
from dialogues.models import Initiative, Side
from participants import checks, looks, people, signing, vetting, watchlists
from participants.models import Candidacy, Check
from participants.particulars import Capacity, Particulars, Standing
from trackii import clock
from trackii.accounts.models import User
from trackii.accounts.sessions import SessionStore, stored
from trackii.outbox.models import Letter
from trackii.policy import Role
from trackii.vault import keyring, members
from workshops import (
    arrangements,
    briefings,
    canvasses,
    findings,
    journeys,
    keepings,
    notes,
    occupancy,
    offering,
    programme,
    reviews,
    scheduling,
    seating,
    summaries,
    venues,
)
from workshops.journeys import Due, Travel
from workshops.models import Seat as Seats
from workshops.models import Summary, Workshop
from workshops.plan import Plan
from workshops.premises import Premises, Room

PASSPHRASE = "orchard lantern velvet harbor pebble sonnet"
FOUND = "Three sources, none against the other."
PASSWORD = "a quiet room in autumn"

_number = count(1)


def user(name=None, *, vault=True, administrator=False):
    name = name or f"Colleague {next(_number)}"
    email = f"{name.lower().replace(' ', '.')}.{next(_number)}@example.org"
    created = User.objects.create_user(
        email, name, PASSWORD, is_administrator=administrator
    )
    if vault:
        members.make(created, PASSPHRASE)
    return created


@contextmanager
def acting(who):
    """Act as somebody who has unlocked."""
    with keyring.unlocked(who, PASSPHRASE) as ring:
        yield ring


def session_of(client):
    """The session of a browser, as the house keeps it."""
    return SessionStore(stored(client.cookies[settings.SESSION_COOKIE_NAME].value))


def by_hand(statement, *values, **named):
    """What somebody could do who has the database and not the house."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, named or values)


def until_somebody_waits():
    """Until another connection stands before a row of ours."""
    ends = monotonic() + 10
    while monotonic() < ends:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.01)
    raise AssertionError("nobody waited")


def charter(**changes):
    words = {
        "title": "The Marsh Talks",
        "conflict": "Who may fish in the Ebbing Marsh, and since when.",
        "third_party": "The Lantern Society",
        "third_party_kind": ThirdPartyKind.NGO,
        "acceptable": "Both sides have eaten at its table.",
        "scope": Scope.REGIONAL,
        "method": Method.PROBLEM_SOLVING,
        "archive": Archive.THIRD_PARTY,
        "sides": ["The Upper Villages", "The Harbour League"],
    }
    return Charter(**words | changes)


def initiative(team, *, code="heron", signed=True, regime="chatham_house", **changes):
    """`team` maps roles to colleagues; its first convener opens, another of it signs."""
    seats = [
        Seat(member, role) for role, members_ in team.items() for member in members_
    ]
    opener = team[Role.CONVENER][0]
    signer = next(seat.user for seat in seats if seat.user != opener)
    with acting(opener):
        made = initiatives.open_initiative(
            code, by=opener, charter=charter(**changes), regime=regime, seats=seats
        )
    if signed:
        with acting(signer):
            sign_opening(made, by=signer)
    return Initiative.objects.get(pk=made.pk)


def sign_opening(made, *, by):
    """Somebody signs what stands before her just now."""
    initiatives.sign(made, by=by, edition=initiatives.edition_of(made))


def conclude(made, *, by, ago=timedelta()):
    """Its work is over, and was so long ago."""
    Initiative.objects.filter(pk=made.pk).update(state="active")
    made.refresh_from_db()
    with clock.at(clock.now() - ago):
        initiatives.steer(made, "conclude", by=by)


def particulars(name="Amal Haddad", **more):
    contact = name.lower().replace(" ", ".")
    return Particulars(name=name, email=f"{contact}@example.net", **more)


def candidacy(
    on, *, by, side="A", name="Amal Haddad", state="nominated", officers=(), **more
):
    """Put somebody forward; `officers` are the two who carry her to `state`."""
    known = particulars(name, **more)
    with acting(by):
        made = people.nominate(
            Side.objects.get(initiative=on, letter=side),
            by=by,
            particulars=known,
            standing=Standing(Capacity.PERSONAL, clock.today().isoformat()),
            case="The fishers listen to her.",
        )
    if state != "nominated":
        _vet(made, officers, state)
    return Candidacy.objects.get(pk=made.pk)


def _vet(made, officers, state):
    first, second = officers
    with acting(first):
        vetting.move(made, "review", by=first)
        if state != "in_review":
            sign(made, "recommend", by=first, grounds="Two references, both warm.")
    if state == "in_review":
        return
    cleared(made, officers)
    if state == "recommended":
        return
    verb = {"declined": "decline", "reserve": "hold"}.get(state, "approve")
    with acting(second):
        sign(made, verb, by=second, grounds="Nothing stands against her.")


def cleared(candidacy, officers, *, but=()):
    """Every check that is open about somebody: one officer finds nothing, another confirms."""
    first, second = officers
    waiting = Check.objects.filter(person=candidacy.person_id, state="pending")
    if "sanctions" not in but:
        looked_for(candidacy, by=first)
    for check in waiting.exclude(kind__in=but):
        with acting(first):
            found(check, by=first)
        with acting(second):
            checks.settle(check, by=second, read=read(check))
    # That a check runs out is told in the tests of checks, and counted nowhere else.
    Letter.objects.filter(kind="recheck").delete()


def looked_for(candidacy, *, by):
    """On the lists in force, and on one with nobody on it whom anybody knows, if there is none."""
    if not watchlists.edition(candidacy.initiative_id):
        watchlists.add([lists.un((1, "QUILLON VEXTARP")).encode()], by=None)
    with acting(by):
        looks.screen(candidacy, by=by)


def found(check, *, by, outcome="clear", **more):
    """An officer signs what she found about one check."""
    checks.find(check, by=by, outcome=outcome, words=FOUND, read=read(check), **more)


def read(check):
    """What stands on the page of a check just now."""
    return checks.edition(Check.objects.select_related("person").get(pk=check.pk))


def sign(candidacy, verb, *, by, grounds):
    """An officer signs what stands before her just now."""
    read = signing.edition(Candidacy.objects.get(pk=candidacy.pk))
    getattr(vetting, verb)(candidacy, by=by, grounds=grounds, read=read)


def plan(**changes):
    words = {
        "title": "First evening at the mill",
        "venue": "Osier Mill",
        "address": "Osier Mill, Lower Lane 4",
        "time_zone": "Europe/Oslo",
        "practical": "The bus stops at the bridge.",
        "safety": "Come by the garden gate.",
    }
    return Plan(**words | changes)


def premises(**changes):
    words = {
        "name": "Osier Mill", "kind": "estate", "address": "Lower Lane 4",
        "country": "NO", "time_zone": "Europe/Oslo", "neutral": "Nobody's before.",
        "private": "The lane ends there.", "holds": 20,
        "rooms": [Room(1, "Library", 12), Room(2, "Loft", 8)], "last_room": 2,
        "past": "Two rounds of another table.",
    }  # fmt: skip
    return Premises(**words | changes)


def venue(on, *, by, **changes):
    with acting(by):
        return venues.add(on, by=by, premises=premises(**changes))


def workshop(on, *, by, state="proposed", seated=(), starts_in=None, quorum=1):
    """A round in ten days, or when those who sit there are free; `seated` accept."""
    with acting(by):
        made = scheduling.propose(on, by=by, plan=plan(), quorum=quorum)
        if state == "proposed":
            return made
        now = clock.now().replace(minute=0, second=0, microsecond=0)
        starts = now + starts_in if starts_in else _free(seated, now)
        scheduling.settle(
            made, by=by, starts_at=starts, ends_at=starts + timedelta(days=3)
        )
        for each in seated:
            seating.accept(seating.offer(made, each, by=by), by=by)
        for verb, reached in (
            ("confirm", "confirmed"), ("open", "in_session"), ("close", "closed"),
        ):  # fmt: skip
            if made.state == state:
                break
            scheduling.take(made, verb, by=by, uneven="A strike kept one at home.")
            assert made.state == reached
    return Workshop.objects.get(pk=made.pk)


def _free(seated, now):
    """Ten days ahead, or when the last round ends that one of them sits at."""
    sat = Seats.objects.filter(candidacy__in=seated, state__in=occupancy.COUNTED)
    last = sat.aggregate(last=Max("workshop__ends_at"))["last"]
    return max(now + timedelta(days=10), last or now)


def canvassed(on, *, by, starts_in=timedelta(days=40)):
    """A round about whose dates everybody who may sit there is asked: two periods."""
    made = workshop(on, by=by)
    starts = clock.now().replace(minute=0, second=0, microsecond=0) + starts_in
    with acting(by):
        for later in (timedelta(), timedelta(days=14)):
            begins = starts + later
            ends = begins + timedelta(days=2)
            offering.offer(made, by=by, starts_at=begins, ends_at=ends)
        canvasses.ask(made, offering.read(made, by=by), by=by)
    return Workshop.objects.get(pk=made.pk)


def arranged(of, *, by):
    """A round whose people speak one language and were put into one group, once."""
    coming = of.seats.filter(state__in=["accepted", "attended"])
    with acting(by):
        for seat in coming.select_related("candidacy__person"):
            who = seat.candidacy.person
            known = replace(people.read([who], by=by)[0], languages=["English"])
            people.correct(who, by=by, particulars=known)
        return arrangements.arrange(of, by=by, rounds=1, groups=1)


PER_DIEM = Due("120.00", "EUR", "Per diem")


def journey(seat, *, by, due=PER_DIEM):
    """How somebody comes, and what she is to be paid."""
    travel = Travel(visa="asked", arrives="By the noon train, and on foot.", nights=3)
    with acting(by):
        return journeys.note(seat, by=by, travel=travel, due=due, edition=0)


def session(of, *, by, opened=True, regime="chatham_house", phase="needs_and_fears"):
    with acting(by):
        made = programme.plan(
            of,
            by=by,
            phase=phase,
            regime=regime,
            starts_at=of.starts_at,
            ends_at=of.starts_at + timedelta(hours=3),
            purpose="What each side would lose.",
        )
        if opened:
            programme.open_session(made, by=by)
    return made


def attended(of, *, by):
    """Everybody who accepted was there."""
    with acting(by):
        for seat in of.seats.filter(state="accepted"):
            seating.attend(seat, by=by)


def note(of, *, by, words="They fear to lose the winter catch."):
    with acting(by):
        return notes.write(of, by=by, words=words)


CLEAN = "The sides spoke of the catch.\n\nBoth want the winter months kept open."


def summary(
    of, *, by, reader=None, releaser=None, state="draft", words=CLEAN, session=None
):
    """A summary carried as far as `state`; `reader` second-reads, `releaser` releases."""
    with acting(by):
        made = summaries.draft(of, by=by, words=words, session=session)
        if state != "draft":
            _keep_all(made, by=by)
            summaries.check(made, by=by)
    if state in ("draft", "checked"):
        return Summary.objects.get(pk=made.pk)
    with acting(reader):
        for row in findings.find(made, by=reader).left:
            keepings.uphold(made, row.key, by=reader)
        summaries.second_read(made, by=reader)
        if state != "second_read":
            summaries.circulate(made, by=reader)
            for review in made.reviews.all():
                reviews.answer(review, "agree", by=reader)
    if state in ("released", "recalled"):
        with acting(releaser):
            summaries.release(made, by=releaser)
    return Summary.objects.get(pk=made.pk)


def _keep_all(made, *, by):
    """Its author would keep whatever the check stops at."""
    for row in findings.find(made, by=by).unanswered:
        keepings.keep(made, row.key, by=by, reason="Nobody is meant.")


def briefing(of, *, by, audience="participant"):
    with acting(by):
        return briefings.clear(of, by=by, audience=audience)


def free_port():
    """A port of this machine on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
