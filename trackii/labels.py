"""The words for a choice a row has made, without building every choice's words for it; several
words in a row, and a day, as the reader's language says them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


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
