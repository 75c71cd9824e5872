"""Published: days that governments announce, as `holidays` collects them.

Hindu and Buddhist feasts go by the sky and by local custom; here they fall on the days that
India, Thailand and Korea publish for them. Vesak is kept on more than one of these.
Nowruz is Iran's, and kept by more than Iranians.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from workshops.canvassing.observances import Bearing, Mark

if TYPE_CHECKING:
    from holidays import HolidayBase

R, FEAST = Bearing.REST, Bearing.FEAST
_ESTIMATED = " (estimated)"
# Of which country's list, what it is called there, what it is called here.
_HINDU = [
    ("IN", "Diwali", "Diwali", R), ("IN", "Dussehra", "Dussehra", FEAST),
    ("IN", "Holi", "Holi", FEAST), ("IN", "Maha Shivaratri", "Maha Shivaratri", FEAST),
    ("IN", "Ram Navami", "Ram Navami", FEAST),
    ("IN", "Janmashtami (Vaishnava)", "Janmashtami", FEAST),
    ("IN", "Ganesh Chaturthi / Vinayak Chaturthi", "Ganesh Chaturthi", FEAST),
]  # fmt: skip
_BUDDHIST = [
    ("TH", "Visakha Bucha", "Vesak", R), ("IN", "Buddha Purnima", "Vesak", R),
    ("KR", "Buddha's Birthday", "Buddha's Birthday", FEAST),
    ("TH", "Makha Bucha", "Magha Puja", FEAST), ("TH", "Asarnha Bucha", "Asalha Puja", FEAST),
]  # fmt: skip

_NOWRUZ = [
    ("IR", "Nowruz", "Nowruz", R), ("IR", "Nowruz Holiday", "Nowruz", R),
    ("IR", "Nature's Day", "Sizdah Bedar", FEAST),
]  # fmt: skip


class NotPublished(LookupError):
    """For this place and year nobody has published the days, or nobody collected them."""


def hindu(year: int) -> Iterator[tuple[date, Mark]]:
    return _kept(_HINDU, year)


def buddhist(year: int) -> Iterator[tuple[date, Mark]]:
    return _kept(_BUDDHIST, year)


def nowruz(year: int) -> Iterator[tuple[date, Mark]]:
    return _kept(_NOWRUZ, year)


def public(
    country: str, year: int, *, region: str = "", language: str = "en_US"
) -> dict[date, str]:
    """Public holidays of a country (ISO 3166), or of a region of it, by day.

    A country that nobody knows is `NotPublished`; so is a year without a single day.
    """
    found = dict(_listed(country, year, region=region, language=language, all_of=False))
    if not found:
        raise NotPublished(country)
    return {day: name.replace(_ESTIMATED, "") for day, name in found.items()}


def _kept(
    rows: list[tuple[str, str, str, Bearing]], year: int
) -> Iterator[tuple[date, Mark]]:
    lists = {country: _listed(country, year) for country, *_rest in rows}
    for country, theirs, ours, bearing in rows:
        days = [day for day, names in lists[country].items() if theirs in _names(names)]
        if not days:
            raise NotPublished(ours)
        for day in days:
            yield day, Mark(ours, bearing)


def _names(joined: str) -> list[str]:
    return [name.removesuffix(_ESTIMATED) for name in joined.split("; ")]


def _listed(
    country: str,
    year: int,
    *,
    region: str = "",
    language: str = "en_US",
    all_of: bool = True,
) -> HolidayBase:
    """The days of one list; with `all_of`, those that not everybody has off as well."""
    from holidays import country_holidays  # noqa: PLC0415 -- slow import

    try:
        known = country_holidays(country, subdiv=region or None, language=language)
    except (NotImplementedError, ValueError) as error:
        raise NotPublished(country) from error
    if not known.start_year <= year <= known.end_year:
        raise NotPublished(country)
    optional = all_of and "optional" in known.supported_categories
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        listed = country_holidays(
            country,
            subdiv=region or None,
            years=year,
            language=language,
            categories=("public", "optional") if optional else ("public",),
            expand=False,
        )
    if warned:  # that is how a list says that half of this year is missing in it
        raise NotPublished(country)
    return listed
