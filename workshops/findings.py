"""The disclosure check at work on one summary: what is open, what was kept and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trackii import policy
from trackii.policy import Action
from trackii.vault import sealing
from trackii.vault.errors import VaultError
from workshops import disclosure, grounds, notes, reasons, registry
from workshops.models import Summary
from workshops.reasons import Kept

if TYPE_CHECKING:
    from trackii.accounts.models import User

ROOM = 8000  # bytes, blanks up to here: the size of what was found tells no number
_COLUMNS = ("start", "end", "kind", "certainty", "identifier", "why", "proposal")


@dataclass
class Row:
    """One thing to resolve: the same words in every place, and what was said of them."""

    number: int
    key: str
    places: list[disclosure.Finding]
    kept: Kept | None = None
    stands: bool = False

    @property
    def finding(self) -> disclosure.Finding:
        return self.places[0]

    @property
    def why(self) -> str:
        return grounds.why(self.finding)

    @property
    def proposal(self) -> str:
        return self.finding.proposal if self.finding.has_words else ""

    @property
    def is_certain(self) -> bool:
        return self.finding.certainty == "sure"


@dataclass
class Looked:
    """A text as it was looked at: its words, what the check says, what was kept of it."""

    words: str
    rows: list[Row]
    done: int = 0  # how many were put in other words since the account was begun
    is_behind: bool = False  # notes or releases came since: the gates will look again

    @property
    def found(self) -> list[disclosure.Finding]:
        return [each for row in self.rows for each in row.places]

    @property
    def left(self) -> list[Row]:
        """What no signature stands under."""
        return [row for row in self.rows if not row.stands]

    @property
    def unanswered(self) -> list[Row]:
        """What nobody has said anything of."""
        return [row for row in self.rows if row.kept is None]

    @property
    def kept(self) -> list[Row]:
        return [row for row in self.rows if row.kept]


def find(summary: Summary, *, by: User) -> Looked:
    """The text, everything the check says about it, and what was kept with a reason."""
    room = registry.of_room(summary.workshop, by=by)  # it insists, for all of it
    [words], [kept] = sealing.unseal_columns([summary], ["draft", "kept"], by=by)
    context = disclosure.Context(
        notes=notes.spoken(summary.workshop, by=by),
        released=_released(summary, by=by),
        threshold=summary.workshop.initiative.threshold,
    )
    return _looked(summary, words, _look(words, room, context), kept)


def _look(
    words: str, room: disclosure.Registry, context: disclosure.Context
) -> list[disclosure.Finding]:
    try:
        return disclosure.look(words, room, context=context)
    except disclosure.Unregistered as error:
        raise ValidationError(
            _("The room has no registry of names yet, so nothing can be checked.")
        ) from error
    except disclosure.Broken as error:
        raise ValidationError(_damaged()) from error


def _damaged() -> str:
    return _(
        "A file of the disclosure check is missing or damaged. Nothing is "
        "released until it is put back."
    )


def _released(summary: Summary, *, by: User) -> list[str]:
    """What other accounts gave out, also of the same round. What was recalled is out too."""
    out = Summary.objects.filter(
        initiative=summary.initiative_id, text__isnull=False
    ).exclude(workshop=summary.workshop_id, session=summary.session_id)
    return list(filter(None, sealing.unseal_all(out, "text", by=by, dead="")))


def _looked(
    summary: Summary,
    words: str,
    found: list[disclosure.Finding],
    kept: str,
    done: int = 0,
) -> Looked:
    """One row for all places of the same words, in the order they are read."""
    known = reasons.load(summary, kept)
    by_key: dict[str, list[disclosure.Finding]] = {}
    for finding in found:
        by_key.setdefault(finding.key, []).append(finding)
    rows = []
    for number, (key, places) in enumerate(by_key.items(), start=1):
        row = Row(number, key, places)
        reason = known.get(key)
        if reason and reason.covers(words, places):
            row.kept = reason
            row.stands = reason.stands(summary.authors, certain=row.is_certain)
        rows.append(row)
    return Looked(words, rows, done)


def shown(summary: Summary, *, by: User) -> Looked:
    """The same for a page: what was found when the words were saved still holds if neither
    words nor names nor the check changed since. No gate goes by it.
    """
    policy.require(by, Action.READ_NOTES, summary)
    fields = ["draft", "kept", "found"] if summary.found else ["draft", "kept"]
    opened = sealing.unseal_columns([summary], fields, by=by)
    words, kept, *noted = [column[0] for column in opened]
    if noted:
        of, rows, done = json.loads(noted[0])
        now = _marks(summary)
        if of[0] == now[0]:
            again = [_again(words, row) for row in rows]
            looked = _looked(summary, words, again, kept, done)
            looked.is_behind = of != now
            return looked
    return find(summary, by=by)


def note(summary: Summary, *, by: User) -> None:
    """Keep what the check says of words just begun. Without a key nothing is kept."""
    try:
        _keep(summary, find(summary, by=by))
    except (VaultError, ValidationError):
        return  # who looks is told why; what was typed is saved all the same


def look_again(summary: Summary, *, by: User) -> None:
    """What a gate was refused for is shown from then on, whatever came since the last save."""
    summary.refresh_from_db()
    try:
        looked = find(summary, by=by)
        looked.done = _progress(summary, by=by)[1]
    except (VaultError, ValidationError):
        return
    _keep(summary, looked)


def renew(summary: Summary, before: Summary, *, by: User) -> int | None:
    """Look at words just saved over those before. How many reasons fell with their words.

    Without a key, or a check, nobody can tell which stand: all of them fall, and None says so.
    """
    summary.kept = before.kept
    try:
        looked = find(summary, by=by)
        count, done = _progress(before, by=by)
    except (VaultError, ValidationError):
        summary.kept = None
        reasons.let_go(summary, ())
        return None if before.kept else 0
    looked.done = done + max(0, count - len(looked.rows))
    fell = reasons.let_go(summary, [row.kept for row in looked.kept if row.kept])
    summary.save(update_fields=["kept"])
    _keep(summary, looked)
    return fell


def _progress(before: Summary, *, by: User) -> tuple[int, int]:
    """How many there were to resolve when it was looked at last, and how many had been."""
    if not before.found:
        return 0, 0
    _of, rows, done = json.loads(sealing.unseal(before, "found", by=by))
    return len({row[-1] for row in rows}), done


def _keep(summary: Summary, looked: Looked) -> None:
    rows = [
        _without_words(row.number, each) for row in looked.rows for each in row.places
    ]
    noted = json.dumps([_marks(summary), rows, looked.done], ensure_ascii=False)
    blanks = ROOM - len(noted.encode())
    summary.found = sealing.seal(noted + " " * blanks, of=summary, field="found")
    summary.doubted = is_doubted(looked)
    summary.save(update_fields=["found", "doubted"])


def is_doubted(looked: Looked) -> bool:
    """Whether what is left to resolve is for somebody else: doubtful, or asked with a reason."""
    return bool(looked.left) and all(
        row.kept or not row.is_certain for row in looked.left
    )


def _marks(summary: Summary) -> list[str]:
    """What findings hold for: these words, these names, this check; and what stands around."""
    names, around = registry.marks(summary.workshop)
    of = sealing.mark(summary, "draft"), names, disclosure.edition()
    return ["|".join(of), around]


def _without_words(number: int, finding: disclosure.Finding) -> list[Any]:
    return [*(getattr(finding, name) for name in _COLUMNS), number]


def _again(words: str, row: list[Any]) -> disclosure.Finding:
    told = dict(zip(_COLUMNS, row, strict=False))
    return disclosure.Finding(**told, text=words[told["start"] : told["end"]])


def insist_on_answers(summary: Summary, *, by: User) -> None:
    """The author's gate: each finding is in other words, or somebody says why it stays."""
    _insist_on_models()
    _insist(find(summary, by=by).unanswered)


def insist_on_none(summary: Summary, *, by: User) -> str:
    """The hard gate: each has the hands it needs. It returns the very words that were read."""
    _insist_on_models()
    looked = find(summary, by=by)
    _insist(looked.unanswered)
    if unsigned := looked.left:
        said = ngettext(
            "%(count)d finding waits for a second hand: agree to its reason, or turn it down.",
            "%(count)d findings wait for a second hand: agree to each reason, or turn it down.",
            len(unsigned),
        )
        raise ValidationError(said % {"count": len(unsigned)})
    return looked.words


def _insist(left: list[Row]) -> None:
    if left:
        said = ngettext(
            "%(count)d finding is open. Resolve it first.",
            "%(count)d findings are open. Resolve them first.",
            len(left),
        )
        raise ValidationError(said % {"count": len(left)})


def _insist_on_models() -> None:
    """Nothing goes out of a house whose check is damaged, whatever the text."""
    try:
        disclosure.insist_on_models()
    except disclosure.Broken as error:
        raise ValidationError(_damaged()) from error
