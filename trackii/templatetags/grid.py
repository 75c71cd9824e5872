"""Cells of the grid of dates: six hundred of them are drawn on one page."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def person_row(line: Any) -> SafeString:
    """One person of the grid: a code name that leads to hers, a side, and her answers."""
    language = get_language() or "en"
    name = escape(line.name)
    who = name if line.is_colleague else f'<a href="of/{escape(line.code)}/">{name}</a>'
    marks = _marks(line.required, line.answered, language)
    given = _cells(line.cells, language)
    return mark_safe(
        f'<tr><th scope="row">{who}{marks}</th><td>{escape(line.side)}</td>{given}</tr>'
    )


@lru_cache(maxsize=64)
def _marks(required: bool, answered: bool, _language: str) -> SafeString:
    said = [_("needed")] * required + [_("has not answered")] * (not answered)
    return format_html_join("", " <small>{}</small>", ((each,) for each in said))


@lru_cache(maxsize=4096)
def _cells(given: tuple[str, ...], _language: str) -> SafeString:
    """What somebody says of each period in turn: said in words first, in colour second.

    Many say the same; `_language` keeps their words apart.
    """
    words = {
        "yes": _("Yes"),
        "maybe": _("If need be"),
        "no": _("No"),
        "away": _("Not available"),
    }
    drawn = {
        each: format_html('<td data-said="{}">{}</td>', each, said)
        for each, said in words.items()
    }
    silent = mark_safe("<td data-said>–</td>")
    return mark_safe("".join(drawn.get(each, silent) for each in given))
