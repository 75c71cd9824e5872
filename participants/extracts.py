"""Carrying identities out: one asks with a reason, another signs, who asked fetches it once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.models import Initiative
from participants.models import Candidacy, Extract, Person
from participants.signing import close_among
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.states import Flow, Step
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from trackii.accounts.models import User

State = Extract.State
FLOW = Flow(
    Step("sign", {State.ASKED}, State.SIGNED, Action.EXPORT,
         gettext_lazy("Sign the export of identities"), asks=True),
    Step("fetch", {State.SIGNED}, State.FETCHED, Action.EXPORT,
         gettext_lazy("Fetch it, once")),
    Step("give_up", {State.ASKED, State.SIGNED}, State.GIVEN_UP, Action.EXPORT,
         gettext_lazy("Give it up")),
    # Who asked or signed turns out to be close to somebody it carries.
    Step("lay_down", {State.ASKED, State.SIGNED}, State.GIVEN_UP, Action.READ_PEOPLE,
         by_itself=True),
    Step("lapse", {State.ASKED, State.SIGNED}, State.LAPSED, Action.EXPORT,
         by_itself=True),
)  # fmt: skip
TO_SIGN = timedelta(days=7)
TO_FETCH = timedelta(days=1)


@transaction.atomic
def ask(initiative: Initiative, *, by: User, scope: str, reason: str) -> Extract:
    """Ask that identities are carried out, and say what for. Nothing leaves by it."""
    policy.require(by, Action.EXPORT, initiative)
    policy.require(by, Action.READ_PEOPLE, initiative)
    extract = Extract(initiative=initiative, asked_by=by, scope=scope)
    _insist_apart(extract, by)
    extract.reason = sealing.seal(reason, of=extract, field="reason")
    extract.save(force_insert=True)
    trail.record("ask export", extract, by=by)
    return extract


@transaction.atomic
def sign(extract: Extract, *, by: User) -> None:
    """The second signature, by somebody else who has read the reason."""
    policy.require(by, Action.READ_PEOPLE, extract)
    if extract.asked_by_id == by.pk:
        raise Refused(by, Action.EXPORT, extract, "identities leave on two signatures")
    _insist_apart(extract, by)
    _insist_in_time(extract)
    sealing.unseal(extract, "reason", by=by)
    FLOW.take(extract, "sign", by=by, signed_by=by, signed_at=clock.now())


@transaction.atomic
def fetch(extract: Extract, *, by: User) -> None:
    """It leaves now, in the hands of who asked for it, and never again."""
    policy.require(by, Action.READ_PEOPLE, extract)
    if extract.asked_by_id != by.pk:
        raise Refused(
            by, Action.EXPORT, extract, "who asked for identities fetches them"
        )
    _insist_apart(extract, by)
    _insist_in_time(extract)
    FLOW.take(extract, "fetch", by=by, fetched_at=clock.now())


@transaction.atomic
def give_up(extract: Extract, *, by: User) -> None:
    """It is not needed, or should not be: either hand may say so, and one is enough."""
    FLOW.take(extract, "give_up", by=by)


@transaction.atomic
def lay_down(extract: Extract, *, by: User) -> None:
    """Who asked or signed is close to somebody it carries: it does not leave on her word."""
    FLOW.take(extract, "lay_down", by=by)


def people_in(extract: Extract) -> QuerySet[Candidacy]:
    """Whose identities it carries, as they stand now."""
    rows = Candidacy.objects.listed(extract.initiative)
    rows = rows.exclude(person__state=Person.State.ERASED).filter(
        person__merged_into=None
    )
    return rows.seatable() if extract.scope == Extract.Scope.APPROVED else rows


def open_to(rows: Sequence[Extract], user: User) -> set[UUID]:
    """Those a colleague may sign: she did not ask for them, nor is close to whom they carry."""
    asked = [row for row in rows if row.state == State.ASKED]
    others = [row for row in asked if row.asked_by_id != user.pk]
    shut: dict[str, bool] = {}  # one question for each scope, however many rows
    for row in others:
        if row.scope not in shut:
            shut[row.scope] = close_among(people_in(row), user).exists()
    return {row.pk for row in others if not shut[row.scope]}


def hers(person: UUID, user: User) -> list[Extract]:
    """What a colleague asked for or signed, that would carry this person and has not left."""
    rows = Extract.objects.filter(state__in=[State.ASKED, State.SIGNED])
    rows = rows.filter(Q(asked_by=user) | Q(signed_by=user))
    rows = rows.filter(initiative__people=person).select_related("initiative")
    return [row for row in rows if people_in(row).filter(person=person).exists()]


def read(rows: Sequence[Extract], *, by: User) -> list[str]:
    """What each was asked for."""
    for extract in rows[:1]:
        policy.require(by, Action.EXPORT, extract)
    return sealing.unseal_all(rows, "reason", by=by, dead=_("[destroyed]"))


def lapse_overdue() -> int:
    """What nobody signed within a week, or fetched within a day. The worker does it."""
    found = list(Extract.objects.filter(_overdue()))
    for extract in found:
        with transaction.atomic():
            FLOW.take(extract, "lapse", by=None)
    return len(found)


def _overdue() -> Q:
    asked = Q(state=State.ASKED, asked_at__lt=clock.now() - TO_SIGN)
    return asked | Q(state=State.SIGNED, signed_at__lt=clock.now() - TO_FETCH)


def _insist_apart(extract: Extract, by: User) -> None:
    if close_among(people_in(extract), by).exists():
        why = "who is close to somebody does not carry her out"
        raise Refused(by, Action.EXPORT, extract.initiative, why)


def _insist_in_time(extract: Extract) -> None:
    if Extract.objects.filter(_overdue(), pk=extract.pk).exists():
        raise ValidationError(_("Its time has passed. Ask again."))
