"""Loading the demo: everything is told through the operations."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from dialogues import destruction
from dialogues.models import Initiative
from trackii import clock
from trackii.accounts.models import User
from trackii.demo import histories, lagoon, lists, sidelines
from trackii.demo.people import cast
from trackii.demo.script import Script
from trackii.demo.troupe import Troupe


class NotEmpty(Exception):
    """The database holds something already."""

    def __init__(self) -> None:
        super().__init__(
            _("The database is not empty; the demo loads into an empty one only.")
        )


@transaction.atomic
def load() -> None:
    """Bring in the cast and play every case, whole or not at all."""
    if User.objects.exists() or Initiative.objects.exists():
        raise NotEmpty
    script = Script(Troupe(cast()), clock.now())
    histories.tell(script)
    lagoon.tell(script)
    sidelines.tell(script)
    lists.tell(script)
    script.play()
    # What has fallen due by now: the next hour would destroy it anyway.
    destruction.shred_due()
