"""The cast of the demo: who they are, what each may do, and every secret they have."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from trackii.accounts.models import User

HERE = UUID("6f3c1d52-7a0e-5a40-9b3c-0d9e5f1c2ab4")
PASSWORD = "a quiet room in autumn"  # noqa: S105 -- the demo's, and printed by it


@dataclass(frozen=True)
class CastMember:
    """One member of the cast. The secrets are the demo's and open nothing else."""

    name: str
    email: str
    totp: str
    passphrase: str
    line: Any  # translated when it is shown
    is_administrator: bool = False
    password: str = PASSWORD

    @property
    def pk(self) -> UUID:
        """The same number in every demo, so that a door can be named before it is loaded."""
        return uuid5(HERE, self.email)


def cast() -> list[CastMember]:
    """Everybody one may sit down as, in the order of the story."""
    return _CAST


def is_open_to(address: str) -> bool:
    """Whether the demo's doors are there for a visitor at this address.

    Three things together: the house runs on its own database, the whole cast lives in
    it, and the visitor sits at the machine itself.
    """
    try:
        near = ip_address(address).is_loopback
    except ValueError:
        return False
    if not (near and settings.EMBEDDED):
        return False
    known = User.objects.filter(pk__in=[member.pk for member in cast()])
    return known.count() == len(cast())


_CAST = [
    CastMember(
        "Carla Conti", "carla@demo.example", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXA",
        "orchard lantern velvet harbor pebble sonnet",
        _("Convener: opens and steers initiatives, releases with another."),
    ),
    CastMember(
        "Farid Mansour", "farid@demo.example", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXB",
        "willow compass marble thunder button recital",
        _("Facilitator: schedules rounds, sees the room, second-reads."),
    ),
    CastMember(
        "Vera Novak", "vera@demo.example", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXC",
        "candle meadow pigeon copper notebook rafter",
        _("Vetting officer: reviews people, decides with another."),
    ),
    CastMember(
        "Viktor Lind", "viktor@demo.example", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXD",
        "saddle almond riverbed cotton magnet violin",
        _("Vetting officer: the second signature."),
    ),
    CastMember(
        "Rosa Reyes", "rosa@demo.example", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXE",
        "bramble teacup granite wander pillow octave",
        _("Rapporteur: writes sealed notes, drafts summaries."),
    ),
    CastMember(
        "Oskar Berg", "oskar@demo.example", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXF",
        "hammock saffron tunnel ribbon quarry lemon",
        _("Organiser: seats, briefing packs, exports."),
    ),
    CastMember(
        "Rhea Donnelly", "rhea@demo.example", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXG",
        "acrobat window fennel basket drizzle tundra",
        _("Reader: sees released summaries, and nothing else."),
    ),
    CastMember(
        "Ruth Amsel", "ruth@demo.example", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXI",
        "paprika glider thimble harvest cobweb lullaby",
        _("Rapporteur, new in LAGOON: her keys are still owed to her."),
    ),
    CastMember(
        "Femi Balogun", "femi@demo.example", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXJ",
        "trellis mustard canyon slipper pewter waltz",
        _("Facilitator in waiting: named by one, not yet signed by another."),
    ),
    CastMember(
        "Ada Wren", "ada@demo.example", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXH",
        "kettle bonfire juniper satin corner eclipse",
        _("Administrator: accounts and health. In no room."),
        is_administrator=True,
    ),
]  # fmt: skip
