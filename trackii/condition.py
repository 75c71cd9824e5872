"""The condition of the installation: what answers, what waits, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from redis import Redis
from redis.exceptions import RedisError

from dialogues import bulletin
from trackii import backups, clock, principal
from trackii.outbox.models import Letter
from workshops.models import Briefing


@dataclass
class Line:
    """One thing the house stands on, and how it is."""

    name: str
    well: bool
    words: str


def database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return True
    except DatabaseError:
        return False


def report() -> list[Line]:
    """PostgreSQL and its policies, Redis, the keystore, letters and packs on their way."""
    return [
        Line("PostgreSQL", True, _version()),
        _wall(),
        _redis(),
        _keystore(),
        _destruction(),
        *_piles(),
    ]


def _destruction() -> Line:
    """How the last run of destroying went: what is amiss stays amiss until it is mended."""
    last = bulletin.last()
    if last is None:
        return Line(_("Destroying"), False, _("no run yet"))
    late = clock.now() - last.at > timedelta(hours=3)
    amiss = _(
        "%(count)d not destroyed: nobody gave the order, or it failed. The worker's log"
        " and manage.py shred_due say more."
    ) % {"count": last.amiss}
    fine = _("last run %(moment)s") % {"moment": localize(localtime(last.at))}
    return Line(
        _("Destroying"), not (late or last.amiss), amiss if last.amiss else fine
    )


def _piles() -> list[Line]:
    """Counted over every table, by who is in no room: letters and packs to go out."""
    packs = Briefing.objects.filter(state=Briefing.State.CLEARED)
    with principal.acting_as(principal.OPERATOR):
        return [
            _pile(_("Letters due"), Letter.objects.due(), "due_at"),
            _pile(_("Packs to print"), packs, "cleared_at"),
        ]


def _version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def _wall() -> Line:
    """Who logs in as the owner of the tables is shown every row, policies or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active('dialogues_initiative')")
        [standing] = cursor.fetchone()
    away = _(
        "not standing: the web owns its tables, and needs a DATABASE_URL of its own"
    )
    return Line(_("Second wall"), standing, _("in its place") if standing else away)


def _keystore() -> Line:
    stands = settings.KEYSTORE.is_dir()
    if backups.is_unfinished():
        words = _("a restore was interrupted: begin it again before anybody works here")
        return Line(_("Keystore"), False, words)
    return Line(_("Keystore"), stands, _("in its place") if stands else _("not there"))


def _redis() -> Line:
    try:
        found: Any = Redis.from_url(settings.REDIS_URL, socket_timeout=1).info("server")
        return Line("Redis", True, str(found["redis_version"]))
    except RedisError:
        return Line("Redis", False, _("away: the vault stays locked, letters wait"))


def _pile(name: str, rows: Any, since: str) -> Line:
    """A pile is well while its oldest is younger than five minutes."""
    pile = rows.aggregate(count=Count("pk"), oldest=Min(since))
    age = (clock.now() - pile["oldest"]).total_seconds() if pile["oldest"] else 0
    return Line(name, age < 5 * 60, str(pile["count"]))
