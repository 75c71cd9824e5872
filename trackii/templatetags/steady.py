"""What is the same on every page, drawn once for each language."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.template.base import render_value_in_context
from django.templatetags.i18n import (
    BlockTranslateNode,
    TranslateNode,
    do_block_translate,
    do_translate,
)
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from trackii import labels
from trackii.templatetags.house import day, here, moment, zone

register = template.Library()
_TOKEN = "the-token-of-this-page"  # noqa: S105 -- stands where the token goes
_HERE = "the-address-of-this-page"


@register.tag
def steady(parser: Any, token: Any) -> Steady:
    """`{% steady %}…{% endsteady %}`: words and links that hang on nothing but the language.

    Forms may stand within: each page has its own token put into them, and the way back to
    it. Nothing else of a request is to be found there, so that nothing of one page can
    stand on another.
    """
    inside = parser.parse(("endsteady",))
    parser.delete_first_token()
    return Steady(inside)


class Steady(template.Node):
    def __init__(self, nodelist: Any) -> None:
        self.nodelist = nodelist
        self._drawn: dict[tuple[str | None, str], tuple[SafeString, bool]] = {}

    def render(self, context: Any) -> SafeString:
        kind = get_language(), settings.STORAGES["staticfiles"]["BACKEND"]
        if kind not in self._drawn:
            alone = template.Context({"csrf_token": _TOKEN, "here": _HERE})
            alone.template = context.template
            drawn = mark_safe(self.nodelist.render(alone))
            self._drawn[kind] = drawn, _TOKEN in drawn
        drawn, has_form = self._drawn[kind]
        if not has_form:
            return drawn
        ours = drawn.replace(_TOKEN, str(context.get("csrf_token", "")))
        return mark_safe(ours.replace(_HERE, escape(here(context))))


@register.tag
def translate(parser: Any, token: Any) -> template.Node:
    """Django's own, but that words which stand in the template are looked up once a language."""
    node = do_translate(parser, token)
    said = node.filter_expression
    if node.asvar or node.message_context or said.filters or said.var.literal is None:
        return node
    return Said(node)


class Said(template.Node):
    """Words that are the same on every page in one language."""

    child_nodelists = ()

    def __init__(self, node: TranslateNode) -> None:
        self.node = node
        self._drawn: dict[str | None, str] = {}

    def render(self, context: Any) -> str:
        language = get_language()
        if language not in self._drawn:
            self._drawn[language] = self.node.render(context)
        return self._drawn[language]


@register.tag
def blocktranslate(parser: Any, token: Any) -> template.Node:
    """Django's own, but that its sentence is looked up once a language, and only filled in."""
    node = do_block_translate(parser, token)
    if node.plural or node.asvar or node.message_context:
        return node
    return Filled(node)


class Filled(template.Node):
    """A sentence that is the same on every page in one language, but for what stands in it."""

    child_nodelists = ()

    def __init__(self, node: BlockTranslateNode) -> None:
        self._said, self._names = node.render_token_list(node.singular)
        self._given = node.extra_context
        self._in: dict[str | None, str] = {}

    def render(self, context: Any) -> str:
        language = get_language()
        if language not in self._in:
            self._in[language] = gettext(self._said)
        values = {name: self._value(name, context) for name in self._names}
        try:
            return self._in[language] % values
        except (KeyError, ValueError):  # a translator lost what stands in it
            return self._said % values

    def _value(self, name: str, context: Any) -> str:
        given = self._given.get(name)
        value = context.get(name, "") if given is None else given.resolve(context)
        return render_value_in_context(value, context)


@register.filter
def kept_day(value: str) -> str:
    """A day out of an envelope, where it stands as 2026-11-21."""
    return day(date.fromisoformat(value)) if value else ""


@register.filter
def hour(value: datetime | None) -> str:
    """A time of day by the clock the moment carries: Django's own would show it in UTC."""
    return _hour(value.hour, value.minute, get_language()) if value else ""


@lru_cache(maxsize=4096)
def _hour(hour: int, minute: int, _language: str | None) -> str:
    return labels.hour(time(hour, minute))


@register.filter
def clocks(value: datetime | None, where: str | None = None) -> SafeString | str:
    """The hour of a round by the venue's clock, and beside it by another."""
    if not value:
        return ""
    where = where or "UTC"
    return format_html("{} {}", moment(value, where), elsewhere(value, where))


@register.filter
def elsewhere(value: datetime, where: str = "UTC") -> SafeString:
    """The same hour in UTC. In its place house.js puts the clock of whoever looks."""
    minute = value.replace(second=0, microsecond=0)
    return _elsewhere(minute, where, get_language() or "en")


@lru_cache(maxsize=4096)
def _elsewhere(value: datetime, where: str, _language: str) -> SafeString:
    """Rounds are looked at on many pages; the language keeps their words apart."""
    plain = value.astimezone(UTC)
    there = plain if where == "UTC" else plain.astimezone(ZoneInfo(where))
    words = labels.hour(plain)
    if there.date() != plain.date():
        words = labels.listed([day(plain), words])
    return format_html(
        '<span class="zone" data-clock="{}">{}</span>',
        there.isoformat(timespec="minutes"),
        "" if where == "UTC" else f"= {words} {zone('UTC')}",
    )
