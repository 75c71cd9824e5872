"""Lines of the desk: fifty people may wait for one officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from trackii.waiting import ToVet

register = template.Library()
_LINE = '<li><a href="{}">{}</a> <span class="state" data-state="{}">{}</span> {}</li>'


@register.simple_tag
def to_vet(pile: Iterable[ToVet]) -> SafeString:
    """Who they are by code name, how far they are, and whether one signature stands."""
    waits = _("waits for the second signature")
    return format_html_join(
        "",
        _LINE,
        (
            (each.url, each.name, each.state, each.label, waits if each.first else "")
            for each in pile
        ),
    )
