"""What becomes of an account: closed when somebody leaves, opened again if she returns, and
let in once more by its password alone if all she had beside it is lost.
"""

from __future__ import annotations

from email.utils import make_msgid
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from trackii.accounts.invitations import on_record
from trackii.accounts.models import User
from trackii.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

# The vault stands above this floor: it appends what becomes of a leaver's keys.
on_close: list[Callable[..., None]] = []
# And of what else stands open to her, when only her sessions end.
on_show_out: list[Callable[..., None]] = []


def to_name(by: User) -> list[tuple[Any, ...]]:
    """Who could be named on a team, by number and name."""
    return _to_name() if by.is_active else []


@Prepared
def _to_name() -> QuerySet:
    return User.objects.to_name().values_list("pk", "name")


@transaction.atomic
def close(colleague: User, *, by: User) -> None:
    """Close an account at once: its sessions end, its keys go, its memberships give nothing.

    What is sealed from here on, once a colleague has unlocked, no key it kept opens.
    """
    _insist(by)
    if colleague == by:
        raise PermissionDenied(_("Nobody closes the account they sit in."))
    for tell in on_close:  # while she still sits somewhere: afterwards she has no table
        tell(colleague, by=by)
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    end_sessions(colleague)
    _record("close", colleague, by)


@transaction.atomic
def reopen(colleague: User, *, by: User) -> None:
    """Open a closed account again. Passphrase and memberships are as they were.

    Its keys were taken: colleagues who hold them give them to it again.
    """
    _insist(by)
    User.objects.filter(pk=colleague.pk).update(is_active=True)
    _record("reopen", colleague, by)


@transaction.atomic
def reset_proofs(colleague: User, *, by: User) -> None:
    """Take away every second proof of somebody who lost them: she sets up another.

    Until then her password lets her in, to that page and no further. It opens no vault. She is
    told by a letter; where none can be sent, nothing is taken away.
    """
    _insist(by)
    if colleague == by:
        raise PermissionDenied(
            _("Nobody takes away the proofs of the account they sit in.")
        )
    Authenticator.objects.filter(user=colleague).delete()
    show_out(colleague, by=by)
    _record("reset proofs", colleague, by)
    _tell(colleague)


@transaction.atomic
def show_out(colleague: User, *, by: User) -> None:
    """End what stands open for her: vaults, addresses that need no sign-in, every session."""
    for tell in on_show_out:
        tell(colleague, by=by)
    end_sessions(colleague)


def _tell(colleague: User) -> None:
    letter = EmailMessage(
        _("A note for you"),
        render_to_string("account/email/proofs_reset_message.txt"),
        to=[colleague.email],
        headers={
            "Message-ID": make_msgid(domain="letter.invalid"),
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        letter.send()
    except (SMTPException, OSError) as error:
        raise ValidationError(
            _(
                "No letter could be sent to tell her, so nothing was taken away. Try later."
            )
        ) from error


def of_session(key: str) -> User | None:
    """Whose session this was whose time is over; nobody's, if somebody ended it."""
    if not Session.objects.filter(session_key=key).exists():
        return None  # signing out and leaving at once delete it
    known = UserSession.objects.filter(session_key=key, user__is_active=True)
    found = known.select_related("user").first()
    return found.user if found else None


def end_sessions(colleague: User) -> int:
    """End every session of one colleague, wherever it is open."""
    known = UserSession.objects.filter(user=colleague)
    keys = list(known.values_list("session_key", flat=True))
    ended, _rows = Session.objects.filter(session_key__in=keys).delete()
    known.delete()
    return ended


def end_all_sessions() -> int:
    """End every session of everybody."""
    UserSession.objects.all().delete()
    ended, _rows = Session.objects.all().delete()
    return ended


def _insist(by: User) -> None:
    if not (by.is_active and by.is_administrator):
        raise PermissionDenied(f"user {by.pk} may not administer")


def _record(verb: str, colleague: User, by: User) -> None:
    for write in on_record:
        write(verb, colleague, by=by)
