"""Private links: made with a token that is kept nowhere, handed things without it, taken back.

The token's HKDF output seeds an HPKE key pair, of which the row keeps the public half under
a MAC. A draft is sealed to a second pair, seeded by the token *and* two words that went by
another channel: `spoken` says how.

A browser writes down the address it was led to. So a letter's address carries the token
masked, and what unmasks it is forgotten at the first use: found in a browser's history
afterwards it opens nothing. The code to type opens until the link's time is over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction

from trackii import clock, principal
from trackii.audit import trail
from trackii.vault import codes, members, rooted, sealing, spoken, suite
from trackii.vault.errors import Corrupt, LinkOpened, LinkShut
from trackii.vault.models import Link

if TYPE_CHECKING:
    from trackii.accounts.models import User
    from trackii.vault.fields import Sealed

# How long after sending somebody may come for the first time. What is not here lives to
# its own deadline.
FIRST_USE = {Link.Kind.INVITATION: timedelta(hours=72)}
State = Link.State


@dataclass(frozen=True, slots=True, repr=False)
class Made:
    """A link just made: its row, and what only the letter and the telephone will carry."""

    link: Link
    code: str  # to type
    once: str  # for the address
    words: str = ""


@dataclass(slots=True, repr=False)
class Keys:
    """What a token opens: seeds, for as long as somebody is in."""

    seed: bytes
    base: bytes  # what the two words are mixed with
    word_seed: bytes = field(default=b"")


@transaction.atomic
def make(
    kind: str,
    *,
    of: Any,
    language: str,
    deadline: datetime,
    by: User,
    answers_until: datetime | None = None,
    with_words: bool = False,
    person: UUID | None = None,
) -> Made:
    """Make a link about one row; an earlier one about it opens nothing from here.

    It dies with its `person`.
    """
    revoke(of.pk, by=by)
    code = _unused()
    words = spoken.draw() if with_words else ""
    link = Link(
        kind=kind,
        initiative=of.initiative_id,
        occasion=of.pk,
        person=person,
        anchor=_anchor(of),
        locator=code.locator,
        token_hash=code.hashed(),
        deadline_at=deadline,
        answers_until=min(answers_until or deadline, deadline),
        made_by=by,
        made_at=clock.now(),
    )
    once, keys = _mask(link, code), keys_of(code.token)
    link.public = suite.public(keys.seed)
    if words:
        spoken.pair(link, keys.base, words)
    link.mac = vouch(link)
    link.language = hand_out(language, to=link, of=link, field="language")
    link.save(force_insert=True)
    trail.record("make link", link, by=by)
    return Made(link, code.written(), once.written(), words)


def _mask(link: Link, code: codes.Code) -> codes.Code:
    """What its address carries; the row keeps what unmasks it, for one time."""
    pad = suite.fresh(codes.TOKEN)
    link.pad = rooted.wrap(pad, of=link, field="pad")
    once = code.masked(pad)
    link.address_hash = once.hashed()
    return once


@transaction.atomic
def revoke(*occasions: UUID, by: trail.Actor | None) -> int:
    """Take back every live link about these rows: the next request finds it shut."""
    return _revoke(Link.objects.filter(occasion__in=occasions), by=by)


@transaction.atomic
def revoke_unsent(*links: UUID, by: trail.Actor | None) -> int:
    """Take back the links of letters that will not go."""
    return _revoke(Link.objects.filter(pk__in=links), by=by)


@transaction.atomic
def revoke_hers(person: UUID) -> int:
    """Somebody was erased: no link of hers opens anything any more."""
    return _revoke(Link.objects.filter(person=person), by=None)


def _revoke(links: models.QuerySet[Link], *, by: trail.Actor | None) -> int:
    live = list(links.filter(state=State.LIVE).select_for_update())
    for link in live:
        trail.record("revoke link", link, by=by)
    gone = Link.objects.filter(pk__in=[link.pk for link in live])
    return gone.update(state=State.REVOKED)


def sent(link_id: UUID, *, since: datetime | None = None) -> None:
    """Its letter went: from now, or `since` then, the days of its first use are counted."""
    for link in Link.objects.filter(pk=link_id, sent_at=None):
        link.sent_at = clock.now()
        link.unused_until = _last_day(link, since or link.sent_at)
        link.save(update_fields=["sent_at", "unused_until"])


def may_be_sent(link_id: UUID, *, since: datetime) -> None:
    """Nobody knows whether its letter went. It may lie in a mailbox: its days count already."""
    for link in Link.objects.filter(pk=link_id, sent_at=None):
        link.unused_until = _last_day(link, since)
        link.save(update_fields=["unused_until"])


def _last_day(link: Link, since: datetime) -> datetime | None:
    wait = FIRST_USE.get(Link.Kind(link.kind))
    return since + wait if wait else None


def reset(link: Link, *, deadline: datetime, until: datetime | None = None) -> None:
    """What it speaks of has other dates: it lives as long as that; asked anew, until then."""
    link.deadline_at = deadline
    link.answers_until = min(until or link.answers_until, deadline)
    link.save(update_fields=["deadline_at", "answers_until"])


def about(*occasions: UUID) -> dict[UUID, Link]:
    """The last link about each of these rows, live or not, in one query."""
    rows = Link.objects.filter(occasion__in=occasions).order_by("made_at", "pk")
    return {link.occasion: link for link in rows}


def live(*occasions: UUID) -> dict[UUID, Link]:
    """Those that open something just now."""
    found = about(*occasions)
    return {occasion: link for occasion, link in found.items() if link.is_live}


def hand_out(words: str | bytes, *, to: Link, of: models.Model, field: str) -> Sealed:
    """Seal something for who has the token. Whoever does it needs no token."""
    return sealing.seal_to(public_key(to), words, of=of, field=field)


def hand_out_guarded(words: str, *, to: Link, of: models.Model, field: str) -> Sealed:
    """Seal something for who has the token and the two words: neither alone opens it."""
    if not to.word_public:
        raise Corrupt
    public_key(to)
    return sealing.seal_to(bytes(to.word_public), words, of=of, field=field)


def public_key(link: Link) -> bytes:
    """A link's public half, once its MAC shows that nobody swapped it or its label."""
    if not members.vouched(link.mac, *_vouched(link)):
        raise Corrupt
    return bytes(link.public)


