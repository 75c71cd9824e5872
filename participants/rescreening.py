"""Looking for everybody at a table again: gathered by who is unlocked, done by the worker."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Value
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as _

from dialogues import initiatives
from dialogues.models import Initiative, Membership
from participants import judgements, own_lists, people, watchlists
from participants.looks import asked, forget, look, mark, on_lists, put
from participants.models import Person, Screening
from participants.screening import Asked, Index
from trackii import clock, policy
from trackii.audit import trail
from trackii.outbox import letters
from trackii.policy import Action
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from trackii.accounts.models import User

SOON = timedelta(minutes=30)
AT_ONCE = 50  # people to one transaction of the worker
OVER = ["declined", "withdrawn"]
log = logging.getLogger("trackii.screening")


@dataclass
class Progress:
    """How far a table is, in counts."""

    people: int
    waiting: int
    stale: int
    missed: int = 0  # whom the worker could not look for
    unsigned: int = 0  # looked for, and nobody signed yet
    unconfirmed: int = 0  # signed for by one officer
    matched: int = 0  # an entry came near, and officers judge it

    @property
    def unlooked(self) -> int:
        return self.waiting + self.stale

    @property
    def done(self) -> int:
        """Of everybody, who does not wait for the worker."""
        return self.people - self.waiting


def tell(initiative: Initiative | None) -> None:
    """Whoever vets at a table where somebody was looked for gets a letter that says nothing.

    At one table, or at all that who changed the lists is shown; elsewhere the vetting queue
    says it.
    """
    screened = Screening.objects.filter(screened_at__isnull=False)
    officers = Membership.objects.filter(
        role__in=policy.granted(Action.VET), state="active", user__is_active=True,
        initiative__in=screened.values("initiative"),
        initiative__state__in=initiatives.AT_WORK,
    )  # fmt: skip
    if initiative is not None:
        officers = officers.filter(initiative=initiative)
    for seat in officers.select_related("user"):
        letters.post(
            "reminder", initiative=seat.initiative_id, occasion=seat.pk,
            version=watchlists.edition(seat.initiative_id), address=seat.user.email, language="en",
            due_at=clock.now() + SOON,
        )  # fmt: skip


@transaction.atomic
def ask(initiative: Initiative, *, by: User) -> int:
    """Have the worker look for everybody whose last look is stale; says how many."""
    policy.require(by, Action.VET, initiative)
    initiatives.at_work(initiative)
    edition = watchlists.edition(initiative.pk)
    if not edition:
        raise ValidationError(_("No list is in force: add one first."))
    stale = _stale(initiative, edition)
    if not stale:
        raise ValidationError(_("Everybody was looked for on the lists in force."))
    opened = people.read(stale, by=by)
    judged, rows = judgements.read_all(stale, by=by), _rows(initiative, stale)
    way = sealing.way_back(rows[stale[0].pk], "findings")
    for person, known in zip(stale, opened, strict=True):
        job: dict[str, Any] = {
            "asked": asked(known),
            "skip": sorted(judgements.ruled_out(judged[person.pk])),
        }
        job |= {"way": way, "about": mark(person)}
        row = rows[person.pk]
        row.asked = sealing.seal(json.dumps(job), of=row, field="asked")
        row.asked_by = by
    Screening.objects.bulk_update(rows.values(), ["asked", "asked_by"], batch_size=500)
    own_lists.ask(initiative, by=by)
    trail.record("ask to screen", initiative, by=by)
    return len(stale)


def progress(initiative: Initiative, edition: str | None = None) -> Progress:
    """How many there are, wait for the worker, or were looked for on other lists.

    `edition` is that of the lists in force, for who has asked already.
    """
    if edition is None:
        edition = watchlists.edition(initiative.pk)
    if not edition:
        return Progress(0, 0, 0)
    waits = Q(screening__asked__isnull=False)
    fresh = Q(screening__against=edition) & ~waits
    hers = FilteredRelation("checks", condition=Q(checks__kind="sanctions"))
    stands = Q(its__against=edition, its__about=F("screening__about"),
               its__expires_on__gte=clock.today())  # fmt: skip
    rows = _people(initiative).annotate(its=hers)
    signed = Q(its__found_by__isnull=False, its__settled_by=None)
    matched = Q(its__state="possible_match") & ~signed
    early = Q(its__state__in=["pending", "clear", "false_positive"]) & ~signed
    counted = rows.aggregate(
        people=Count("pk"),
        waiting=Count("pk", filter=waits),
        fresh=Count("pk", filter=fresh),
        unsigned=Count("pk", filter=fresh & early & ~stands),
        unconfirmed=Count("pk", filter=signed),
        matched=Count("pk", filter=matched),
        missed=Count("pk", filter=Q(screening__missed_at__isnull=False) & ~waits),
    )
    fresh, waiting = counted.pop("fresh"), counted["waiting"]
    return Progress(**counted, stale=counted["people"] - waiting - fresh)


def looked_on(member: UUID) -> ArraySubquery:
    """Beside an initiative of a question: how many were looked for on which lists, and wait
    for no look; where this colleague vets, and work goes on."""
    rows = Person.objects.seated(Action.VET, member).filter(initiative=OuterRef("pk"))
    rows = rows.filter(initiative__state__in=initiatives.AT_WORK)
    rows = rows.filter(candidacy__isnull=False, screening__asked=None)
    rows = rows.filter(state="active").exclude(candidacy__state__in=OVER)
    on = Coalesce("screening__against", Value(""))
    counted = rows.order_by().values(on=on).annotate(n=Count("pk"))
    return ArraySubquery(counted.values(it=JSONObject(on="on", n="n")))


def stale(looked: Sequence[dict[str, Any]], edition: str) -> int:
    """Of these, how many are to be looked for again: newer lists are in force, or nobody looked."""
    return sum(row["n"] for row in looked if edition not in ("", row["on"]))


def look_for_waiting() -> int:
    """The worker's: look for who waits, some at a time, and say how many there were."""
    done = 0
    while some := _look_for_some():
        done += some
    return done


