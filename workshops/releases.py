"""Releases: what leaves of released accounts, under which rule. Nothing else is ever loaded."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from dialogues.models import Initiative
from trackii import labels, policy
from trackii.audit import chain as record
from trackii.audit.models import Entry
from trackii.policy import Action
from trackii.states import WrongState
from trackii.vault import sealing
from workshops import naming_sides, programme
from workshops.models import Copy, Seat, Session, Summary
from workshops.models.workshop import named
from workshops.programme import TIGHTEST_FIRST
from workshops.regimes import RULES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from trackii.accounts.models import User

# What an export asks the database for, and all it asks it for.
COLUMNS = ("state", "edition", "released_at", "text", "workshop__number",
           "workshop__initiative__code", "workshop__initiative__threshold",
           "initiative_id", "workshop__initiative_id",
           "session__number", "session__workshop_id")  # fmt: skip
SIGNED = {"second_read": "second reader", "release": "convener"}


@dataclass(frozen=True, slots=True)
class Account:
    """One released account: its words, and by which numbers its signatures are found."""

    round: int
    edition: int
    released_on: date
    text: str
    read_by: str  # a number in the record, and not a name
    released_by: str
    session: int = 0  # of that round; 0 is all of them

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]

    @property
    def title(self) -> str:
        return named(self.round, self.session)

    @property
    def place(self) -> str:
        return f"round-{self.round}" + (f"-{self.session}" if self.session else "")

    @property
    def digest(self) -> str:
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Release:
    """The allow-list: what is not a field here is not in any export, nor ever loaded for one."""

    name: str
    regime: str
    rule: str
    accounts: tuple[Account, ...]
    copy: str = ""

    @property
    def title(self) -> str:
        """Which round, or how many of them."""
        if len(self.accounts) == 1:
            return self.accounts[0].title
        if any(each.session for each in self.accounts):
            return labels.listed(each.title for each in self.accounts)
        rounds = labels.listed(each.round for each in self.accounts)
        return _("Rounds %(numbers)s") % {"numbers": rounds}


def standing(initiative: Initiative) -> list[Summary]:
    """The accounts of one series that can be carried away, in the order of their rounds."""
    return list(_of(initiative.pk).filter(state=Summary.State.RELEASED))


def _of(initiative: UUID) -> QuerySet[Summary]:
    rows = Summary.objects.filter(initiative=initiative)
    rows = rows.select_related("workshop__initiative", "session").only(*COLUMNS)
    part = F("session__number").asc(nulls_first=True)
    return rows.order_by("workshop__number", part, "edition", "pk")


def gather(copy: Copy, *, by: User) -> Release:
    """What one copy says. As soon as one account in it is recalled it says nothing more."""
    policy.admit(by, Action.EXPORT, copy.initiative)  # who may, reads what is released
    rows = list(_of(copy.initiative_id).filter(pk__in=copy.summaries))
    for row in rows:
        if row.state != Summary.State.RELEASED:
            raise WrongState(row, "export")
    if len(rows) != len(set(copy.summaries)):
        raise ValidationError(_("What it was made of does not stand at this table."))
    texts = sealing.unseal_all(rows, "text", by=by)
    regime = tightest(rows)
    _insist_on_sides(rows, texts, regime)
    signed = signatures(rows)
    return Release(
        name=rows[0].workshop.initiative.name,
        regime=str(regime.label),
        rule=str(RULES[regime]),
        accounts=tuple(map(_account, rows, texts, [signed[row.pk] for row in rows])),
        copy=copy.marked,
    )


def _account(row: Summary, text: str, signed: dict[str, str]) -> Account:
    assert row.released_at is not None
    return Account(
        round=row.workshop.number,
        edition=row.edition,
        released_on=row.released_at.date(),
        text=text,
        read_by=signed["second_read"],
        released_by=signed["release"],
        session=row.session.number if row.session else 0,
    )


def tightest(rows: Sequence[Summary]) -> Initiative.Regime:
    """The regime that several accounts together obey."""
    rounds = [row.workshop_id for row in rows]
    sessions = Session.objects.filter(workshop__in=rounds).only("workshop", "regime")
    held = list(sessions.exclude(state=Session.State.PLANNED).order_by())
    spoken = [_spoken(row, held) for row in rows]
    if not all(spoken):
        return TIGHTEST_FIRST[0]  # of one nobody knows what it obeyed
    return Initiative.Regime(programme.tightest(chain.from_iterable(spoken)))


def _spoken(row: Summary, held: Iterable[Session]) -> list[Session]:
    """The sessions one account speaks of: its own, or all that its round held."""
    if row.session_id is not None:
        return [each for each in held if each.pk == row.session_id]
    return [each for each in held if each.workshop_id == row.workshop_id]


def _insist_on_sides(
    rows: Sequence[Summary], texts: Sequence[str], regime: Initiative.Regime
) -> None:
    """Beside a tighter one an account may say less of sides than it could alone."""
    for row, text in zip(rows, texts, strict=True):
        if not (told := naming_sides.told(text)):
            continue
        threshold = row.workshop.initiative.threshold
        there = _there(row.workshop_id)
        may = naming_sides.may_be_told(regime, there, threshold)
        if over := sorted(told - may):
            said = _(
                "Under “%(regime)s” the account of round %(number)s says too much of side"
                " %(sides)s. Carry it away by itself, or put it right and release it anew."
            )
            names = {"regime": regime.label, "number": row.number}
            raise ValidationError(said % (names | {"sides": labels.listed(over)}))


def _there(workshop: UUID) -> dict[str, int]:
    """How many of each side were there."""
    rows = Seat.objects.filter(workshop=workshop, state=Seat.State.ATTENDED)
    counted: dict[str, int] = {}
    for letter in rows.values_list("candidacy__person__side__letter", flat=True):
        counted[letter] = counted.get(letter, 0) + 1
    return counted


def signatures(rows: Iterable[Summary]) -> dict[UUID, dict[str, str]]:
    """By which numbers the two signatures under each account are found in the record.

    They are taken from entries that the house wrote and nobody changed: without both,
    nothing leaves.
    """
    found: dict[UUID, dict[str, str]] = {row.pk: {} for row in rows}
    for entry in signed(found):
        assert entry.subject is not None
        found[entry.subject][entry.verb] = number(entry)
    if any(set(each) != set(SIGNED) for each in found.values()):
        raise ValidationError(
            _("The record does not show both signatures, so nothing is carried away.")
        )
    return found


def signed(accounts: Collection[UUID]) -> list[Entry]:
    """The signatures under some accounts, the last of each kind last."""
    done = Entry.objects.filter(
        subject__in=list(accounts), verb__in=SIGNED, outcome=Entry.Outcome.DONE
    )
    return record.attested(done.order_by("pk"))


def number(entry: Entry) -> str:
    """Of one entry: it tells neither when it was nor how many there are."""
    said = f"{entry.pk}|{entry.verb}|{entry.subject}"
    digits = f"{int.from_bytes(sha256(said.encode()).digest()[:8]) % 10**12:012}"
    # Parted by a sign that keeps them in order in a line from right to left, too.
    return "-".join(digits[at : at + 4] for at in (0, 4, 8))
