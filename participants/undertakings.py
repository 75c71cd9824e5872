"""Undertakings: texts that participants are asked to agree to, offered, given, superseded."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import initiatives
from participants.models import Candidacy, Undertaking, Wording
from participants.particulars import filled
from trackii import clock, policy
from trackii.audit import trail
from trackii.labels import listed
from trackii.policy import Action
from trackii.states import Flow, Step
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from dialogues.models import Initiative
    from trackii.accounts.models import User
    from trackii.vault.models import Link

State = Undertaking.State
STANDING = (State.OFFERED, State.GIVEN, State.WITHDRAWN)
# What she gave binds also when its words were changed meanwhile, and is taken back all the same.
BOUND = {State.GIVEN, State.SUPERSEDED}
FLOW = Flow(
    Step("take_down", {State.OFFERED}, State.GIVEN, Action.INVITE,
         gettext_lazy("Record it as given on paper")),
    # What she took back, one colleague does not give again in her place.
    Step("sign_paper", {State.OFFERED, State.WITHDRAWN}, State.GIVEN, Action.INVITE,
         gettext_lazy("Sign for the paper"), asks=True),
    Step("take_down_withdrawal", BOUND, State.WITHDRAWN, Action.INVITE,
         gettext_lazy("Record that it is withdrawn"), asks=True),
    Step("give_by_link", {State.OFFERED, State.WITHDRAWN}, State.GIVEN, Action.INVITE,
         by_link=True, at_any_time=True),
    # At any moment: while her link opens anything, it opens this.
    Step("withdraw_by_link", BOUND, State.WITHDRAWN, Action.INVITE,
         by_link=True, at_any_time=True),
    Step("supersede", set(STANDING), State.SUPERSEDED, Action.INVITE, by_itself=True),
)  # fmt: skip
Words = dict[str, str]  # a text by the code of its language
ROOM = 2044  # bytes, blanks up to here: of two names in any script, at most
TEXTS = Path(__file__).parent / "texts"


@dataclass
class Signature:
    """Who gave it, on which day, in which language; on paper, before whom."""

    name: str
    on: str  # ISO date
    language: str = ""
    witness: str = ""

    def dump(self) -> str:
        return filled(asdict(self), ROOM)

    @classmethod
    def load(cls, words: str) -> Signature:
        return cls(**json.loads(words))

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on)


def standard(kind: str) -> Words:
    """The text we ship, in every language: a beginning, for each initiative to make its own."""
    return {
        code: (TEXTS / f"{kind}.{code}.txt").read_text("utf-8").strip()
        for code, _name in settings.PREPARED_FOR
    }


def current(initiative: Initiative) -> dict[str, Wording]:
    """The last edition of each text this initiative asks for."""
    rows = Wording.objects.filter(initiative=initiative).order_by("edition")
    found = {wording.kind: wording for wording in rows}
    return {kind: found[kind] for kind in Wording.Kind.values if kind in found}


def texts(initiative: Initiative, *, by: User) -> dict[str, tuple[Wording, Words]]:
    """The same, opened."""
    policy.require(by, Action.READ_BRIEF, initiative)
    wordings = current(initiative)
    opened = sealing.unseal_all(wordings.values(), "words", by=by)
    return {
        kind: (wording, json.loads(words))
        for (kind, wording), words in zip(wordings.items(), opened, strict=True)
    }


@transaction.atomic
def offer(candidacy: Candidacy, *, by: User) -> None:
    """Put every text that is asked for here before somebody who has not got it yet."""
    policy.require(by, Action.INVITE, candidacy)
    known = set(candidacy.undertakings.values_list("wording", flat=True))
    for wording in current(candidacy.initiative).values():
        if wording.pk not in known:
            offered = Undertaking.objects.create(
                initiative_id=candidacy.initiative_id,
                candidacy=candidacy,
                wording=wording,
                offered_at=clock.now(),
            )
            trail.record("offer", offered, by=by)


@transaction.atomic
def give_by_link(
    read: Iterable[tuple[Undertaking, str]], *, by: Link, name: str, on: date
) -> None:
    """She gives one or several herself: her name as she typed it, and the day.

    Each comes with the language in which its words stood before her.
    """
    _insist_on_today(on)
    for undertaking, language in read:
        insist_on_a_candidate(undertaking.candidacy)
        signed = Signature(name, on.isoformat(), language)
        changes = signed_as(undertaking, signed) | {"given_through": by}
        FLOW.take(undertaking, "give_by_link", by=by, **changes)


@transaction.atomic
def take_down(
    undertaking: Undertaking, *, by: User, name: str, on: date, witness: str
) -> None:
    """Record what she gave on paper, and before whom.

    What she took back before is not one colleague's to give again: see `papers`.
    """
    initiatives.at_work(undertaking.initiative)
    insist_on_a_candidate(undertaking.candidacy)
    insist_on_no_day_to_come(on)
    signed = Signature(name, on.isoformat(), witness=witness)
    if is_taken_back(undertaking.candidacy, undertaking.wording.kind):
        raise ValidationError(_("It was taken back: a paper needs a second signature."))
    changes = signed_as(undertaking, signed) | {"recorded_by": by}
    FLOW.take(undertaking, "take_down", by=by, **changes)


def signed_as(undertaking: Undertaking, signed: Signature) -> dict[str, Any]:
    """What stands beside a signature just given; nothing of one before it stays."""
    words = sealing.seal(signed.dump(), of=undertaking, field="signature")
    before = ("given_through", "recorded_by", "seconded_by", "seconded_at",
              "paper", "paper_by", "paper_at", "withdrawn_at")  # fmt: skip
    cleared: dict[str, Any] = dict.fromkeys(before)
    return cleared | {"signature": words, "given_at": clock.now()}


def bound(candidacy: Candidacy, kind: str) -> Undertaking | None:
    """What she gave of one kind last, of whichever edition, as long as she lets it stand."""
    last = _given_last(candidacy, kind)
    return last if last is not None and last.withdrawn_at is None else None


def is_taken_back(candidacy: Candidacy, kind: str) -> bool:
    """Whether the last she did about one kind of text was to take it back."""
    last = _given_last(candidacy, kind)
    return last is not None and last.withdrawn_at is not None


def _given_last(candidacy: Candidacy, kind: str) -> Undertaking | None:
    rows = candidacy.undertakings.filter(wording__kind=kind).exclude(given_at=None)
    return rows.select_related("wording").order_by("-given_at").first()


def insist_on_a_candidate(candidacy: Candidacy) -> None:
    if candidacy.state in {Candidacy.State.DECLINED, Candidacy.State.WITHDRAWN}:
        raise ValidationError(_("This candidacy is over: nothing is given any more."))


def insist_on_no_day_to_come(on: date) -> None:
    if on > clock.today():
        raise ValidationError({"on": _("That day is still to come.")})


def _insist_on_today(on: date) -> None:
    """Somewhere it is tomorrow already, or still yesterday: no other day is today."""
    if abs((on - clock.today()).days) > 1:
        raise ValidationError({"on": _("Write the date of today.")})


def supersede(wording: Wording) -> list[Candidacy]:
    """A text changed: what was agreed to was another one. Says who had it."""
    before = Undertaking.objects.filter(
        initiative=wording.initiative_id, wording__kind=wording.kind, state__in=STANDING
    ).exclude(wording=wording)
    had = []
    for undertaking in before.select_related("candidacy__person"):
        FLOW.take(undertaking, "supersede", by=None)
        had.append(undertaking.candidacy)
    return had


def missing(candidacies: Collection[UUID], initiative: UUID) -> dict[UUID, set[str]]:
    """What each of these has still to give before a seat is hers, by kind.

    An initiative that asks for no text has nobody wait for one.
    """
    return owed(candidacies, initiative)[0]


def owed(
    candidacies: Collection[UUID], initiative: UUID
) -> tuple[dict[UUID, set[str]], dict[UUID, set[str]]]:
    """The same; and what each gave, and let stand, of words that were changed since."""
    rows = Wording.objects.filter(initiative=initiative).order_by()
    asked = set(rows.values_list("kind", flat=True).distinct())
    hers = Undertaking.objects.filter(
        candidacy__in=candidacies, wording__kind__in=asked
    )
    said = hers.order_by("given_at").values_list(
        "candidacy", "wording__kind", "state", "given_at", "withdrawn_at"
    )
    given = {(each, kind) for each, kind, state, *_ in said if state == State.GIVEN}
    last = {(each, kind): (state, back) for each, kind, state, at, back in said if at}
    needed = asked.intersection(Wording.NEEDED)
    short = {
        each: {kind for kind in needed if (each, kind) not in given}
        for each in candidacies
    }
    old: dict[UUID, set[str]] = {}
    for (each, kind), (state, back) in last.items():
        if state == State.SUPERSEDED and back is None:
            old.setdefault(each, set()).add(kind)
    return short, old


def insist(candidacy: Candidacy) -> None:
    """Nobody takes a seat before she has given what everybody gives."""
    short = missing([candidacy.pk], candidacy.initiative_id)[candidacy.pk]
    if short:
        raise ValidationError(
            _(
                "What everybody agrees to before taking a seat is not given yet: %(what)s."
            )
            % {"what": listed(labels(short))}
        )


def labels(kinds: Iterable[str]) -> list[str]:
    """What these are called, in the order in which they are asked for."""
    kinds = set(kinds)
    return [str(kind.label) for kind in Wording.Kind if kind in kinds]


def of(candidacy: Candidacy) -> list[Undertaking]:
    """What stands before somebody just now, in the order in which it is asked for.

    Of each kind the last edition; what she took back of one before it is over.
    """
    rows = candidacy.undertakings.filter(state__in=STANDING).select_related(
        "wording", "recorded_by", "paper_by"
    )
    last = {each.wording.kind: each for each in rows.order_by("wording__edition")}
    order = Wording.Kind.values.index
    return sorted(last.values(), key=lambda each: order(each.wording.kind))


def earlier(candidacy: Candidacy) -> dict[str, Undertaking]:
    """What she gave of texts that were changed since, and has not taken back, by kind."""
    rows = candidacy.undertakings.exclude(given_at=None).order_by("given_at")
    last = {each.wording.kind: each for each in rows.select_related("wording")}
    return {
        kind: each for kind, each in last.items()
        if each.state == State.SUPERSEDED and each.withdrawn_at is None
    }  # fmt: skip


def signatures(found: list[Undertaking], *, by: User) -> list[Signature | None]:
    """What was signed, for who may know who she is."""
    for undertaking in found[:1]:
        policy.require(by, Action.READ_PEOPLE, undertaking)
    gone = Signature(_("[destroyed]"), clock.today().isoformat()).dump()
    opened = sealing.unseal_all(found, "signature", by=by, dead=gone)
    return [Signature.load(words) if words else None for words in opened]
