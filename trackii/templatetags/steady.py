"""What is the same on every page, drawn once for each language."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()
_TOKEN = "the-token-of-this-page"  # noqa: S105 -- stands where the token goes


@register.tag
def steady(parser: Any, token: Any) -> Steady:
    """`{% steady %}…{% endsteady %}`: words and links that hang on nothing but the language.

    Forms may stand within: each page has its own token put into them. Nothing else of a
    request is to be found there, so that nothing of one page can stand on another.
    """
    inside = parser.parse(("endsteady",))
    parser.delete_first_token()
    return Steady(inside)


class Steady(template.Node):
    def __init__(self, nodelist: Any) -> None:
        self.nodelist = nodelist
        self._drawn: dict[tuple[str | None, str], str] = {}

    def render(self, context: Any) -> SafeString:
        kind = get_language(), settings.STORAGES["staticfiles"]["BACKEND"]
        if kind not in self._drawn:
            alone = template.Context({"csrf_token": _TOKEN})
            alone.template = context.template
            self._drawn[kind] = self.nodelist.render(alone)
        own = str(context.get("csrf_token", ""))
        return mark_safe(self._drawn[kind].replace(_TOKEN, own))
