"""What nobody needs any more: sessions long over, numbers of forms long sent."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from trackii import clock
from trackii.accounts import limits
from trackii.accounts.models import Sent

# A session that ended while somebody typed still says for a day whose words those were.
SESSIONS = timedelta(days=1)
# A page left open in a tab for a week may still be sent twice.
NUMBERS = timedelta(days=7)


@transaction.atomic
def sweep() -> None:
    """Delete them. Safe to run twice."""
    now = clock.now()
    limits.sweep()
    Sent.objects.filter(sent_at__lt=now - NUMBERS).delete()
    over = Session.objects.filter(expire_date__lt=now - SESSIONS)
    UserSession.objects.filter(session_key__in=over.values("session_key")).delete()
    over.delete()
