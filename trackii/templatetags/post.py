"""Letters of a list: what each is, for whom, how far it has come, what is done by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from trackii.templatetags.house import moment
from trackii.templatetags.lines import STATE, drawn

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

register = template.Library()
_LETTER = (
    '<tr><th scope="row">{}{}</th><td data-label="1">{}</td>'
    f'<td data-label="2">{STATE}</td><td data-label="3">{{}}</td>'
    '<td data-label="4">{}</td><td data-label="5">{}</td></tr>\n'
)
_HAND = '<button formaction="{}/{}/">{}</button>'
_NONE = mark_safe('<span class="quiet">–</span>')


@register.simple_tag
def letters(rows: Iterable[dict[str, Any]]) -> SafeString:
    """One letter a line, or several that look alike."""
    return drawn(
        _LETTER,
        (
            (
                row["about"],
                _times(row["times"]),
                row["whose"],
                row["state"],
                row["label"],
                moment(row["due_at"]),
                moment(row["sent_at"]) or "–",
                _by_hand(row["pk"], row["steps"]) if row["steps"] else _NONE,
            )
            for row in rows
        ),
    )


def _times(number: int) -> SafeString | str:
    if number == 1:
        return ""
    return drawn(' <span class="quiet">× {}</span>', [[number]])


def _by_hand(letter: UUID, steps: Iterable[tuple[str, str]]) -> SafeString:
    """Addresses below the list's own: fifty rows do not repeat it twice each."""
    hands = (drawn(_HAND, [[letter, verb, label]]) for verb, label in steps)
    return mark_safe(" ".join(hands))
