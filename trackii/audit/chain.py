"""The record, chained: what was altered, removed, reordered or cut off shows.

Each link holds an HMAC-SHA256 over the link before it and the entry as it stood. Whoever
has the database and not the key can change entries, but make no link that fits, and write
none that bears the house's mark. Against a tail that is cut off, links and all, stand the head
that is kept outside the database, and those that were exported before.
"""

from __future__ import annotations

import hmac
import json
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Subquery
from django.utils.translation import gettext as _

from trackii import generations
from trackii.audit import anchor, lineage, marks, trail
from trackii.audit.anchor import Head
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


class Unwhole(Exception):
    """The chain is not the one that is known outside the database: no key is kept by it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The record is not whole: manage.py verify_audit says where. Nothing was kept."
            )
        )


def seal() -> int:
    """Chain what has been written since, and say how many entries that was.

    What the house did not write is chained as what it is, so that it stays to be seen.
    """
    made = _lengthen()
    if made:
        anchor.keep(head())
    return made


@transaction.atomic
def _lengthen() -> int:
    position, mac = _alone()
    links, key, name = [], settings.AUDIT_KEY, generations.present("AUDIT_KEY")
    for entry in _loose()[:BATCH]:
        foreign = not marks.genuine(entry)
        position, mac = position + 1, _mac(mac, entry, key, foreign=foreign)
        links.append(
            Link(position=position, entry=entry.pk, mac=mac, key=name, foreign=foreign)
        )
    Link.objects.bulk_create(links)
    return len(links)


@transaction.atomic
def hand_over() -> int:
    """Keep the keys that were followed, each with the head it reached; say how many.

    From here on they make no link that counts, and the record below stands as it is.
    """
    position, mac = _alone()
    if _behind_anchor():
        raise Unwhole
    for row in lineage.behind():
        lineage.wrap_again(row)
    fresh = [lineage.keep(k, position=position, mac=mac) for k in lineage.unkept()]
    for row in fresh:
        trail.record("keep former key", row, by=None)
    return len(fresh)


def _behind_anchor() -> bool:
    """Whether the head that is kept outside is none of this chain."""
    kept = anchor.kept()
    if kept is None:
        return False
    link = Link.objects.filter(position=kept.position).first()
    return link is None or bytes(link.mac).hex() != kept.mac


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
    heads = [each for each in (known, anchor.kept()) if each]
    position, mac, makers, foreign = 0, _BEGINNING, _Makers(), 0
    for link, entry in _chained():
        position += 1
        if wrong := _misfit(position, link, entry, makers, mac):
            return wrong
        mac = bytes(link.mac)
        if any(each.position == position and each.mac != mac.hex() for each in heads):
            return _(
                "The chain was made anew: link %(number)d is not the one kept."
            ) % {"number": position}
        foreign = foreign or (link.entry if link.foreign else 0)
    return _end(position, heads, makers) or _past(foreign)


def _end(position: int, heads: list[Head], makers: _Makers) -> str:
    """What is wrong with where it ends, in a sentence."""
    if makers.ahead(position):
        return _("The end was cut off, or was made with a key that was followed.")
    missing = max((each.position - position for each in heads), default=0)
    if missing > 0:
        return _("The end was cut off: %(number)d links are missing.") % {
            "number": missing
        }
    if lineage.unkept():
        return _(
            "A former audit key is at hand that nobody keeps: run manage.py rotate_keys,"
            " and this again."
        )
    return ""


def _past(entry: int) -> str:
    if not entry:
        return ""
    return _("Entry %(number)d was not written by the house.") % {"number": entry}


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
    if makers.misses(link, entry):
        return _("Before entry %(number)d others were removed, unchained.") % {
            "number": link.entry
        }
    return ""


def attested(entries: QuerySet[Entry]) -> list[Entry]:
    """Those of some entries that the house wrote, and nobody changed since."""
    known = list(entries.annotate(**_chaining()))
    makers = _Makers() if known else None
    return [entry for entry in known if makers and _stands(entry, makers)]


def _chaining() -> dict[str, Any]:
    """The link of an entry, if it has one, and the one before it: in the same question."""
    own = Link.objects.filter(entry=OuterRef("pk"))
    before = Link.objects.filter(position=OuterRef("link_position") - 1)
    beside = {f"link_{name}": Subquery(own.values(name)) for name in _OF_LINK}
    return beside | {"link_before": Subquery(before.values("mac"))}


_OF_LINK = ["position", "mac", "key", "foreign"]


def _stands(entry: Any, makers: _Makers) -> bool:
    if entry.link_position is None:
        return marks.genuine(entry)
    link = Link(
        entry=entry.pk, **{name: getattr(entry, f"link_{name}") for name in _OF_LINK}
    )
    before = _BEGINNING if link.position == 1 else entry.link_before or b""
    return not link.foreign and makers.made(link, entry, bytes(before))


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
        self.keys = [(key, until.get(key)) for key in lineage.every(self.kept)]
        self.seen: Counter[bytes] = Counter()  # entries of each thread that wrote some

    def made(self, link: Link, entry: Entry, before: bytes) -> bool:
        """Whether one of them made this link, and nobody moved the end of what it made."""
        mac, name = bytes(link.mac), bytes(link.key)
        for former in self.kept:
            if former.position == link.position and former.mac != mac:
                return False
        return any(
            hmac.compare_digest(mac, _mac(before, entry, key, foreign=link.foreign))
            for key, former in self.keys
            if name in (b"", generations.name(key))
            and (former is None or link.position <= former.position)
        )

    def misses(self, link: Link, entry: Entry) -> bool:
        """Whether more of its thread's entries stood when it was written than stand now."""
        counted = None if link.foreign else marks.counted(entry)
        if counted is None:
            return False
        fewer = self.seen[counted.thread] < counted.standing
        self.seen[counted.thread] += 1
        return fewer

    def ahead(self, position: int) -> bool:
        """Whether the record once came further, under a key that was followed since."""
        return any(former.position > position for former in self.kept)


def _mac(before: bytes, entry: Entry, audit_key: bytes, *, foreign: bool) -> bytes:
    said = [entry.pk, *marks.said(entry), *(["foreign"] if foreign else [])]
    if entry.mark is not None:
        said.append(bytes(entry.mark).hex())
    key = hmac.digest(audit_key, b"trackii the record", sha256)
    return hmac.digest(key, before + json.dumps(said).encode(), sha256)