@transaction.atomic
def _look_for_some() -> int:
    waiting = Screening.objects.filter(asked__isnull=False).order_by("initiative", "pk")
    rows = list(waiting.select_for_update(skip_locked=True)[:AT_ONCE])
    tables: dict[UUID, Lists] = {}
    for row in rows:
        if row.initiative_id not in tables:
            tables[row.initiative_id] = Lists(row.initiative_id)
        _look_for(row, tables[row.initiative_id])
    for lists in tables.values():
        lists.forget()
    still = Screening.objects.filter(asked__isnull=False, initiative__in=tables)
    waits = set(still.values_list("initiative", flat=True))
    own_lists.take_back(tables.keys() - waits)
    return len(rows)


class Lists:
    """The lists in force at one table, opened when somebody there is looked for."""

    def __init__(self, table: UUID) -> None:
        self.table, self.edition = table, watchlists.edition(table)

    @cached_property
    def open(self) -> list[Index]:
        return on_lists(own_lists.as_worker(self.table))

    def forget(self) -> None:
        if "open" in vars(self):  # else nobody was looked for
            forget(self.open)


def _look_for(row: Screening, lists: Lists) -> None:
    """One odd row holds nobody up: who cannot be looked for is noted, and asked again."""
    try:
        with transaction.atomic():
            _find(row, lists)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the next one waits
        log.warning("screening %s not looked for: %s", row.pk, type(error).__name__)
        Screening.objects.filter(pk=row.pk).update(asked=None, missed_at=clock.now())


def _find(row: Screening, lists: Lists) -> None:
    job = json.loads(sealing.unseal_as_worker(row, "asked"))
    names, year, nations = job["asked"]
    who = Asked(tuple(names), year, tuple(nations))
    found = look(lists.open, who, skip=job["skip"])
    sealed = sealing.seal_back(found.encode(), of=row, field="findings", way=job["way"])
    put(row, findings=sealed, against=lists.edition, about=job["about"])
    trail.record("look", row, by=None)


def _people(initiative: Initiative) -> Any:
    rows = Person.objects.filter(initiative=initiative, state="active")
    return rows.filter(candidacy__isnull=False).exclude(candidacy__state__in=OVER)


def _stale(initiative: Initiative, edition: str) -> list[Person]:
    """Whose last look was against other lists, or at other particulars; who waits, waits."""
    rows = list(_people(initiative).select_related("screening").order_by("code"))
    return [person for person in rows if _is_stale(person, edition)]


def _is_stale(person: Person, edition: str) -> bool:
    held = getattr(person, "screening", None)
    if held is None:
        return True
    if held.asked is not None:
        return False
    return held.against != edition or held.about != mark(person)


def _rows(initiative: Initiative, stale: list[Person]) -> dict[UUID, Screening]:
    """A row for each, made where there was none."""
    Screening.objects.bulk_create(
        [Screening(initiative=initiative, person=person) for person in stale],
        ignore_conflicts=True,
    )
    rows = Screening.objects.filter(person__in=stale).select_for_update()
    return {row.person_id: row for row in rows}
