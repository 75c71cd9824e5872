"""The engines of scheduling: scoring and proposing dates, splitting into groups."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from workshops import breakouts, canvassing
from workshops.canvassing import Answer, Faith, Option, Person, Terms, Venue

FIRST = datetime(2027, 1, 4, 8, tzinfo=UTC)
COUNTRIES = ("NO", "LB", "KE", "IN", "IL", "RU")
ASKED: dict[str, Any] = {
    "venue": Venue("Europe/Zurich", "CH"),
    "terms": Terms(date(2026, 11, 2), quorum=3, languages=(frozenset({"ar", "en"}),)),
}


def scoring() -> object:
    """60 options over three years, 60 people of four sides and all faiths; a new almanac."""
    options = _options()
    return canvassing.score(options, _people(options), **ASKED)


def proposing() -> object:
    """Every day of a year, for the same people."""
    options = _options()
    window = (date(2027, 1, 1), date(2027, 12, 31))
    return canvassing.propose(options, _people(options), window=window, days=3, **ASKED)


def splitting() -> object:
    """24 people of four sides in two languages, five rounds of six groups."""
    guests = [
        breakouts.Guest(
            f"p-{number:02}",
            "ABCD"[number % 4],
            frozenset({"en", "ar"} if number % 3 else {"en"}),
        )
        for number in range(24)
    ]
    apart = [("p-00", "p-01"), ("p-02", "p-07")]
    return breakouts.arrange(guests, rounds=5, groups=6, apart=apart)


def _options() -> list[Option]:
    starts = [FIRST + timedelta(days=18 * number) for number in range(60)]
    return [
        Option(f"o-{number}", start, start + timedelta(days=2, hours=8))
        for number, start in enumerate(starts)
    ]


def _people(options: list[Option]) -> list[Person]:
    answers, faiths = list(Answer), list(Faith)
    return [
        Person(
            f"p-{number:02}",
            "ABCT"[number % 4],
            faiths=frozenset({faiths[number % len(faiths)]}),
            country=COUNTRIES[number % len(COUNTRIES)],
            interprets=frozenset({"ar", "en"} if number % 20 == 3 else ()),
            lead_days=number,
            travel_days=number % 3,
            answers={
                option.key: answers[(number + place) % 3]
                for place, option in enumerate(options)
            },
        )
        for number in range(60)
    ]
