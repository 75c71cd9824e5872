"""Delivering letters: mark, send, mark. A crash in between is a question, never a second letter."""

from __future__ import annotations

import json
from contextlib import closing, suppress
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from socket import gaierror
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from trackii import clock
from trackii.audit import lineage, trail
from trackii.outbox.models import Letter
from trackii.vault import links, sealing, suite
from trackii.vault.errors import VaultError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.mail.backends.base import BaseEmailBackend

# The mail system said no, or was not there: it has no copy.
NOT_TAKEN = (
    SMTPResponseException,
    SMTPRecipientsRefused,
    ConnectionRefusedError,
    gaierror,
)
LEASE = timedelta(minutes=2)
BATCH = 50
State = Letter.State

# Whether the mail system already has a Message-ID. A local one can answer; a far one
# cannot, and then a person decides.
asked: list[Callable[[str], bool | None]] = []


def deliver_due() -> int:
    """Send what is due, one letter at a time, and say how many went.

    Several go by one connection: that a letter went, and that the next is on its way, is
    written together.
    """
    settle_expired()
    let_lapse()
    sent, went = 0, None
    with closing(_Post()) as post:
        for _place in range(BATCH):
            with transaction.atomic():
                if went is not None:
                    _close(went, State.SENT)
                letter = _claim()
            if letter is None:
                return sent
            went = letter if _send(letter, post) else None
            sent += went is not None
    if went is not None:
        _close(went, State.SENT)
    return sent


def is_more() -> bool:
    """Whether something is due that nobody has begun on."""
    return Letter.objects.due().exists()


class _Post:
    """A connection to the mail system, opened with the first letter and again after a failure."""

    def __init__(self) -> None:
        self._line: BaseEmailBackend = get_connection()

    def hand_over(self, letter: EmailMessage) -> None:
        try:
            self._line.open()
            self._line.send_messages([letter])
        except (SMTPException, OSError):
            self.close()
            raise

    def close(self) -> None:
        with suppress(SMTPException, OSError):  # the letters are with it by now, or not
            self._line.close()


def settle_expired() -> None:
    """A lease that ran out: the worker died between sending and saying so."""
    late = Letter.objects.filter(state=State.SENDING, leased_until__lt=clock.now())
    for letter in late:
        numbers = message_ids(letter)
        answers = [ask(number) for ask in asked for number in numbers]
        if True in answers:
            _close(letter, State.SENT)
        elif False in answers:
            _retry(letter)
        else:
            _close(letter, State.UNCERTAIN)


@transaction.atomic
def let_lapse() -> None:
    """What would arrive after the day it speaks of does not go at all."""
    waiting = Letter.objects.filter(state__in=[State.DRAFTED, State.HELD, State.DUE])
    late = waiting.filter(lapses_at__lte=clock.now())
    for letter in late.select_for_update(skip_locked=True):
        Letter.objects.filter(pk=letter.pk).update(
            state=State.CANCELLED, recipient=None
        )
        trail.record("lapse", letter, by=None)


def message_id(letter: Letter) -> str:
    """The same for every attempt at one letter, and meaning nothing to anybody else."""
    return _message_id(letter, settings.AUDIT_KEY)


def message_ids(letter: Letter) -> list[str]:
    """All it may have gone under: the audit key may be another since it was sent."""
    return [_message_id(letter, key) for key in lineage.every()]


def _message_id(letter: Letter, audit_key: bytes) -> str:
    key = suite.derive(audit_key, "message ids")
    return f"<{suite.mac(key, letter.pk.bytes).hex()[:40]}@letter.invalid>"


def _claim() -> Letter | None:
    now = clock.now()
    return next(iter(Letter.objects.raw(_CLAIM, [now + LEASE, now])), None)


_CLAIM = """
    UPDATE outbox_letter SET state = 'sending', attempts = attempts + 1, leased_until = %s
    WHERE id = (
        SELECT id FROM outbox_letter WHERE state = 'due' AND due_at <= %s
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING *
"""


def _send(letter: Letter, post: _Post) -> bool:
    """Hand one letter over, and say whether it went; who asked writes that down.

    What broke before it could have been taken is tried again; what broke in the middle is
    left to its lease, and then to whoever can tell.
    """
    try:
        to = json.loads(sealing.unseal_as_worker(letter, "recipient"))
        post.hand_over(_compose(letter, **to))
    except VaultError:
        _close(letter, State.FAILED)  # an address that does not open will not tomorrow
    except NOT_TAKEN:
        _retry(letter)
    except (SMTPException, OSError):
        pass
    else:
        return True
    return False


def _compose(
    letter: Letter, address: str, language: str, code: str = "", once: str = "",
    method: str = "", entry: str = "",
) -> EmailMessage:  # fmt: skip
    """Letters with a link are alike, whatever waits behind it; so are those without."""
    place = f"{settings.ORIGIN}/p/"
    with translation.override(language):
        subject = _("A note for you")
        kind = "entry" if entry else "link" if code else "reminder"
        words = {"place": place, "address": f"{place}#{once}", "code": code}
        body = render_to_string(f"letters/{kind}.txt", words)
    made = EmailMultiAlternatives(
        subject,
        body,
        to=[address],
        headers={"Message-ID": message_id(letter), "Auto-Submitted": "auto-generated"},
    )
    if entry:  # as calendars expect it of each other (RFC 6047)
        made.attach_alternative(entry, f"text/calendar; method={method}")
    return made


def _retry(letter: Letter) -> None:
    """Later, and later still; after the eighth time somebody must look."""
    letter.refresh_from_db(fields=["void_since"])
    if letter.void_since:
        return _close(letter, State.CANCELLED)
    if letter.attempts >= Letter.ATTEMPTS:
        return _close(letter, State.FAILED)
    wait = timedelta(seconds=30 * 2**letter.attempts)
    Letter.objects.filter(pk=letter.pk, state=State.SENDING).update(
        state=State.DUE, due_at=clock.now() + wait, leased_until=None
    )
    return None


@transaction.atomic(savepoint=False)
def _close(letter: Letter, state: str) -> None:
    """Write down how it ended; the address is wiped unless somebody must still decide."""
    ended: dict[str, object] = {"state": state, "leased_until": None}
    if state == State.SENT:
        ended["sent_at"] = clock.now()
    if state in {State.SENT, State.CANCELLED}:
        ended["recipient"] = None
    if Letter.objects.filter(pk=letter.pk, state=State.SENDING).update(**ended):
        trail.record(state, letter, by=None)
        if letter.link and state == State.SENT:
            links.sent(letter.link)
        if letter.link and state == State.UNCERTAIN:
            links.may_be_sent(letter.link, since=letter.posted_at)
