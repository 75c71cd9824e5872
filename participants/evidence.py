"""Evidence: files beside a check, stripped, sealed in pieces, handed to officers alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participants import signing
from participants.models import Candidacy, Check, Evidence, Piece
from participants.models.check import OPEN
from participants.stripping import Stripped, strip
from trackii import policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.vault import keystore, sealing
from trackii.vault.errors import Corrupt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from trackii.accounts.models import User

# Bytes of a piece: with its length before it, it fills what it is padded to.
PIECE = 32 * 2**13 - 4
MOST = 20  # files beside one check


@dataclass
class Label:
    """What is known of a file to who may open it."""

    words: str
    ending: str
    size: int

    @property
    def kilobytes(self) -> int:
        return -(-self.size // 1024)


@transaction.atomic
def attach(check: Check, *, by: User, content: bytes, words: str) -> Evidence:
    """Lay a file beside a check that nobody has signed: what two sign is what lies there.

    What it says of who made it is taken out first; its name is asked by nobody.
    """
    candidacy = Candidacy.objects.select_related("initiative").get(
        person=check.person_id
    )
    signing.insist(candidacy, by)
    check.refresh_from_db(from_queryset=Check.objects.select_for_update())
    if check.state not in OPEN or check.found_by_id:
        raise ValidationError(
            _(
                "This check is signed. Set the finding aside, or check again, to add a file."
            )
        )
    if check.evidence.count() >= MOST:
        raise ValidationError(_("There are 20 files here. Bring the rest as one PDF."))
    made = _sealed(check, strip(content), words, by)
    trail.record("attach", made, by=by)
    return made


def _sealed(check: Check, stripped: Stripped, words: str, by: User) -> Evidence:
    """The row, its key on the disk before anything is sealed under it, and the pieces."""
    made = Evidence(initiative_id=check.initiative_id, check_on=check, brought_by=by)
    keystore.make(made.pk, within=check.person_id)
    label = {"words": words, "ending": stripped.ending, "size": len(stripped.content)}
    made.label = sealing.seal(json.dumps(label), of=made, field="label")
    made.save(force_insert=True)
    for number, part in enumerate(_cut(stripped.content)):
        piece = Piece(
            initiative_id=made.initiative_id, evidence_id=made.pk, number=number
        )
        piece.content = sealing.seal(part, of=piece, field="content")
        piece.save(force_insert=True)
    return made


def listed(check: Check, *, by: User) -> list[tuple[Evidence, Label]]:
    """What lies beside a check, for officers. Files are not opened by it."""
    policy.require(by, Action.VET, check)
    rows: Sequence[Evidence] = list(check.evidence.select_related("brought_by"))
    opened = sealing.unseal_all(rows, "label", by=by)
    return [
        (row, Label(**json.loads(words)))
        for row, words in zip(rows, opened, strict=True)
    ]


@transaction.atomic
def read(evidence: Evidence, *, by: User) -> tuple[bytes, Label]:
    """The file, whole, for an officer who is not close to whom it is about."""
    policy.require(by, Action.VET, evidence)
    person = evidence.check_on.person_id
    if by.pk in signing.close_to(person):
        why = "who is close to somebody takes no file about her"
        raise Refused(by, Action.VET, evidence, why)
    label = Label(**json.loads(sealing.unseal(evidence, "label", by=by)))
    pieces = list(evidence.pieces.order_by("number"))
    content = b"".join(sealing.unseal_files(pieces, "content", by=by))
    if [piece.number for piece in pieces] != [*range(_count(label.size))]:
        raise Corrupt  # a piece was struck, or another one put beside it
    return content[: label.size], label


def find(check: Check, pk: UUID, *, by: User) -> Evidence | None:
    """One file beside one check, by its number."""
    rows = Evidence.objects.allowing(Action.VET, by).filter(pk=pk, check_on=check)
    return rows.select_related("check_on").first()


def _count(size: int) -> int:
    """Into how many pieces: one, two, four, eight … so that the count tells little of a size."""
    count = 1
    while count * PIECE < size:
        count *= 2
    return count


def _cut(content: bytes) -> Iterator[bytes]:
    for number in range(_count(len(content))):
        yield content[number * PIECE : (number + 1) * PIECE].ljust(PIECE, b"\0")
