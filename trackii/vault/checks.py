"""What a deployment is told before it serves anybody: a guess must not be cheap."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

CHEAPEST_KIB = 64 * 1024
DEAREST_KIB = 512 * 1024  # four at once must fit beside everything else


@register(Tags.security, deploy=True)
def unlocking_costs_enough(**also: Any) -> list[CheckMessage]:
    """The derivation's cost lies between what deters and what a small server can bear."""
    cost = settings.UNLOCK_MEMORY_KIB
    if cost < CHEAPEST_KIB or settings.UNLOCK_PASSES < 3:
        return [
            Error(
                "A guess at a vault passphrase is too cheap.",
                hint=f"Set TRACKII_UNLOCK_MEMORY_KIB to {CHEAPEST_KIB} or more.",
                id="trackii.E001",
            )
        ]
    if cost > DEAREST_KIB:
        return [
            checks.Warning(
                "Four people unlocking at once take more than 2 GiB of memory.",
                hint=f"Set TRACKII_UNLOCK_MEMORY_KIB to {DEAREST_KIB} or less.",
                id="trackii.W001",
            )
        ]
    return []