def open_with(code: codes.Code) -> tuple[Link, Keys]:
    """The link a code belongs to and what it opens, or LinkShut: no doubt says why.

    What an address carried opens the first time and no other: LinkOpened says so, to
    nobody who does not have it.
    """
    link = _known(code)
    if link is None or not link.is_live:
        raise LinkShut
    public = _untouched(link)
    pad = rooted.unwrap(link, "pad") if link.pad else b""
    if not _use(link) and code.once:
        refuse(link, "use link")
        raise LinkOpened
    keys = keys_of(code.masked(pad).token if code.once else code.token)
    if not suite.same(public, suite.public(keys.seed)):
        raise LinkShut
    return link, keys


def insist_on(link: Link, of: Any) -> None:
    """Corrupt, unless what a link is about stands where it stood when the link was made.

    A writer of the database moves a row to another round, and waits for what is handed
    out there.
    """
    public_key(link)
    if link.occasion != of.pk or not suite.same(link.anchor, _anchor(of)):
        raise Corrupt


def refuse(link: Link, verb: str) -> None:
    """Write down that something was refused to who came by a link."""
    trail.record(verb, link, by=link, outcome=trail.Entry.Outcome.REFUSED)


def _untouched(link: Link) -> bytes:
    try:
        return public_key(link)
    except Corrupt:
        refuse(link, "use link")
        raise


def _known(code: codes.Code) -> Link | None:
    """The link whose code or address this is."""
    principal.become_link(code.locator, code.hashed())
    which = "address_hash" if code.once else "token_hash"
    link = Link.objects.filter(locator=code.locator).first()
    return link if link and suite.same(getattr(link, which), code.hashed()) else None


@transaction.atomic
def _use(link: Link) -> bool:
    """Whether this is the first time. From here on its address opens nothing."""
    unused = Link.objects.filter(pk=link.pk, used_at=None)
    if first := unused.update(used_at=clock.now(), pad=None):
        trail.record("use link", link, by=link)
    return bool(first)


def language(link: Link, keys: Keys) -> str:
    """In which language its pages speak."""
    return sealing.unseal_sent(link, "language", seed=keys.seed).decode()


def keys_of(token: bytes) -> Keys:
    return Keys(suite.derive(token, "link"), suite.derive(token, "link and words"))


def _unused() -> codes.Code:
    while True:
        code = codes.draw()
        with principal.acting_as(principal.OPERATOR):  # other tables' are taken, too
            taken = Link.objects.filter(locator=code.locator).exists()
        if not taken:
            return code


def _anchor(of: Any) -> bytes:
    """Of the rows around one: each number has sixteen bytes, so no border can shift."""
    return sha256(b"".join(each.bytes for each in of.anchors)).digest()


def vouch(link: Link) -> bytes:
    """The MAC by the root key of now: nobody swaps a half, a token or what it is about."""
    return members.public_mac(*_vouched(link))


def follow(link: Link) -> dict[str, bytes]:
    """What the root key of now makes again, once a former one has vouched for it."""
    public_key(link)
    kept = [name for name in ("pad", "word_pepper") if getattr(link, name) is not None]
    again = {
        name: rooted.wrap(rooted.unwrap(link, name), of=link, field=name)
        for name in kept
    }
    return again | {"mac": vouch(link)}


def _vouched(link: Link) -> tuple[str, UUID, str, bytes]:
    label = f"{link.kind}|{link.occasion}|{link.initiative}"
    parts = (
        link.anchor, link.token_hash, link.address_hash, link.public, link.word_public,
    )  # fmt: skip
    whole = suite.mac(b"trackii link", *(bytes(part or b"") for part in parts))
    return "link", link.pk, label, whole
