"""Inviting colleagues: the only way an account begins."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from secrets import token_hex
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trackii import clock
from trackii.accounts.models import Invitation, User

if TYPE_CHECKING:
    from collections.abc import Callable

LIFETIME = timedelta(hours=72)

# The record stands above this floor: it appends itself when it is ready.
on_record: list[Callable[..., None]] = []


class Spent(Exception):
    """The invitation was used, or its time has run out."""

    def __init__(self) -> None:
        super().__init__(
            _("This invitation was used or has run out. Ask for a new one.")
        )


@transaction.atomic
def invite(email: str, *, by: User | None, is_administrator: bool = False) -> str:
    """Invite one address and return the token of its link, which is kept nowhere.

    An earlier open invitation to the same address ends with this one.
    """
    if by is not None and not (by.is_active and by.is_administrator):
        raise PermissionDenied(f"user {by.pk} may not invite")
    token = token_hex(20)
    Invitation.objects.open().filter(email=email.lower()).update(expires_at=clock.now())
    invitation = Invitation.objects.create(
        email=email.lower(),
        is_administrator=is_administrator,
        token_hash=_hash(token),
        invited_by=by,
        invited_at=clock.now(),
        expires_at=clock.now() + LIFETIME,
    )
    _record("invite", invitation, by=by)
    return token


@transaction.atomic
def found(email: str) -> str:
    """Invite the first administrator. Where there is a colleague already, it is refused.

    An unused link may be replaced: only its last edition opens.
    """
    if User.objects.exists():
        raise ValidationError(_("This house is founded. An administrator invites."))
    return invite(email, by=None, is_administrator=True)


@transaction.atomic
def end_all() -> int:
    """End every open invitation: after a restore nobody knows which was used since."""
    waiting = list(Invitation.objects.open())
    for invitation in waiting:
        _record("end invitation", invitation, by=None)
    ended = Invitation.objects.filter(pk__in=[each.pk for each in waiting])
    return ended.update(expires_at=clock.now())


def pending(token: str) -> Invitation | None:
    """The open invitation this token belongs to, if there is one."""
    return Invitation.objects.open().filter(token_hash=_hash(token)).first()


@transaction.atomic
def accept(token: str, *, name: str, password: str) -> User:
    """Make an account of an invitation. Of two people with one link, one is let in."""
    # The row is the queue: whoever comes second finds it taken, and no account half made.
    waiting = Invitation.objects.open().select_for_update()
    invitation = waiting.filter(token_hash=_hash(token)).first()
    if invitation is None or User.objects.filter(email=invitation.email).exists():
        raise Spent
    user = User.objects.create_user(
        invitation.email, name, password, is_administrator=invitation.is_administrator
    )
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    Invitation.objects.filter(pk=invitation.pk).update(
        accepted_by=user, accepted_at=clock.now()
    )
    _record("accept", invitation, by=user)
    return user


def _hash(token: str) -> bytes:
    return sha256(token.encode(errors="replace")).digest()


def _record(verb: str, invitation: Invitation, *, by: User | None) -> None:
    for write in on_record:
        write(verb, invitation, by=by)
