"""Who may do what: one table on one screen, read by queryset, operation and page."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID, uuid4

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, Value
from django.db.models.base import ModelState
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from trackii.http import NOBODY
from trackii.labels import label
from trackii.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trackii.accounts.models import User


class Role(models.TextChoices):
    CONVENER = "convener", _("Convener")
    FACILITATOR = "facilitator", _("Facilitator")
    VETTING_OFFICER = "vetting_officer", _("Vetting officer")
    RAPPORTEUR = "rapporteur", _("Rapporteur")
    ORGANISER = "organiser", _("Organiser")
    READER = "reader", _("Reader")


class Action(StrEnum):
    VIEW = "view"  # that the initiative exists, its code name and state
    SIGN = "sign the opening of"
    STEER = "steer"  # convene, pause, resume, conclude
    STAFF = "staff"  # name and release members of the team
    READ_BRIEF = "read the brief of"
    READ_PEOPLE = "read the people of"
    NOMINATE = "nominate for"
    VET = "vet"
    INVITE = "invite"  # offer seats, record answers, write letters
    SCHEDULE = "schedule"
    READ_NOTES = "read the notes of"
    WRITE_NOTES = "write notes for"
    SECOND_READ = "second-read"
    DECIDE_ON_SILENCE = "decide what silence means in"
    RELEASE = "release"
    READ_RELEASED = "read what is released of"
    EXPORT = "export"
    BRIEF = "make briefings for"
    READ_RECORD = "read the record of"
    KEEP = "keep keys for"  # no role's: a custodian's, by the place she was given
    HOLD = "put on hold"  # and sign for lifting it; see what falls due
    DESTROY = "destroy something of"  # before its day, on two signatures


A = Action
GRANTS: dict[Role, frozenset[Action]] = {
    Role.CONVENER: frozenset({
        A.VIEW, A.SIGN, A.STEER, A.STAFF, A.READ_BRIEF, A.READ_PEOPLE, A.NOMINATE,
        A.RELEASE, A.READ_RELEASED, A.EXPORT, A.READ_RECORD, A.HOLD, A.DESTROY,
    }),
    Role.FACILITATOR: frozenset({
        A.VIEW, A.SIGN, A.READ_BRIEF, A.READ_PEOPLE, A.NOMINATE, A.INVITE, A.SCHEDULE,
        A.READ_NOTES, A.WRITE_NOTES, A.SECOND_READ, A.READ_RELEASED, A.EXPORT, A.BRIEF,
        A.DECIDE_ON_SILENCE,
        A.HOLD, A.DESTROY,
    }),
    Role.VETTING_OFFICER: frozenset({
        A.VIEW, A.SIGN, A.READ_BRIEF, A.READ_PEOPLE, A.VET, A.READ_RELEASED, A.HOLD,
    }),
    Role.RAPPORTEUR: frozenset({
        A.VIEW, A.SIGN, A.READ_BRIEF, A.READ_NOTES, A.WRITE_NOTES, A.SECOND_READ,
        A.READ_RELEASED,
    }),
    Role.ORGANISER: frozenset({
        A.VIEW, A.SIGN, A.READ_BRIEF, A.READ_PEOPLE, A.INVITE, A.READ_RELEASED,
        A.EXPORT, A.BRIEF,
    }),
    Role.READER: frozenset({A.VIEW, A.READ_RELEASED}),
}  # fmt: skip

# What the named team may do before a second person has signed the opening.
BEFORE_OPENING = frozenset({A.VIEW, A.SIGN, A.READ_BRIEF})

# Who holds which compartment of the vault: the same table, for keys.
KEYS: dict[str, frozenset[Role]] = {
    "brief": frozenset(Role) - {Role.READER},
    "roster": frozenset(
        {Role.CONVENER, Role.FACILITATOR, Role.VETTING_OFFICER, Role.ORGANISER}
    ),
    "vetting": frozenset({Role.VETTING_OFFICER}),
    "room": frozenset({Role.FACILITATOR, Role.RAPPORTEUR}),
    "ideas": frozenset({Role.CONVENER, Role.FACILITATOR, Role.RAPPORTEUR}),
    "channel": frozenset({Role.FACILITATOR}),
    "released": frozenset(Role),
}

# What nobody may be at once: who judges people does not hear them, and a reader is
# nothing else.
APART = [
    (Role.VETTING_OFFICER, {Role.FACILITATOR, Role.RAPPORTEUR}),
    (Role.READER, set(Role) - {Role.READER}),
]
SMALLEST_TEAM = 4


def granted(action: Action) -> list[Role]:
    """The roles that may do this."""
    return [role for role, actions in GRANTS.items() if action in actions]


def called_for(kind: str, table: UUID) -> models.QuerySet:
    """The members whose seat at a table calls for one kind of compartment, just now."""
    seats = apps.get_model("dialogues", "Membership").objects.filter(
        initiative=table, role__in=KEYS[kind], user__is_active=True
    )
    opening = Q(state="named", founding=True, initiative__state="scoping")
    return seats.filter(Q(state="active") | opening).values_list("user", flat=True)


class GuardedQuerySet(models.QuerySet):
    """Rows that belong to an initiative, narrowed to what one user may do there."""

    table = "initiative"  # the path from this model to its initiative

    def allowing(self, action: Action, user: User) -> Self:
        """Those rows; none for who is not active, or nobody at all."""
        return self.seated(action, user.pk) if user.is_active else self.none()

    def seated(self, action: Action, member: UUID) -> Self:
        """Rows of the tables where a member holds a role that may do this."""
        roles: list[str] = [*granted(action)] or [
            ""
        ]  # no role's: nobody's, by this path
        seats = apps.get_model("dialogues", "Membership").objects.filter(
            user=member, role__in=roles
        )
        standing = Q(state="active")
        if action in BEFORE_OPENING:
            standing |= Q(state="named", initiative__state="scoping")
        tables = seats.filter(standing).values("initiative")
        return self.filter(**{f"{self.table}__in": tables})  # two roles, still one row


class Guarded(models.Model):
    """A row at one initiative's table. Its UUID is there before it is stored."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    objects: ClassVar[models.Manager] = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    _get_FIELD_display = label  # noqa: N815 -- Django's name

    @classmethod
    def of_columns(cls, **columns: Any) -> Self:
        """A row out of a list's columns; what is not among them is asked for when needed.

        Django's own asks each of a model's columns whether it is there, row for row.
        """
        made, state = cls.__new__(cls), ModelState()
        state.adding = False
        made.__dict__.update(columns, _state=state)
        return made

    def __str__(self) -> str:
        # Kind and number, never a name: tracebacks and error trackers print this.
        return f"{self._meta.verbose_name} {self.pk}"


