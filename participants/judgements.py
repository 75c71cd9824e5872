"""Two officers' word on a listed entry beside a person: it is somebody else, or it is her."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants import own_lists
from participants.models import Candidacy, Judgement, Person
from participants.signing import insist, insist_on_first
from trackii import clock
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.vault import sealing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from trackii.accounts.models import User

SOMEBODY_ELSE, HER = "somebody_else", "her"
VERDICTS = [
    (SOMEBODY_ELSE, gettext_lazy("It is somebody else: a false positive")),
    (HER, gettext_lazy("It is this person")),
]


@dataclass
class Judged:
    """A judgement, opened."""

    pk: UUID
    kind: str
    reference: str
    version: str
    name: str
    verdict: str
    grounds: str
    judged_by: User
    judged_at: datetime
    signed_by: User | None

    @property
    def is_signed(self) -> bool:
        return self.signed_by is not None

    @property
    def is_hers(self) -> bool:
        """Whether two officers hold that she is the one listed."""
        return self.is_signed and self.verdict == HER

    @property
    def label(self) -> str:
        return str(dict(VERDICTS)[self.verdict])

    @property
    def source(self) -> str:
        """Which list the entry is from."""
        return own_lists.source(self.kind)


@transaction.atomic
def judge(
    candidacy: Candidacy, *, by: User, entry: dict[str, str], verdict: str, grounds: str
) -> Judgement:
    """The first officer's word on one entry, in the version that was on the page.

    `entry` says its kind, reference, version and name. It counts when another seconds it.
    """
    insist(candidacy, by)
    Person.objects.select_for_update().get(pk=candidacy.person_id)
    for known in read(candidacy.person, by=by):
        # That it is she may be judged anew; that it is not, of this version, is remembered.
        if known.version == entry["version"] and not known.is_hers:
            raise ValidationError(_("An officer has judged this entry already."))
    made = Judgement(
        initiative=candidacy.initiative, person=candidacy.person,
        judged_by=by, judged_at=clock.now(),
    )  # fmt: skip
    words = json.dumps({**entry, "verdict": verdict, "grounds": grounds})
    made.words = sealing.seal(words, of=made, field="words")
    made.save(force_insert=True)
    trail.record("judge", made, by=by)
    return made


@transaction.atomic
def second(judgement: Judgement, candidacy: Candidacy, *, by: User) -> None:
    """The second officer's word: from here on it is remembered for that version of the entry."""
    insist(candidacy, by)
    sealing.unseal(judgement, "words", by=by)  # locked, nobody has read anything
    if judgement.judged_by_id == by.pk:
        raise Refused(by, Action.VET, judgement, "a judgement takes two officers")
    insist_on_first(candidacy, judgement.judged_by_id)
    waiting = Judgement.objects.filter(pk=judgement.pk, signed_by=None)
    if not waiting.update(signed_by=by, signed_at=clock.now()):
        raise ValidationError(_("It was seconded or set aside meanwhile."))
    trail.record("second", judgement, by=by)


@transaction.atomic
def set_aside(judgement: Judgement, candidacy: Candidacy, *, by: User) -> None:
    """Take a judgement away that nobody has seconded: the entry is open again."""
    insist(candidacy, by)
    waiting = Judgement.objects.filter(pk=judgement.pk, signed_by=None)
    if not waiting.exists():
        raise ValidationError(_("It was seconded or set aside meanwhile."))
    trail.record("set aside", judgement, by=by)
    waiting.delete()


def read(person: Person, *, by: User) -> list[Judged]:
    """What officers said of entries beside one person, for one of them who was let in.

    One entry of the record for all, the oldest first.
    """
    return read_all([person], by=by)[person.pk]


def read_all(people: Sequence[Person], *, by: User) -> dict[UUID, list[Judged]]:
    """The same beside several people of one table."""
    rows = Judgement.objects.filter(person__in=people)
    held = list(rows.select_related("judged_by", "signed_by"))
    opened = sealing.unseal_all(held, "words", by=by)
    found: dict[UUID, list[Judged]] = {person.pk: [] for person in people}
    for row, words in zip(held, opened, strict=True):
        said = Judged(
            pk=row.pk, judged_by=row.judged_by, judged_at=row.judged_at,
            signed_by=row.signed_by, **json.loads(words),
        )  # fmt: skip
        found[row.person_id].append(said)
    return found


def ruled_out(judged: Sequence[Judged]) -> set[str]:
    """The versions of entries that two officers hold to be somebody else; the later word counts."""
    last = {each.version: each for each in judged if each.is_signed}
    return {version for version, each in last.items() if not each.is_hers}


def signed(person: Person, *, by: User) -> set[str]:
    return ruled_out(read(person, by=by))


def find(candidacy: Candidacy, pk: UUID) -> Judgement | None:
    """A judgement beside one person, by its number."""
    return Judgement.objects.filter(pk=pk, person=candidacy.person_id).first()
