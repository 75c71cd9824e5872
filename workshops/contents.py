"""Contents: which parts stand in a pack, in which order, and what facilitators add in their words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import initiatives
from participants import people
from trackii import policy
from trackii.audit import trail
from trackii.labels import listed
from trackii.policy import Action
from trackii.states import insist_unchanged
from trackii.vault import sealing
from workshops import registry
from workshops.disclosure import check
from workshops.models import Briefing, Contents, Workshop

if TYPE_CHECKING:
    from trackii.accounts.models import User

Audience = Briefing.Audience


class Part(NamedTuple):
    """One part of a pack, as a page and the paper call it."""

    key: str
    title: Any
    stays: bool = False  # whether a pack without it would be none
    written: bool = False  # whether its words are a facilitator's own


PARTS: dict[str, tuple[Part, ...]] = {
    Audience.PARTICIPANT: (
        Part("where", gettext_lazy("Where and when"), stays=True),
        Part("host", gettext_lazy("Who invites you")),
        Part("staying", gettext_lazy("Getting there and staying")),
        Part("safety", gettext_lazy("Safety"), stays=True),
        Part("rules", gettext_lazy("How we talk"), stays=True),
        Part("programme", gettext_lazy("Programme")),
    ),
    Audience.FACILITATOR: (
        Part("where", gettext_lazy("Where and when"), stays=True),
        Part("people", gettext_lazy("Who comes"), stays=True),
        Part("apart", gettext_lazy("Kept apart")),
        Part("conflict", gettext_lazy("The conflict")),
        Part("needs", gettext_lazy("Needs and fears"), written=True),
        Part("sensitivities", gettext_lazy("Sensitivities"), written=True),
        Part("programme", gettext_lazy("Programme")),
        Part("contingency", gettext_lazy("If something happens"), written=True),
        Part("safety", gettext_lazy("Safety")),
    ),
    Audience.DONOR: (
        Part("held", gettext_lazy("What was held")),
        Part("taking", gettext_lazy("Who took part")),
        Part("released", gettext_lazy("What was released")),
        Part("counted", gettext_lazy("How this was counted"), stays=True),
    ),
}
MAKES = {
    Audience.PARTICIPANT: (Action.BRIEF,),
    Audience.FACILITATOR: (Action.BRIEF, Action.READ_NOTES),  # names, and the room
    Audience.DONOR: (Action.BRIEF,),
}


def insist(workshop: Workshop, audience: str, *, by: User) -> None:
    """Refused, unless one may make packs for this audience."""
    for action in MAKES[Audience(audience)]:
        policy.require(by, action, workshop)


def admit(workshop: Workshop, audience: str, *, by: User) -> None:
    """The same for a page that changes nothing."""
    for action in MAKES[Audience(audience)]:
        policy.admit(by, action, workshop.initiative)


def part(audience: str, key: str) -> Part | None:
    return {each.key: each for each in PARTS[Audience(audience)]}.get(key)


def of(workshop: Workshop, audience: str) -> Contents:
    """What the next edition is made of: as it was put together, or as we ship it."""
    rows = Contents.objects.filter(workshop=workshop, audience=audience)
    return rows.first() or Contents(
        initiative_id=workshop.initiative_id,
        workshop=workshop,
        audience=audience,
        order=" ".join(each.key for each in PARTS[Audience(audience)]),
    )


def chosen(contents: Contents) -> list[Part]:
    """The parts that stand in it, in their order; what must not lack is never missing."""
    known = {each.key: each for each in PARTS[Audience(contents.audience)]}
    found = [known.pop(key) for key in contents.order.split() if key in known]
    return [*(each for each in known.values() if each.stays), *found]


def left_out(contents: Contents) -> list[Part]:
    standing = chosen(contents)
    parts = PARTS[Audience(contents.audience)]
    return [each for each in parts if each not in standing]


@transaction.atomic
def raise_part(workshop: Workshop, audience: str, key: str, *, by: User) -> None:
    """Put a part before the one above it."""
    _move(workshop, audience, key, -1, by=by)


@transaction.atomic
def lower_part(workshop: Workshop, audience: str, key: str, *, by: User) -> None:
    """The same the other way: behind the one below it."""
    _move(workshop, audience, key, 1, by=by)


@transaction.atomic
def leave_out(workshop: Workshop, audience: str, key: str, *, by: User) -> None:
    """Have a part in no edition to come. What was written for it is kept."""
    contents, keys = _begun(workshop, audience, by=by)
    found = part(audience, key)
    if found is None or found.stays:
        raise ValidationError(_("A pack without this part would be none."))
    _keep(contents, [each for each in keys if each != key], by=by)


@transaction.atomic
def put_in(workshop: Workshop, audience: str, key: str, *, by: User) -> None:
    """Take a part in again, at the end."""
    contents, keys = _begun(workshop, audience, by=by)
    if part(audience, key) is None:
        raise ValidationError(_("There is no such part."))
    _keep(contents, [*(each for each in keys if each != key), key], by=by)


def _move(workshop: Workshop, audience: str, key: str, by_: int, *, by: User) -> None:
    contents, keys = _begun(workshop, audience, by=by)
    if key not in keys or not 0 <= keys.index(key) + by_ < len(keys):
        raise ValidationError(_("There is no part to change places with."))
    at = keys.index(key)
    keys[at], keys[at + by_] = keys[at + by_], keys[at]
    _keep(contents, keys, by=by)


def _begun(
    workshop: Workshop, audience: str, *, by: User
) -> tuple[Contents, list[str]]:
    """The draft and its parts, for one hand at a time. The row of the round is the queue."""
    insist(workshop, audience, by=by)
    initiatives.at_work(workshop.initiative)
    Workshop.objects.select_for_update().get(pk=workshop.pk)
    contents = of(workshop, audience)
    return contents, [each.key for each in chosen(contents)]


def _keep(contents: Contents, keys: list[str], *, by: User) -> None:
    contents.order = " ".join(keys)
    contents.save()
    trail.record("compose", contents, by=by)


# --- what facilitators write themselves


def read(contents: Contents, *, by: User) -> dict[str, str]:
    """The words of each part that has some. They die with what the room knew."""
    insist(contents.workshop, contents.audience, by=by)
    if contents.words is None:
        return {}
    [words] = sealing.unseal_all([contents], "words", by=by, dead="{}")
    found: dict[str, str] = json.loads(words)
    return found


def mark(contents: Contents) -> str:
    return sealing.mark(contents, "words")


@transaction.atomic
def write(
    workshop: Workshop,
    audience: str,
    key: str,
    *,
    by: User,
    words: str,
    seen: str | None = None,
) -> None:
    """Write one part. Nobody is named in it: so it says nothing of who is erased."""
    contents, keys = _begun(workshop, audience, by=by)
    found = part(audience, key)
    if found is None or not found.written:
        raise ValidationError(_("There is no such part."))
    insist_unchanged(seen, mark(contents))
    _insist_on_code_names(workshop, words, by=by)
    said = read(contents, by=by) | {key: words.strip()}
    text = json.dumps(said, ensure_ascii=False)
    contents.words = sealing.seal(text, of=contents, field="words")
    _keep(contents, keys, by=by)


def _insist_on_code_names(workshop: Workshop, words: str, *, by: User) -> None:
    """Certain names and contacts of anybody who has a seat are refused; the words are not lost."""
    seats = workshop.seats.select_related("candidacy__person")
    known = people.read([seat.candidacy.person for seat in seats], by=by)
    entries = [registry.entry_of(who) for who in known]
    if not words.strip() or not entries:
        return
    found = [each for each in check.find(words, entries) if each.certainty == "sure"]
    if found:
        said = _(
            "Write code names here: %(words)s. A name would stay in it after whoever bears"
            " it is erased."
        )
        told = listed(dict.fromkeys(each.text for each in found))
        raise ValidationError({"words": said % {"words": told}})
