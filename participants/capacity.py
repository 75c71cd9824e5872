"""In which capacity somebody comes: a dated fact. What is not personal is resolved by two."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.models import Membership
from participants import signing, vetting
from participants.models import Candidacy
from participants.particulars import Standing
from trackii import clock, policy
from trackii.audit import trail
from trackii.outbox import letters
from trackii.policy import Action, Refused
from trackii.states import WrongState
from trackii.vault import sealing

if TYPE_CHECKING:
    from datetime import date

    from trackii.accounts.models import User
    from trackii.vault.fields import Sealed

SOON = timedelta(minutes=30)
# From these she goes back: two decided on another capacity than the one she has now.
DECIDED = vetting.FLOW.steps["change_capacity"].sources


@dataclass
class Resolution:
    """Why a capacity or an office does not stand in the way, and what was said before."""

    words: str = ""
    by: str = ""
    seconded: str = ""
    of: list[str] = field(default_factory=list)  # capacity, since, office
    earlier: list[dict[str, Any]] = field(default_factory=list)

    def followed_by(self, words: str, *, by: User, of: Standing) -> Resolution:
        """Another reason; what was said before stands behind it, and who signed that."""
        past = asdict(self)
        before = [*past.pop("earlier"), *([past] if self.words else [])]
        about = [of.capacity, of.since, of.office]
        return Resolution(words, str(by), "", about, before)

    @property
    def past(self) -> list[dict[str, Any]]:
        """What was said before, the latest first, each with the standing it was said of."""
        return [
            each | {"of": Standing(*each["of"]) if each.get("of") else None}
            for each in reversed(self.earlier)
        ]


@transaction.atomic
def resolve(candidacy: Candidacy, *, by: User, words: str, read: str) -> None:
    """The first signature: why she can come although she holds an office, or a mandate.

    Another officer who is not convinced signs a reason of her own; the first one is kept.
    """
    signing.insist(candidacy, by)
    signing.look(candidacy, by, read)
    standing = _standing(candidacy, by)
    if not standing.stands_in_the_way:
        raise ValidationError(
            _("Nothing stands in the way: there is nothing to resolve.")
        )
    if candidacy.seconded_by_id:
        raise ValidationError(_("Two officers have resolved this already."))
    said = _said(candidacy, by)
    if (
        candidacy.resolved_by_id == by.pk
    ):  # her own, revised: it replaces what she wrote
        said.words = ""
    said = said.followed_by(words, by=by, of=standing)
    sealed = _sealed(candidacy, said)
    _write(candidacy, resolution=sealed, resolved_by=by, resolved_at=clock.now())
    trail.record("resolve capacity", candidacy, by=by)


@transaction.atomic
def second(candidacy: Candidacy, *, by: User, read: str) -> None:
    """The second signature: it stands in the way no more, until it changes."""
    signing.insist(candidacy, by)
    signing.look(candidacy, by, read)
    if candidacy.resolved_by_id is None:
        raise ValidationError(_("One officer has to give a reason first."))
    if candidacy.resolved_by_id == by.pk:
        raise Refused(by, Action.VET, candidacy, "a capacity is resolved by two")
    signing.insist_on_first(candidacy, candidacy.resolved_by_id)
    if candidacy.seconded_by_id:
        raise ValidationError(_("Two officers have resolved this already."))
    said = _said(candidacy, by)  # locked, nobody has read anything
    said.seconded = str(by)
    sealed = _sealed(candidacy, said)
    _write(candidacy, resolution=sealed, seconded_by=by, seconded_at=clock.now())
    trail.record("second capacity", candidacy, by=by)


@transaction.atomic
def change(
    candidacy: Candidacy,
    *,
    by: User,
    capacity: str,
    since: date,
    office: str,
    read: str,
) -> None:
    """She takes an office, leaves one, or comes in another capacity from some day on.

    Nothing that was resolved holds for it; its words stay, for officers to read. Who was
    decided on goes back to review, and the officers get a letter; seats stay as they are,
    and people decide.
    """
    signing.insist(candidacy, by)
    signing.look(candidacy, by, read)
    if candidacy.state in (Candidacy.State.DECLINED, Candidacy.State.WITHDRAWN):
        raise WrongState(candidacy, "change_capacity")
    before = _standing(candidacy, by)
    after = before.followed_by(capacity, since.isoformat(), office.strip())
    changes: dict[str, Any] = dict(signing.UNRESOLVED)
    changes["standing"] = sealing.seal(after.dump(), of=candidacy, field="standing")
    if candidacy.state in DECIDED:
        changes |= signing.unsigned(candidacy, by)
        vetting.FLOW.take(candidacy, "change_capacity", by=by, **changes)
        _tell(candidacy, after.since)
    else:
        _write(candidacy, **changes)
        trail.record("change_capacity", candidacy, by=by)


@transaction.atomic
def lay_down(candidacy: Candidacy, *, by: User) -> None:
    """Who gave the reason turns out to be close to her: unless another signed it, it counts no more."""
    candidacy.refresh_from_db(from_queryset=Candidacy.objects.select_for_update())
    if candidacy.resolved_by_id == by.pk and candidacy.seconded_by_id is None:
        _write(candidacy, **signing.unresolved(candidacy, by))
        trail.record("lay_down", candidacy, by=by)


def read(candidacy: Candidacy, *, by: User) -> Resolution:
    """The reason, and those before it, for officers."""
    policy.require(by, Action.VET, candidacy)
    said = _said(candidacy, by)
    if candidacy.resolved_by_id is None and said.words:  # of what stood there before
        said = Resolution(earlier=[*said.earlier, asdict(said)])
    return said


def may_second(user: User, candidacy: Candidacy) -> bool:
    """Whether another officer gave a reason, and none has signed it."""
    waits = candidacy.resolved_by_id is not None and candidacy.seconded_by_id is None
    return waits and candidacy.resolved_by_id != user.pk


def _tell(candidacy: Candidacy, since: str) -> None:
    """Every officer who may sign about her hears that something waits, and nothing more."""
    officers = Membership.objects.filter(
        initiative=candidacy.initiative_id, role__in=policy.granted(Action.VET),
        state="active", user__is_active=True,
    ).exclude(user__in=signing.may_not_sign(candidacy.person_id))  # fmt: skip
    for seat in officers.select_related("user"):
        letters.post(
            "reminder", initiative=candidacy.initiative_id, occasion=candidacy.pk,
            version=f"{since}|{seat.pk}|{clock.now():%Y-%m-%dT%H:%M:%S}",
            address=seat.user.email, language=settings.LANGUAGE_CODE,
            due_at=clock.now() + SOON,
        )  # fmt: skip


def _standing(candidacy: Candidacy, by: User) -> Standing:
    return Standing.load(sealing.unseal(candidacy, "standing", by=by))


def _said(candidacy: Candidacy, by: User) -> Resolution:
    return Resolution(
        **json.loads(sealing.unseal(candidacy, "resolution", by=by) or "{}")
    )


def _sealed(candidacy: Candidacy, said: Resolution) -> Sealed:
    return sealing.seal(json.dumps(asdict(said)), of=candidacy, field="resolution")


def _write(candidacy: Candidacy, **changes: Any) -> None:
    Candidacy.objects.filter(pk=candidacy.pk).update(**changes)
    person, initiative = candidacy.person, candidacy.initiative
    candidacy.refresh_from_db()
    candidacy.person, candidacy.initiative = person, initiative