def actions(user: User, initiative: UUID) -> frozenset[Action]:
    """Everything one user may do at one table, in one query: for asking, not insisting.

    What a page draws is decided once and kept with the request's user; what an
    operation insists on is asked of the database each time.
    """
    known = _known(user)
    if initiative not in known:
        known[initiative] = _may(_roles(member=user.pk, initiative=initiative))
    return known[initiative]


def seats(member: UUID, table: str) -> ArraySubquery:
    """What a member is at a table, asked together with a row of it: for `remember`."""
    hers = apps.get_model("dialogues", "Membership").objects.filter(
        user=member, initiative=models.OuterRef(table)
    )
    parts = "role", Value(" "), "state", Value(" "), "initiative__state"
    return ArraySubquery(hers.order_by().values(seat=Concat(*parts)))


def remember(user: User, initiative: UUID, seats: Iterable[str]) -> None:
    """Keep for `actions` what came with a row, as long as the request lasts."""
    _known(user)[initiative] = _may(seat.split() for seat in seats)


def _known(user: User) -> dict[UUID, frozenset[Action]]:
    known: dict[UUID, frozenset[Action]] = user.__dict__.setdefault("_actions", {})
    return known


def _may(seats: Iterable[Sequence[str]]) -> frozenset[Action]:
    may: set[Action] = set()
    for role, state, phase in seats:
        if state == "active":
            may |= GRANTS[Role(role)]
        elif state == "named" and phase == "scoping":
            may |= GRANTS[Role(role)] & BEFORE_OPENING
    return frozenset(may)


def can(user: User, action: Action, obj: models.Model) -> bool:
    """Whether the database says so now."""
    return bool(_asking(type(obj), action)(member=member(user), row=obj.pk))


def member(user: User) -> UUID:
    """Who asks, for a prepared question; nobody, if she is not active or not signed in."""
    return user.pk if user.is_active else NOBODY


@cache
def _asking(model: Any, action: Action) -> Prepared:
    rows = model._default_manager
    return Prepared(
        lambda member, row: rows.seated(action, member).filter(pk=row).values("pk")
    )


@Prepared
def _roles(member: UUID, initiative: UUID) -> models.QuerySet:
    seats = apps.get_model("dialogues", "Membership").objects.filter(
        user=member, initiative=initiative
    )
    return seats.order_by().values_list("role", "state", "initiative__state")


class Refused(PermissionDenied):
    """Somebody of the team asked for what the team did not give. It is written down."""

    def __init__(
        self, user: User, action: Action, obj: models.Model, why: str = ""
    ) -> None:
        said = f"user {user.pk} may not {action} {obj._meta.label} {obj.pk}"
        super().__init__(f"{said}: {why}" if why else said)
        self.user, self.action, self.obj = user, action, obj


def require(user: User, action: Action, obj: models.Model) -> None:
    if not can(user, action, obj):
        raise Refused(user, action, obj)


def admit(user: User, action: Action, initiative: models.Model) -> None:
    """Refused, unless one may: for a page that changes nothing, and asks all the same what
    its reader may do there. Asked once, it is known for the rest of the request."""
    if action not in actions(user, initiative.pk):
        raise Refused(user, action, initiative)
