"""What may be carried away of a round: the released words, under their regime, signed by role."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from dialogues.models import Initiative
from trackii import pdf, policy
from trackii.policy import Action
from workshops import reviews, summaries
from workshops.models import Summary
from workshops.regimes import RULES

if TYPE_CHECKING:
    from datetime import date

    from trackii.accounts.models import User


@dataclass(frozen=True, slots=True)
class Release:
    """The allow-list: what is not a field here is not in any export, nor ever loaded for one."""

    name: str
    round: int
    edition: int
    regime: str
    rule: str
    released_on: date
    text: str

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]

    @property
    def digest(self) -> str:
        return sha256(self.text.encode()).hexdigest()[:16]


def gather(summary: Summary, *, by: User) -> Release:
    policy.require(by, Action.EXPORT, summary)
    words = summaries.read_released(summary, by=by)
    regime = Initiative.Regime(reviews.regime(summary))
    assert summary.released_at is not None
    return Release(
        name=summary.workshop.initiative.name,
        round=summary.workshop.number,
        edition=summary.edition,
        regime=str(regime.label),
        rule=str(RULES[regime]),
        released_on=summary.released_at.date(),
        text=words,
    )


def as_pdf(summary: Summary, *, by: User) -> bytes:
    return pdf.render("documents/summary.html", {"release": gather(summary, by=by)})


def as_markdown(summary: Summary, *, by: User) -> bytes:
    release = gather(summary, by=by)
    return render_to_string("documents/summary.md", {"release": release}).encode()
