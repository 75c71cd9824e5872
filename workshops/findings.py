"""The disclosure check at work on one summary: what is open, what was kept and why."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trackii import policy
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.states import WrongState
from trackii.vault import sealing
from trackii.vault.errors import VaultError
from workshops import disclosure, registry
from workshops.models import Summary
from workshops.reviews import hold

if TYPE_CHECKING:
    from trackii.accounts.models import User

REASONS = {
    "name": gettext_lazy("A word of a registered name"),
    "e-mail": gettext_lazy("An e-mail address"),
    "phone": gettext_lazy("A telephone number"),
}
ROOM = 4000  # bytes, blanks up to here: the size of what was found tells no number
PROPOSALS = {
    "a participant": gettext_lazy("a participant"),
    "a member of the third party": gettext_lazy("a member of the third party"),
    "an address": gettext_lazy("an address"),
    "a number": gettext_lazy("a number"),
}


@dataclass
class Open:
    """One thing to resolve, with every place it stands in."""

    finding: disclosure.Finding
    places: int

    @property
    def why(self) -> str:
        return str(REASONS[self.finding.kind])

    @property
    def proposal(self) -> str:
        return str(PROPOSALS[self.finding.proposal])


def find(
    summary: Summary, *, by: User
) -> tuple[str, list[disclosure.Finding], dict[str, str]]:
    """The text, everything the check says about it, and what was kept with a reason."""
    entries = registry.read(summary.workshop, by=by)  # it insists, for both
    [words], [kept] = sealing.unseal_columns([summary], ["draft", "kept"], by=by)
    try:
        found = disclosure.find(words, entries)
    except ValueError as error:
        raise ValidationError(
            _("The room has no registry of names yet, so nothing can be checked.")
        ) from error
    return words, found, json.loads(kept or "{}")


def shown(
    summary: Summary, *, by: User
) -> tuple[str, list[disclosure.Finding], dict[str, str]]:
    """The same for a page: what was found when the words were saved still holds if nothing
    changed since, neither words nor names nor the check. No gate goes by it.
    """
    policy.require(by, Action.READ_NOTES, summary)
    fields = ["draft", "kept", "found"] if summary.found else ["draft", "kept"]
    opened = sealing.unseal_columns([summary], fields, by=by)
    words, kept, *noted = [column[0] for column in opened]
    if noted:
        of, found = json.loads(noted[0])
        if of == _mark(summary):
            return (
                words,
                [_again(words, each) for each in found],
                json.loads(kept or "{}"),
            )
    return find(summary, by=by)


def note(summary: Summary, *, by: User) -> None:
    """Keep what the check says of words just saved. Without a key nothing is kept."""
    try:
        _words, found, kept = find(summary, by=by)
    except (VaultError, ValidationError):
        return  # who looks is told why; what was typed is saved all the same
    rows = [_without_words(each) for each in found]
    noted = json.dumps([_mark(summary), rows]).ljust(ROOM)
    summary.found = sealing.seal(noted, of=summary, field="found")
    summary.doubted = _is_doubted(found, kept)
    summary.save(update_fields=["found", "doubted"])


def _is_doubted(found: list[disclosure.Finding], kept: dict[str, str]) -> bool:
    """Whether what is left to resolve is for somebody else: doubtful, all of it."""
    left = open_ones(found, kept)
    return bool(left) and all(each.finding.certainty == "check" for each in left)


def carry(summary: Summary, kept: Any, *, by: User) -> int | None:
    """Keep the reasons whose words still stand; say how many were let go of.

    Without a key, or a check, nobody can tell: all of them are, and None says so.
    """
    if kept is None:
        return 0
    summary.kept = kept
    try:
        _words, found, reasons = find(summary, by=by)
    except (VaultError, ValidationError):
        summary.kept = None
        return None
    doubtful = {each.key for each in found if each.certainty == "check"}
    standing = {key: why for key, why in reasons.items() if key in doubtful}
    summary.kept = sealing.seal(json.dumps(standing), of=summary, field="kept")
    summary.save(update_fields=["kept"])
    return len(reasons) - len(standing)


def _mark(summary: Summary) -> str:
    """What findings hold for: these words, these names, this check."""
    of = sealing.mark(summary, "draft"), registry.mark(summary.workshop)
    return "|".join([*of, disclosure.edition()])


def _without_words(finding: disclosure.Finding) -> dict[str, Any]:
    return {key: value for key, value in asdict(finding).items() if key != "text"}


def _again(words: str, row: dict[str, Any]) -> disclosure.Finding:
    return disclosure.Finding(**row, text=words[row["start"] : row["end"]])


def open_ones(found: list[disclosure.Finding], kept: dict[str, str]) -> list[Open]:
    """What still has to be resolved, one row for all places of the same words."""
    rows: dict[str, Open] = {}
    for finding in found:
        if finding.certainty == "check" and finding.key in kept:
            continue
        row = rows.setdefault(finding.key, Open(finding, 0))
        row.places += 1
    return list(rows.values())


def insist_on_none(summary: Summary, *, by: User) -> str:
    """The hard gate. It returns the very words it has found nothing in."""
    _insist_on_models()
    words, found, kept = find(summary, by=by)
    if left := open_ones(found, kept):
        said = ngettext(
            "%(count)d finding is open. Resolve it first.",
            "%(count)d findings are open. Resolve them first.",
            len(left),
        )
        raise ValidationError(said % {"count": len(left)})
    return words


def _insist_on_models() -> None:
    """Nothing goes out of a house whose check is damaged, whatever the text."""
    try:
        disclosure.insist_on_models()
    except disclosure.Broken as error:
        raise ValidationError(
            _(
                "A file of the disclosure check is missing or damaged. Nothing is "
                "released until it is put back."
            )
        ) from error


def generalise(summary: Summary, key: str, *, by: User) -> str:
    """The text with one finding put in general words wherever it stands. It is not saved."""
    words, found, _kept = find(summary, by=by)
    return disclosure.replace(words, found, key)


@transaction.atomic
def keep(
    summary: Summary, key: str, *, by: User, reason: str, edition: int | None = None
) -> None:
    """Keep a doubtful finding, with a reason, by somebody of the room who did not write it.

    `edition` is the one that was on the page: nobody decides on words she has not seen.
    """
    policy.require(by, Action.SECOND_READ, summary)
    if by.pk in summary.authors:
        raise Refused(
            by, Action.SECOND_READ, summary, "an author does not clear her own findings"
        )
    hold(summary, edition)
    if summary.state not in {Summary.State.DRAFT, Summary.State.CHECKED}:
        raise WrongState(summary, "keep")
    _words, found, kept = find(summary, by=by)
    doubtful = {each.key for each in found if each.certainty == "check"}
    if key not in doubtful:
        raise ValidationError(_("Only a doubtful finding can be kept."))
    kept[key] = reason
    summary.kept = sealing.seal(json.dumps(kept), of=summary, field="kept")
    summary.doubted = _is_doubted(found, kept)
    summary.save(update_fields=["kept", "doubted"])
    trail.record("keep", summary, by=by)
