"""Circulars: words for several participants, that wait behind their links until they are read.

The letter that tells of them says nothing, and is like every other without a link.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dialogues import initiatives
from participants import folders, people
from participants.models import Candidacy, Folder
from trackii import clock, policy
from trackii.audit import trail
from trackii.outbox import letters
from trackii.policy import Action
from trackii.states import Flow, Step
from trackii.vault import links, sealing
from trackii.vault.models import Link
from workshops import arrears
from workshops.models import Circular, Enclosure, Seat, Workshop

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dialogues.models import Initiative
    from participants.particulars import Particulars
    from trackii.accounts.models import User
    from trackii.vault.admission import Visit

State, Kind = Circular.State, Circular.Kind
FLOW = Flow(
    Step("send_circular", {State.DRAFTED}, State.SENT, Action.INVITE,
         gettext_lazy("Send it"), asks=True),
    Step("drop_circular", {State.DRAFTED}, State.DROPPED, Action.INVITE,
         gettext_lazy("Drop the draft")),
)  # fmt: skip
Words = dict[str, str]  # by the code of a language
TEXTS = Path(__file__).parent / "texts"
GOOD_FOR = timedelta(days=30)  # after that the letter does not go any more
# For whom, by the state of their seats; and of which rounds.
ASKED = {
    Kind.ANSWER: (
        Seat.State.OFFERED, {Workshop.State.PROVISIONAL, Workshop.State.CONFIRMED},
    ),
    Kind.THANKS: (Seat.State.ATTENDED, {Workshop.State.CLOSED}),
}  # fmt: skip


@dataclass
class Reach:
    """Whom a circular reaches as things stand, and whom it does not, by code names."""

    to: list[tuple[Candidacy, Particulars]] = field(default_factory=list)
    without: list[str] = field(default_factory=list)  # no address, or no open link

    @property
    def names(self) -> list[str]:
        return [candidacy.person.name for candidacy, _known in self.to]


def standard(kind: str) -> Words:
    """The words we ship, in every language: a beginning."""
    return {
        code: (TEXTS / f"{kind}.{code}.txt").read_text("utf-8").strip()
        for code, _name in settings.PREPARED_FOR
    }


def rounds(initiative: Initiative, kind: str) -> list[Workshop]:
    """The rounds somebody may be reminded of, or thanked for."""
    rows = Workshop.objects.filter(
        initiative=initiative, state__in=ASKED[Kind(kind)][1]
    )
    return list(rows.order_by("number"))


@transaction.atomic
def draft(
    initiative: Initiative, kind: str, *, by: User, workshop: Workshop | None = None
) -> Circular:
    """Begin with the words we ship. Nothing goes to anybody yet."""
    policy.require(by, Action.INVITE, initiative)
    initiatives.at_work(initiative)
    made = Circular(
        initiative=initiative, workshop=workshop, kind=kind,
        drafted_by=by, drafted_at=clock.now(),
    )  # fmt: skip
    made.words = _sealed(made, standard(kind))
    made.save(force_insert=True)
    trail.record("draft circular", made, by=by)
    return made


@transaction.atomic
def revise(circular: Circular, *, by: User, words: Words, edition: int) -> None:
    """Put other words in place of those of `edition`, as long as it is a draft."""
    policy.require(by, Action.INVITE, circular)
    drafted = Circular.objects.filter(
        pk=circular.pk, state=State.DRAFTED, edition=edition
    )
    sealed = _sealed(circular, words)
    if not drafted.update(words=sealed, edition=edition + 1):
        raise ValidationError(
            _("Somebody changed or sent it meanwhile. Look at it again.")
        )
    circular.refresh_from_db()
    trail.record("revise circular", circular, by=by)


def _sealed(circular: Circular, words: Words) -> sealing.Sealed:
    text = json.dumps(words, ensure_ascii=False)
    return sealing.seal(text, of=circular, field="words")


def look(circular: Circular, *, by: User) -> tuple[Words, Reach | None]:
    """Its words, and of a draft whom it would go to just now."""
    policy.require(by, Action.INVITE, circular)
    words: Words = json.loads(sealing.unseal(circular, "words", by=by))
    drafted = circular.state == State.DRAFTED
    return words, _reached(circular, by) if drafted else None


def reach(circular: Circular, *, by: User) -> Reach:
    """Whom it would go to just now: who has an address, and a link that is open."""
    policy.require(by, Action.INVITE, circular)
    return _reached(circular, by)


def _reached(circular: Circular, by: User) -> Reach:
    asked = _asked(circular, by)
    known = people.read([each.person for each in asked], by=by)
    found = Reach()
    for candidacy, who in zip(asked, known, strict=True):
        if who.email and candidacy.has_a_link:  # type: ignore[attr-defined]
            found.to.append((candidacy, who))
        else:
            found.without.append(candidacy.person.name)
    return found


def _asked(circular: Circular, by: User) -> list[Candidacy]:
    open_ = Exists(Folder.objects.filter(candidacy=OuterRef("pk"), link__in=_live()))
    rows = arrears.seatable(circular.initiative, by).annotate(has_a_link=open_)
    if circular.kind == Kind.TEXTS:
        return arrears.late(rows, circular.initiative_id)
    state, states = ASKED[Kind(circular.kind)]
    seats = Seat.objects.filter(
        workshop=circular.workshop_id, workshop__state__in=states, state=state
    )
    return list(rows.filter(seats__in=seats))


def _live() -> QuerySet[Link]:
    return Link.objects.filter(state=Link.State.LIVE, deadline_at__gt=clock.now())


def _open(candidacies: list[Candidacy]) -> dict[object, list[Folder]]:
    rows = Folder.objects.filter(candidacy__in=candidacies, link__in=_live())
    found: dict[object, list[Folder]] = {}
    for folder in rows.select_related("link", "candidacy__person"):
        found.setdefault(folder.candidacy_id, []).append(folder)
    return found


@transaction.atomic
def send(circular: Circular, *, by: User, edition: int, count: int) -> int:
    """Hand the words to every open link, and post a letter to each that says nothing.

    `edition` and `count` are what stood on the page before the press: it is not sent in
    other words, nor to more or fewer.
    """
    policy.require(by, Action.INVITE, circular)
    initiatives.at_work(circular.initiative)
    circular.refresh_from_db(from_queryset=Circular.objects.select_for_update())
    found = reach(circular, by=by)
    if circular.edition != edition:
        raise ValidationError(_("Somebody changed it meanwhile. Read it again."))
    if len(found.to) != count or not count:
        said = ngettext(
            "Meanwhile it would go to %(count)d person. Look again before you send it.",
            "Meanwhile it would go to %(count)d people. Look again before you send it.",
            len(found.to),
        )
        raise ValidationError(said % {"count": len(found.to)})
    words = sealing.unseal(circular, "words", by=by)
    FLOW.take(circular, "send_circular", by=by, sent_by=by, sent_at=clock.now())
    laid = _open([candidacy for candidacy, _who in found.to])
    for candidacy, who in found.to:
        _enclose(circular, laid[candidacy.pk], words, by=by)
        _tell(circular, candidacy, who)
    return count


def _enclose(circular: Circular, laid: list[Folder], words: str, *, by: User) -> None:
    """To each of her open links, as far as it stands where it was made for."""
    for folder in laid:
        if not folders.stands(folder, by):
            continue
        made = Enclosure(
            initiative_id=circular.initiative_id, circular=circular,
            candidacy=folder.candidacy, link=folder.link, laid_at=clock.now(),
        )  # fmt: skip
        made.words = links.hand_out(words, to=folder.link, of=made, field="words")
        made.save(force_insert=True)


def _tell(circular: Circular, candidacy: Candidacy, who: Particulars) -> None:
    due = clock.now() + letters.JITTER
    letters.post(
        "notice", initiative=circular.initiative_id, occasion=candidacy.pk,
        version=str(circular.pk), address=who.email, language=who.language,
        due_at=due, lapses_at=due + GOOD_FOR, person=candidacy.person_id,
        edition=who.email_edition,
    )  # fmt: skip


@transaction.atomic
def drop(circular: Circular, *, by: User) -> None:
    """It goes to nobody."""
    FLOW.take(circular, "drop_circular", by=by)


# --- what she does herself, by her link


@dataclass
class Written:
    """What was written to her, in her language as far as it was put into it."""

    enclosure: Enclosure
    words: Words

    def said(self, language: str) -> str:
        return self.words.get(language) or self.words.get("en") or ""


def written(visit: Visit, candidacy: Candidacy) -> list[Written]:
    """Everything that lies behind the link by which she is in, the last first."""
    rows = Enclosure.objects.filter(link=visit.link, candidacy=candidacy)
    found = []
    for row in rows.order_by("-laid_at"):
        row.candidacy, row.link = candidacy, visit.link
        opened = sealing.unseal_sent(row, "words", seed=visit.keys.seed)
        found.append(Written(row, json.loads(opened)))
    return found
