"""The words for a choice a row has made, without building every choice's words for it; several
words in a row, a day, its week and an hour, as the reader's language says them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, time

TWELVE = (
    "ar",
)  # whose clock goes to twelve, twice a day: CLDR's `h`, of what we speak


def label(row: models.Model, field: models.Field) -> str:
    """In the reader's language; a class takes it as its `_get_FIELD_display`.

    Django's own builds the whole table of a field's choices for each row.
    """
    value = getattr(row, field.attname)
    return words(field).get(value, str(value))


def words(field: Any) -> dict[Any, str]:
    """Every choice of a field in the reader's language, for a list of many rows."""
    return _labels(field, get_language())


@cache
def _labels(field: models.Field, _language: str | None) -> dict[Any, str]:
    return {value: str(words) for value, words in field.flatchoices}


def listed(words: Iterable[Any]) -> str:
    """Words one after the other, parted as the reader's language parts them."""
    comma = "، " if (get_language() or "").startswith("ar") else ", "
    return comma.join(str(word) for word in words or ())


def day(value: date) -> str:
    """A date in words, in the reader's language; in English 3 December 2026."""
    english = (get_language() or "en").startswith("en")
    return date_format(value, "j F Y" if english else "DATE_FORMAT")


def week(value: date) -> str:
    """The week a date lies in, as ISO 8601 counts them; its year, where it is another one."""
    year, number, _weekday = value.isocalendar()
    if year == value.year:
        return _("week %(number)s") % {"number": number}
    return _("week %(number)s of %(year)s") % {"number": number, "year": year}


def hour(value: time | datetime) -> str:
    """A time of day by the clock of the reader's language: 14:05, or 2:05 and which half."""
    twelve = (get_language() or "en").startswith(TWELVE)
    return time_format(value, "g:i A" if twelve else "H:i")
