"""The few tags pages need: an icon beside its words, a way, a moment in a named zone."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trackii import demo

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing from the sprite. It repeats the words beside it, so nobody reads it out."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false" width="16" height="16">'
        '<use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def way(context: Any, name: str, text: str) -> SafeString | str:
    """A link of the navigation that knows when it is here; nothing where the name leads nowhere."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return ""
    path = getattr(getattr(context, "request", None), "path", "")
    if path == url:
        return format_html('<a href="{}" aria-current="page">{}</a>', url, text)
    if url != "/" and path.startswith(url):
        return format_html('<a href="{}" aria-current="true">{}</a>', url, text)
    return format_html('<a href="{}">{}</a>', url, text)


@register.simple_tag(takes_context=True)
def here(context: Any) -> str:
    """The address to come back to: the page looked at, never one that only answers a POST."""
    request = getattr(context, "request", None)
    if request is None:
        return ""
    if getattr(request, "htmx", False):
        return request.htmx.current_url_abs_path or "/"
    return request.get_full_path() if request.method in ("GET", "HEAD") else ""


@register.filter
def day(value: date | datetime | None) -> str:
    """A date in words. A date without a time is the same day everywhere and never converts."""
    if not value:
        return ""
    english = (get_language() or "en").startswith("en")
    return date_format(value, "j F Y" if english else "DATE_FORMAT")


@register.filter
def hour(value: datetime | None) -> str:
    """A time of day by the clock the moment carries: Django's own would show it in UTC."""
    return date_format(value, "H:i") if value else ""


@register.filter
def moment(value: datetime | None, zone: str = "UTC") -> SafeString | str:
    """A moment with its zone in words: `note.sealed_at|moment`, `starts_at|moment:venue_zone`."""
    if not value:
        return ""
    there = localtime(value, UTC if zone == "UTC" else ZoneInfo(zone))
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    named = _("UTC") if zone == "UTC" else _("%(place)s time") % {"place": place}
    return format_html(
        '<time datetime="{}">{}, {} <span class="zone">{}</span></time>',
        there.isoformat(timespec="minutes"),
        day(there),
        date_format(there, "H:i"),
        named,
    )


@register.simple_tag(takes_context=True)
def demo_cast(context: Any) -> list[Any]:
    """Whom one may sit down as: the demo's cast in the demo, elsewhere nobody."""
    address = context["request"].META.get("REMOTE_ADDR", "")
    return demo.cast() if demo.is_open_to(address) else []


@register.filter
def of(known: dict[Any, Any], key: Any) -> Any:
    """What a table says of a key: `names|of:entry.actor`."""
    return known.get(key)


@register.filter
def paragraphs(words: str) -> list[str]:
    """A text in its paragraphs: what an empty line parts."""
    return [part.strip() for part in words.split("\n\n") if part.strip()]


@register.filter
def most(sides: Iterable[Any]) -> int:
    """The longest bar among sides: what all of them are drawn against."""
    return max((max(side.seated, side.quorum) for side in sides), default=1) or 1


@register.simple_tag
def qr(text: str, label: str) -> SafeString:
    """A QR code drawn in place, because our CSP loads no picture out of an address."""
    from qrcode import QRCode  # noqa: PLC0415 -- slow import

    code = QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    dark = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, on in enumerate(row)
        if on
    )
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}"><path d="{}"></path></svg>',
        label,
        len(rows),
        len(rows),
        dark,
    )
