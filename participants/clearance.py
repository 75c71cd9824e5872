"""The one gate: whether somebody is clear of the lists, and what stands in the way.

The check on sanctions owns the verdict; looks and judgements feed it. PostgreSQL reckons the
same by `cleared_of_sanctions`, and approves nobody otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants import checks, demands, judgements, looks, watchlists
from participants.models import Candidacy, Check, Judgement, Screening
from participants.models.check import cleared_of_sanctions, lists_in_force
from participants.signing import insist
from trackii import clock
from trackii.labels import listed

if TYPE_CHECKING:
    from trackii.accounts.models import User

State, SANCTIONS = Check.State, Check.Kind.SANCTIONS


@transaction.atomic
def judge(
    candidacy: Candidacy, *, by: User, version: str, verdict: str, grounds: str
) -> None:
    """The first officer's word on an entry that came near: the check has a possible match."""
    insist(candidacy, by)
    held = looks.find(candidacy, by=by)
    looked = looks.read(held, by=by) if held else looks.Looked()
    for hit in [*looked.hits, *looked.hers]:
        if hit.version == version:
            said = ("kind", "reference", "version", "name")
            entry = {key: getattr(hit, key) for key in said}
            judgements.judge(
                candidacy, by=by, entry=entry, verdict=verdict, grounds=grounds
            )
            _lead(candidacy, "note_match", hit.name, by=by)
            return
    raise ValidationError(_("This entry does not stand there any more. Look again."))


@transaction.atomic
def second(judgement: Judgement, candidacy: Candidacy, *, by: User) -> None:
    """The second officer's word. If it is she who is listed, the check goes to legal."""
    judgements.second(judgement, candidacy, by=by)
    [said] = [each for each in judgements.read(candidacy.person, by=by)
              if each.pk == judgement.pk]  # fmt: skip
    if said.is_hers:
        _lead(candidacy, "note_match", said.name, by=by)
        _lead(candidacy, "refer", said.name, by=by)


@dataclass(frozen=True)
class Gate:
    """The check of one candidate, and whether it stands against the lists as they are."""

    check: Check | None
    is_cleared: bool
    edition: str  # of the lists in force; blank for none


def gate(candidacy: Candidacy) -> Gate:
    """What a page shows, asked for in one question."""
    rows = Check.objects.filter(person=candidacy.person_id, kind=SANCTIONS)
    rows = rows.annotate(
        is_clear=cleared_of_sanctions(clock.today()), edition=lists_in_force()
    )
    check = rows.select_related("found_by", "settled_by").first()
    if check is None:
        return Gate(None, False, watchlists.edition(candidacy.initiative_id))
    return Gate(check, check.is_clear, check.edition)


def is_cleared(candidacy: Candidacy) -> bool:
    """Whether two officers cleared her, against the lists in force, as she is known now.

    Without any list, without a look, past its day: not cleared.
    """
    rows = Candidacy.objects.filter(pk=candidacy.pk)
    return bool(rows.values_list(cleared_of_sanctions(clock.today()), flat=True).get())


def payment_is_blocked(candidacy: Candidacy) -> bool:
    """Nothing is paid before she is clear of the lists, whatever is asked for beside."""
    return not is_cleared(candidacy)


def missing(candidacy: Candidacy) -> list[str]:
    """The checks that stand in the way of approving: asked for, and not cleared by now."""
    asked = demands.to_clear(candidacy.initiative_id)
    rows = Check.objects.filter(person=candidacy.person_id).exclude(kind=SANCTIONS)
    done = {check.kind for check in rows if check.is_cleared}
    if SANCTIONS in asked and is_cleared(candidacy):
        done.add(SANCTIONS)
    return [kind for kind in asked if kind not in done]


def insist_on_it(candidacy: Candidacy) -> None:
    """Nobody is approved before she is cleared of everything; the sentence names what lacks."""
    open_ = missing(candidacy)
    if not open_:
        return
    named = listed(Check.Kind(kind).label for kind in open_)
    said = _("These checks are not cleared: %(checks)s.") % {"checks": named}
    if SANCTIONS in open_:
        said = f"{said} {why(candidacy)}"
    raise ValidationError(said)


def why(candidacy: Candidacy) -> str:
    """Why she is not clear of the lists, in a sentence that tells nothing of any entry."""
    check = checks.one(candidacy, SANCTIONS)
    row = Screening.objects.filter(person=candidacy.person_id).first()
    edition = watchlists.edition(candidacy.initiative_id)
    if not edition:
        return _("No list is in force: nobody counts as clear of the lists.")
    if check is not None and check.state in SAID:
        return str(SAID[check.state])
    if row is None or looks.is_stale(row, candidacy.person, edition):
        return _(
            "Nobody has looked on the lists as they stand, or as the person is known."
        )
    if check is not None and check.is_expired:
        return _("The check on sanctions is past its day.")
    return _("Two officers have not signed that nobody listed is meant.")


def not_yet(check: Check, candidacy: Candidacy) -> str:
    """The same beside the check itself; blank where she is cleared, and of other checks."""
    if check.kind != SANCTIONS or is_cleared(candidacy):
        return ""
    return why(candidacy)


SAID: dict[str, Any] = {
    State.POSSIBLE_MATCH: gettext_lazy("A possible match is under judgement."),
    State.REFERRED: gettext_lazy("It is referred to legal."),
    State.REFUSED: gettext_lazy("The check on sanctions was refused."),
}


def _lead(candidacy: Candidacy, verb: str, name: str, *, by: User) -> None:
    """Where one hand may lead the check, what was judged does: it clears nobody."""
    check = checks.one(candidacy, SANCTIONS)
    if check is None:
        checks.begin(candidacy, by=by, kinds=[SANCTIONS])
        check = checks.one(candidacy, SANCTIONS)
    assert check is not None
    if check.state in checks.FLOW.steps[verb].sources:
        words = _("Listed, and judged: %(name)s") % {"name": name}
        checks.note(check, verb, by=by, words=words)
