"""Observances: the days a tradition keeps, and how much they ask of who keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Faith(StrEnum):
    MUSLIM = "muslim"
    JEWISH = "jewish"
    CATHOLIC = "catholic"
    ORTHODOX = "orthodox"  # by the Julian calendar
    ORTHODOX_NEW = "orthodox_new"  # fixed feasts by the revised one
    HINDU = "hindu"
    BUDDHIST = "buddhist"
    NOWRUZ = "nowruz"  # the Persian new year, whatever the faith


class Bearing(StrEnum):
    """What a day asks."""

    REST = "rest"  # neither work nor travel
    FEAST = "feast"  # kept at home
    FAST = "fast"  # nothing from dawn, or from sunset, to sunset
    SEASON = "season"  # the kitchen has to know
    PRAYER = "prayer"  # an hour or two of every week


class How(StrEnum):
    DAY = "day"
    EVE = "eve"  # it begins at sunset of this day
    SIGHTING = "sighting"  # it falls here if the moon is seen a day early or late


@dataclass(frozen=True, slots=True)
class Mark:
    """One observance on one day."""

    name: str  # English, a key of the sentences
    bearing: Bearing
    how: How = How.DAY
