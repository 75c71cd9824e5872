"""Care: food and access, kept for a journey and a stay alone. Taken back, it is shut and wiped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues import holds
from dialogues.models import Initiative
from participants import undertakings
from participants.models import Candidacy, Folder, Person, Wording
from participants.particulars import CARE, Particulars, gone
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trackii.accounts.models import User
    from trackii.vault.fields import Sealed

# Whoever keeps a copy of what is wiped appends itself when it is ready.
on_wipe: list[Callable[[Person], None]] = []


def read(people: Sequence[Person], *, by: User) -> list[Particulars]:
    """Who they are with their food and access needs, as far as these were not taken back."""
    for person in people[:1]:
        policy.require(by, Action.READ_PEOPLE, person)
    nobody = gone(_("[destroyed]"))
    both = ["particulars", "care"]
    known, cares = sealing.unseal_columns(people, both, by=by, dead=nobody)
    return [
        Particulars.load(words, "" if is_shut(person) or words == nobody else noted)
        for person, words, noted in zip(people, known, cares, strict=True)
    ]


def envelope(person: Person, particulars: Particulars) -> Sealed | None:
    """What is noted of her care, sealed; what is shut stays as it lies until it is wiped."""
    noted = any(getattr(particulars, name) for name in CARE)
    back = undertakings.is_taken_back(person.candidacy, Wording.Kind.TRAVEL)
    if noted and back:
        raise ValidationError(
            _("Diet and access needs are not noted: that consent was withdrawn.")
        )
    if is_shut(person):
        kept: Sealed = person.care  # type: ignore[assignment]
        return kept
    return sealing.seal(particulars.dump_care(), of=person, field="care")


def is_shut(person: Person) -> bool:
    """Whether she took it back, and it waits to be wiped."""
    return person.candidacy.needs_shut_at is not None


def shut(candidacy: Candidacy) -> None:
    """Nobody reads any more what was said or noted for a journey and a stay.

    By her link nothing is opened, and under a legal hold nothing is destroyed: so it is
    shut at once, and the worker wipes it at its next run, or the first after the hold.
    """
    Candidacy.objects.filter(pk=candidacy.pk).update(needs_shut_at=clock.now())
    candidacy.refresh_from_db(fields=["needs_shut_at"])


def wipe_shut() -> int:
    """Wipe what was shut, but under a legal hold. The worker does it, with nobody's key."""
    found = Candidacy.objects.exclude(needs_shut_at=None)
    found = found.select_related("initiative", "person")
    return sum(_wipe(candidacy) for candidacy in found)


@transaction.atomic
def _wipe(candidacy: Candidacy) -> int:
    Initiative.objects.select_for_update().get(pk=candidacy.initiative_id)
    if holds.stands(candidacy.initiative):
        return 0
    for tell in on_wipe:
        tell(candidacy.person)
    Folder.objects.filter(candidacy=candidacy).update(
        said=None, said_back=None, said_at=None
    )
    Person.objects.filter(pk=candidacy.person_id).update(care=None)
    Candidacy.objects.filter(pk=candidacy.pk).update(needs_shut_at=None)
    trail.record("wipe needs", candidacy, by=None)
    return 1
