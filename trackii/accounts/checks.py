"""What a deployment is told of its sessions: a desk that was left must not stay open."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

# The longest are those of NIST SP 800-63B for two factors; below the shortest, who reads
# one page with care is asked for them again.
IDLE_MINUTES = (15, 60)
HOURS = (1, 24)


@register(Tags.security, deploy=True)
def sessions_end(**also: Any) -> list[CheckMessage]:
    """Who does nothing is signed out, and so is who never stops."""
    found: list[CheckMessage] = []
    idle, whole = settings.SESSION_IDLE_SECONDS / 60, settings.SESSION_COOKIE_AGE / 3600
    if not IDLE_MINUTES[0] <= idle <= IDLE_MINUTES[1]:
        found.append(
            Error(
                "A session ends too late or too early after somebody left.",
                hint="Set TRACKII_SESSION_IDLE_MINUTES to {} or more, {} or less.".format(
                    *IDLE_MINUTES
                ),
                id="trackii.E002",
            )
        )
    if not HOURS[0] <= whole <= HOURS[1]:
        found.append(
            Error(
                "A session that is worked in ends too late or too early.",
                hint="Set TRACKII_SESSION_HOURS to {} or more, {} or less.".format(
                    *HOURS
                ),
                id="trackii.E003",
            )
        )
    return found
