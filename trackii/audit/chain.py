"""The record, chained: what was altered, removed, reordered or cut off shows.

Each link holds an HMAC-SHA256 over the link before it and the entry as it stood. Whoever
has the database and not the key can change entries, but make no link that fits. Against a
tail that is cut off, links and all, stands a head that was exported before.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext as _

from trackii import generations
from trackii.accounts.models import User
from trackii.audit import lineage, trail
from trackii.audit.models import Entry, Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

BATCH = 1000
# Entries are numbered when they are written and seen when their act is done: one that
# was long in the making comes after others with higher numbers, but not after this many.
LATE = 10_000
_QUEUE = 0x7452_4368  # the advisory lock of this queue, PostgreSQL-wide
_BEGINNING = bytes(32)


@dataclass(frozen=True)
class Head:
    """How far the chain reached once: kept elsewhere, it shows whether it was cut since."""

    position: int
    mac: str  # hexadecimal

    def dump(self) -> str:
        return json.dumps({"position": self.position, "mac": self.mac})

    @classmethod
    def load(cls, words: str) -> Head:
        """ValueError, if this is no head."""
        try:
            found = json.loads(words)
            return cls(int(found["position"]), str(found["mac"]))
        except (KeyError, TypeError) as error:
            raise ValueError("no head") from error


@transaction.atomic
def seal() -> int:
    """Chain what has been written since, and say how many entries that was."""
    position, mac = _alone()
    links, key, name = [], settings.AUDIT_KEY, generations.present("AUDIT_KEY")
    for entry in _loose()[:BATCH]:
        position, mac = position + 1, _mac(mac, entry, key)
        links.append(Link(position=position, entry=entry.pk, mac=mac, key=name))
    Link.objects.bulk_create(links)
    return len(links)


@transaction.atomic
def hand_over() -> int:
    """Keep the keys that were followed, each with the head it reached; say how many.

    From here on they make no link that counts, and the record below stands as it is.
    """
    position, mac = _alone()
    for row in lineage.behind():
        lineage.wrap_again(row)
    fresh = [lineage.keep(k, position=position, mac=mac) for k in lineage.unkept()]
    for row in fresh:
        trail.record("keep former key", row, by=None)
    return len(fresh)


def _alone() -> tuple[int, bytes]:
    """Where the chain ends, to whoever alone may lengthen it until this is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_QUEUE])
    last = Link.objects.order_by("-position").first()
    return (last.position, bytes(last.mac)) if last else (0, _BEGINNING)


def head() -> Head:
    """How far the chain reaches now."""
    last = Link.objects.order_by("-position").first()
    return Head(last.position, bytes(last.mac).hex()) if last else Head(0, "")


def verify(known: Head | None = None) -> str:
    """The first thing that is wrong, in a sentence; empty if nothing is."""
    if outside := _outside():
        return _("Entry %(number)d stands outside the chain.") % {"number": outside.pk}
    position, mac, makers = 0, _BEGINNING, _Makers()
    for link, entry in _chained():
        position += 1
        if wrong := _misfit(position, link, entry, makers, mac):
            return wrong
        mac = bytes(link.mac)
        if known and known.position == position and known.mac != mac.hex():
            return _(
                "The chain was made anew: link %(number)d is not the one kept."
            ) % {"number": position}
    if makers.ahead(position):
        return _("The end was cut off, or was made with a key that was followed.")
    if known and known.position > position:
        return _("The end was cut off: %(number)d links are missing.") % {
            "number": known.position - position
        }
    if not position and User.objects.exists():
        return _("The record is empty, and yet there are members.")
    return ""


def _misfit(
    position: int, link: Link, entry: Entry | None, makers: _Makers, before: bytes
) -> str:
    """What is wrong with one link and its entry, in a sentence."""
    if link.position != position:
        return _("Link %(number)d is missing.") % {"number": position}
    if entry is None:
        return _("Entry %(number)d was removed.") % {"number": link.entry}
    if not makers.made(link, entry, before):
        return _("Entry %(number)d was altered, or its place in the order.") % {
            "number": link.entry
        }
    return ""


def _loose() -> QuerySet[Entry]:
    """Entries in no link yet, in their order."""
    highest = Link.objects.aggregate(highest=Max("entry"))["highest"] or 0
    chained = Link.objects.filter(entry=OuterRef("pk"))
    recent = Entry.objects.filter(pk__gt=highest - LATE)
    return recent.filter(~Exists(chained)).order_by("pk")


def _outside() -> Entry | None:
    """An entry whose number is too low for any link to come: nobody wrote it in its turn."""
    highest = Link.objects.aggregate(highest=Max("entry"))["highest"] or 0
    chained = Link.objects.filter(entry=OuterRef("pk"))
    late = Entry.objects.filter(~Exists(chained), pk__lte=max(highest - LATE, 0))
    return late.order_by("pk").first()


def _chained() -> Iterator[tuple[Link, Entry | None]]:
    """Every link with its entry, a batch at a time, so that a long record fits in memory."""
    position = 0
    while links := list(Link.objects.filter(position__gt=position)[:BATCH]):
        entries = Entry.objects.in_bulk([link.entry for link in links])
        for link in links:
            yield link, entries.get(link.entry)
        position = links[-1].position


class _Makers:
    """The keys that may have made a link, each as far as it was in use."""

    def __init__(self) -> None:
        self.kept = lineage.kept()
        until = {former.key: former for former in self.kept}
        self.keys = [(key, until.get(key)) for key in lineage.every()]

    def made(self, link: Link, entry: Entry, before: bytes) -> bool:
        """Whether one of them made this link, and nobody moved the end of what it made."""
        mac, name = bytes(link.mac), bytes(link.key)
        for former in self.kept:
            if former.position == link.position and former.mac != mac:
                return False
        return any(
            hmac.compare_digest(mac, _mac(before, entry, key))
            for key, former in self.keys
            if name in (b"", generations.name(key))
            and (former is None or link.position <= former.position)
        )

    def ahead(self, position: int) -> bool:
        """Whether the record once came further, under a key that was followed since."""
        return any(former.position > position for former in self.kept)


def _mac(before: bytes, entry: Entry, audit_key: bytes) -> bytes:
    said = [
        entry.pk, entry.at.isoformat(), entry.actor and str(entry.actor), entry.verb,
        entry.subject_kind, entry.subject and str(entry.subject),
        entry.initiative and str(entry.initiative), entry.outcome, entry.rows,
    ]  # fmt: skip
    key = hmac.digest(audit_key, b"trackii the record", sha256)
    return hmac.digest(key, before + json.dumps(said).encode(), sha256)
