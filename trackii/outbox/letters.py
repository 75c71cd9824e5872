"""Posting and cancelling letters, in the transaction of what they tell."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from trackii import clock
from trackii.audit import trail
from trackii.outbox.models import Letter
from trackii.prepared import Listing
from trackii.vault import links, sealing, suite

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from trackii.accounts.models import User
    from trackii.vault.links import Made

ROOM = 1020  # bytes of where a letter goes, blanks up to here: no size tells an address
ENTRY_ROOM = 4092  # and of one that carries an entry for a calendar
JITTER = timedelta(minutes=20)
State = Letter.State
STUCK = "stuck"  # a word of the list: uncertain or failed, so that a person decides
NOT_GONE = {State.DRAFTED, State.HELD, State.DUE, State.UNCERTAIN, State.FAILED}


@transaction.atomic
def post(
    kind: str,
    *,
    initiative: UUID,
    occasion: UUID,
    version: str,
    address: str,
    language: str,
    due_at: datetime,
    lapses_at: datetime | None = None,
    edition: int = 1,
    drafted: bool = False,
    made: Made | None = None,
    person: UUID | None = None,
    entry: tuple[str, str] | None = None,
) -> Letter | None:
    """Have a letter go when it is due; the same letter a second time is no letter.

    `version` is the schedule it speaks of: when that moves, the old letter is
    cancelled and a new one is another letter. So is one of another `edition`: the address
    was corrected. Nothing is posted for the past, and after `lapses_at` it does not go any
    more. One that is `drafted` waits to be released: posted in earnest, it is. `made` is
    the private link it carries; `entry` one for a calendar, with its method. The address
    dies with its `person`.
    """
    if due_at <= clock.now():
        return None
    letter = Letter(
        initiative=initiative,
        kind=kind,
        occasion=occasion,
        person=person,
        edition=edition,
        fingerprint=fingerprint(kind, occasion, version, edition),
        due_at=max(_jittered(due_at), clock.now()),
        lapses_at=lapses_at,
        posted_at=clock.now(),
        state=State.DRAFTED if drafted else State.DUE,
        link=made.link.pk if made else None,
    )
    same = Letter.objects.filter(fingerprint=letter.fingerprint)
    known = same.exclude(state=State.CANCELLED)
    # On its way when it was cancelled, it is true again: what moved has moved back.
    if known.update(void_since=None):
        return None if drafted else _released(known, occasion)
    to = _addressed(address, language, made, entry)
    letter.recipient = sealing.seal(to, of=letter, field="recipient")
    letter.save(force_insert=True)
    return letter


def _addressed(
    address: str, language: str, made: Made | None, entry: tuple[str, str] | None
) -> str:
    """Where it goes, and what it carries: one size, whatever they are."""
    words = {"address": address, "language": language}
    words |= {"code": made.code, "once": made.once} if made else {}
    words |= {"method": entry[0], "entry": entry[1]} if entry else {}
    return json.dumps(words).ljust(ENTRY_ROOM if entry else ROOM)


def _released(known: QuerySet[Letter], occasion: UUID) -> Letter | None:
    """The letter that was drafted, now that it goes; none, if it goes already."""
    waits = known.filter(state=State.DRAFTED).exists()
    return known.first() if waits and release(occasion) else None


def release(occasion: UUID) -> int:
    """Have what was drafted go on its day: what it waited for has been said."""
    drafted = Letter.objects.filter(occasion=occasion, state=State.DRAFTED)
    return drafted.update(state=State.DUE)


def hold(occasion: UUID) -> int:
    """Have a reminder wait again: she declined, and may yet think otherwise."""
    waits = Letter.objects.filter(occasion=occasion, kind="reminder")
    due = waits.filter(state__in=[State.DUE, State.HELD])
    return due.update(state=State.DRAFTED)


@transaction.atomic
def keep_back(letter: Letter, *, by: User) -> bool:
    """Somebody holds a letter that is due: it does not go until she lets it."""
    due = Letter.objects.filter(pk=letter.pk, state=State.DUE)
    if moved := due.update(state=State.HELD):
        trail.record("keep back", letter, by=by)
    return bool(moved)


@transaction.atomic
def let_go(letter: Letter, *, by: User) -> bool:
    """It goes on its day, or soon, if that has passed."""
    held = Letter.objects.filter(pk=letter.pk, state=State.HELD)
    due_at = max(letter.due_at, _jittered(clock.now() + JITTER))
    if moved := held.update(state=State.DUE, due_at=due_at):
        trail.record("let go", letter, by=by)
    return bool(moved)


@transaction.atomic
def send_now(letter: Letter, *, by: User) -> bool:
    """It does not wait for its day."""
    waits = Letter.objects.filter(pk=letter.pk, state__in=[State.DUE, State.HELD])
    if moved := waits.update(state=State.DUE, due_at=clock.now()):
        trail.record("send now", letter, by=by)
    return bool(moved)


@transaction.atomic
def cancel(
    occasion: UUID, *, by: User | None, kind: str = "", sparing: UUID | None = None
) -> int:
    """Cancel what has not gone yet: nothing goes out for what is no longer true.

    What is being sent at this moment is not tried again, by nobody. A letter that is not
    to go has a link nobody is to use, and it is taken back; but for `sparing`, by which
    somebody is in.
    """
    of = Letter.objects.filter(occasion=occasion, **{"kind": kind} if kind else {})
    return _cancel(of.exclude(link=sparing) if sparing else of, by=by)


@transaction.atomic
def cancel_hers(person: UUID) -> int:
    """The same for everything that is to go to somebody who was erased."""
    return _cancel(Letter.objects.filter(person=person), by=None)


def _cancel(of: QuerySet[Letter], *, by: User | None) -> int:
    going = of.filter(state=State.SENDING)
    going.update(void_since=clock.now())
    links.revoke_unsent(*(each.link for each in going if each.link), by=by)
    waiting = of.filter(state__in=NOT_GONE)
    letters = list(waiting.select_for_update(skip_locked=True))
    for letter in letters:
        trail.record("cancel", letter, by=by)
    links.revoke_unsent(*(each.link for each in letters if each.link), by=by)
    return waiting.filter(pk__in=[letter.pk for letter in letters]).update(
        state=State.CANCELLED, recipient=None
    )


@transaction.atomic
def doubt_due() -> int:
    """After a restore: what was due meanwhile may have gone, and a person decides. What
    carries a link that was taken back does not go at all."""
    waiting = Letter.objects.exclude(state__in=[State.SENT, State.CANCELLED])
    for letter in waiting.exclude(link=None):
        cancel(letter.occasion, by=None, kind=letter.kind)
    late = waiting.filter(state__in=[State.DUE, State.SENDING])
    late = late.filter(due_at__lte=clock.now())
    for letter in late:
        trail.record("doubt", letter, by=None)
    return late.update(state=State.UNCERTAIN, leased_until=None)


@transaction.atomic
def settle(letter: Letter, *, went: bool, by: User) -> None:
    """Decide about a letter that is uncertain or failed: it went, or it goes again.

    One that tells what is no longer true does not go again: it is cancelled.
    """
    again: dict[str, Any] = {"state": State.DUE, "due_at": clock.now(), "attempts": 0}
    gone = {"state": State.SENT, "sent_at": clock.now(), "recipient": None}
    stuck = Letter.objects.filter(pk=letter.pk, state__in=Letter.STUCK)
    void = {"state": State.CANCELLED, "recipient": None}
    moved = (
        stuck.update(**gone)
        if went
        else stuck.filter(void_since=None).update(**again) or stuck.update(**void)
    )
    if moved:
        trail.record("settle", letter, by=by)
        if went and letter.link:
            links.sent(letter.link, since=letter.posted_at)


def fingerprint(kind: str, occasion: UUID, version: str, edition: int) -> bytes:
    """Which letter this is, out of what its row says anyway: of the address it tells nothing.

    Under whatever key, a hash of an address stays behind when that was wiped, and
    confirms to who guesses it where the letter went.
    """
    said = [kind.encode(), occasion.bytes, version.encode(), str(edition).encode()]
    return suite.mac(b"trackii letters", *said)


def _jittered(due_at: datetime) -> datetime:
    """Twenty minutes either way: a burst of letters would tell the hour of a meeting."""
    span = JITTER.total_seconds()
    return due_at + timedelta(seconds=random.SystemRandom().uniform(-span, span))


def counted(initiative: UUID) -> dict[str, int]:
    """How many letters of one initiative there are, by state."""
    rows = Letter.objects.filter(initiative=initiative).order_by().values("state")
    return dict(rows.annotate(n=Count("pk")).values_list("state", "n"))


def of(initiative: UUID, state: str = "", kind: str = "") -> Listing:
    """The letters of one initiative for its list, by state and kind as far as they say anything."""
    chosen: dict[str, Any] = {"kind": kind} if kind in Letter.Kind else {}
    if state == STUCK:
        return Listing(_stuck, table=initiative, **chosen)
    chosen |= {"state": state} if state in State else {}
    return Listing(_of, table=initiative, **chosen)


def _stuck(table: UUID, **chosen: str) -> QuerySet[Letter]:
    return _of(table, **chosen).filter(state__in=Letter.STUCK)


def _of(table: UUID, **chosen: str) -> QuerySet[Letter]:
    return Letter.objects.of(table).filter(**chosen)
