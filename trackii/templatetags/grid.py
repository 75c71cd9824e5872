"""Cells of the grid of dates: six hundred of them are drawn on one page."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def person_row(line: Any) -> SafeString:
    """One person of the grid: a code name that leads to hers, a side, and her answers."""
    return format_html(
        '<tr><th scope="row">{}{}</th><td>{}</td>{}</tr>',
        line.name if line.is_colleague else _named(line.code, line.name),
        _marks(line.required, line.answered, get_language() or "en"),
        line.side,
        cells(line.cells),
    )


def _named(code: str, name: str) -> SafeString:
    return format_html('<a href="of/{}/">{}</a>', code, name)


@lru_cache(maxsize=64)
def _marks(required: bool, answered: bool, _language: str) -> SafeString:
    said = [_("needed")] * required + [_("has not answered")] * (not answered)
    return format_html_join("", " <small>{}</small>", ((each,) for each in said))


def cells(given: tuple[str, ...]) -> SafeString:
    """What somebody says of each period in turn: said in words first, in colour second."""
    return _cells(given, get_language() or "en")


@lru_cache(maxsize=4096)
def _cells(given: tuple[str, ...], _language: str) -> SafeString:
    """Many say the same; `_language` keeps their words apart."""
    words = {
        "yes": _("Yes"),
        "maybe": _("If need be"),
        "no": _("No"),
    }
    cell = '<td data-answer="{}">{}</td>'
    return format_html_join("", cell, ((each, words.get(each, "–")) for each in given))
