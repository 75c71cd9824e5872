"""Feeds: somebody's rounds at a secret address, for her own calendar to fetch: a colleague's
of all her tables, a participant's that she accepted, as long as the link she made it by.

Whoever has the address has code names and hours, and nothing else; nobody who lacks it tells
whose it is. PostgreSQL answers for it with those columns alone: to a request with a token,
and to no principal.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from dialogues.models import Initiative
from participants.models import Folder
from trackii import clock
from trackii.audit import trail
from trackii.vault import suite
from workshops import calendars
from workshops.models import Feed, Workshop

if TYPE_CHECKING:
    from trackii.accounts.models import User
    from trackii.vault.models import Link

BACK = timedelta(days=90)  # what is longer over, a calendar keeps or drops by itself
_TOKEN = 20  # bytes
State = Workshop.State
# What a calendar is told of a round, and how late it comes among what is said at one date.
TOLD = {
    State.PROVISIONAL: ("TENTATIVE", 0),
    **dict.fromkeys(
        (State.CONFIRMED, State.IN_SESSION, State.CLOSED), ("CONFIRMED", 1)
    ),
}
OFF = ("CANCELLED", 2)
_ASKED = (
    "SELECT * FROM rounds_of_feed(%(hash)s, %(since)s) UNION ALL"
    " SELECT * FROM rounds_of_own_feed(%(hash)s, %(since)s, %(now)s)"
)


@transaction.atomic
def make(colleague: User, *, by: User) -> str:
    """Make a secret address, which is kept nowhere, and say it once. The one before is shut."""
    if by != colleague:
        raise PermissionError
    token = _drawn()
    Feed.objects.filter(colleague=colleague).delete()
    feed = Feed.objects.create(
        colleague=colleague, token_hash=_hash(token), made_at=clock.now()
    )
    trail.record("make feed", feed, by=by)
    return token


@transaction.atomic
def shut(colleague: User, *, by: User) -> None:
    """Whoever fetches by the address finds nothing from here on."""
    if by != colleague:
        raise PermissionError
    for feed in Feed.objects.filter(colleague=colleague):
        trail.record("shut feed", feed, by=by)
        feed.delete()


@transaction.atomic
def end(colleague: User, *, by: User) -> None:
    """It goes with her sessions: whoever has her address finds nothing from here on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT end_feed(%s)", [colleague.pk])
        [ended] = cursor.fetchone()
    if ended:
        trail.record("end feed", colleague, by=by)


def on_new_password(user: User, **signal: object) -> None:
    """Whoever knew the old one may have made herself an address."""
    end(user, by=user)


def end_all() -> int:
    """After a restore nobody knows which were shut since."""
    ended, _rows = Feed.objects.all().delete()
    hers = Folder.objects.exclude(feed_hash=None)
    return ended + hers.update(feed_hash=None)


@transaction.atomic
def make_own(folder: Folder, *, by: Link) -> str:
    """An address of a participant's, said once; the one she made by this link before is shut."""
    token = _drawn()
    Folder.objects.filter(pk=folder.pk).update(feed_hash=_hash(token))
    trail.record("make calendar", folder, by=by)
    return token


@transaction.atomic
def shut_own(folder: Folder, *, by: Link) -> None:
    """Whoever fetches by it finds nothing from here on."""
    made = Folder.objects.filter(pk=folder.pk).exclude(feed_hash=None)
    if made.update(feed_hash=None):
        trail.record("shut calendar", folder, by=by)


def of(colleague: User) -> Feed | None:
    """Whether there is one, and since when."""
    return Feed.objects.filter(colleague=colleague).first()


class _Round(NamedTuple):
    recipient: UUID
    workshop: UUID | None  # none: an address that shows no round just now
    code: str
    state: str
    starts_at: datetime
    ends_at: datetime
    moves: int


def fetch(token: str) -> bytes | None:
    """What stands at an address, as a calendar reads it; nothing where there is none."""
    with connection.cursor() as cursor:
        now = clock.now()
        asked: dict[str, Any] = {
            "hash": _hash(token), "since": now - BACK, "now": now,
        }  # fmt: skip
        cursor.execute(_ASKED, asked)
        rows = [_Round(*row) for row in cursor.fetchall()]
    if not rows:
        return None
    key = suite.derive(token.encode(), "calendar feed")
    return calendars.feed([_entry(row, key) for row in rows if row.workshop])


def _entry(row: _Round, key: bytes) -> calendars.Entry:
    """In universal time: by which clock a round is held is sealed with its venue."""
    status, late = TOLD.get(State(row.state), OFF)
    assert row.workshop is not None
    return calendars.Entry(
        uid=calendars.uid(key, workshop=row.workshop, recipient=row.recipient),
        code=Initiative(code=row.code).name,
        starts=row.starts_at.astimezone(UTC),
        ends=row.ends_at.astimezone(UTC),
        zone="UTC",
        sender=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        stamped=clock.now(),
        sequence=3 * row.moves + late,
        status=status,
    )


def _drawn() -> str:
    return b32encode(secrets.token_bytes(_TOKEN)).decode().lower()


def _hash(token: str) -> bytes:
    return sha256(b"trackii feed|" + token.encode()).digest()
