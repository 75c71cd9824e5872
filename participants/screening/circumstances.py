"""What is known beside a name: it moves an entry up or down, and hides none.

Lists give years of birth with little certainty ("circa 1970", several years for one man),
and nationalities in their own wording: a year that agrees helps more than one that differs
harms, and what either side does not say counts for nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from participants.screening.countries import country
from participants.screening.entries import Entry

YEARS = 2  # of birth: as good as the same
_FAR = 10  # years
_SAME_YEAR, _OTHER_YEAR = 0.06, -0.06
_SAME_COUNTRY, _OTHER_COUNTRY = 0.03, -0.02


class Asked(NamedTuple):
    """Who is looked for: every name she is known by, and what else is known."""

    names: tuple[str, ...]
    birth_year: int | None = None
    nationalities: tuple[str, ...] = ()


class Remark(NamedTuple):
    """Something beside the name that was compared."""

    what: str  # birth or nationality
    agrees: bool
    listed: str


def remarks(
    asked: Asked, entry: Entry, score: float
) -> tuple[tuple[Remark, ...], float]:
    """What agrees and what does not, and the score after that, still from 0 to 1."""
    noted = [*_birth(asked, entry), *_nationality(asked, entry)]
    for _remark, moves in noted:
        score += moves
    return tuple(remark for remark, _moves in noted), max(0.0, min(1.0, score))


def _birth(asked: Asked, entry: Entry) -> list[tuple[Remark, float]]:
    if asked.birth_year is None or not entry.births:
        return []
    year = asked.birth_year
    apart = min(max(first - year, year - last, 0) for first, last in entry.births)
    said = ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in entry.births)
    if apart <= YEARS:
        return [(Remark("birth", True, said), _SAME_YEAR)]
    moves = _OTHER_YEAR * min(1.0, (apart - YEARS) / (_FAR - YEARS))
    return [(Remark("birth", False, said), moves)]


def _nationality(asked: Asked, entry: Entry) -> list[tuple[Remark, float]]:
    if not asked.nationalities or not entry.nationalities:
        return []
    ours = {country(said) for said in asked.nationalities}
    agrees = any(country(said) in ours for said in entry.nationalities)
    moves = _SAME_COUNTRY if agrees else _OTHER_COUNTRY
    return [(Remark("nationality", agrees, ", ".join(entry.nationalities)), moves)]
