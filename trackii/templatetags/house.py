"""The few tags pages need: an icon beside its words, a way, a moment in a named zone."""

from __future__ import annotations

from datetime import UTC, date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from trackii import demo, direction, labels
from trackii.http import NOBODY, address, looked_at
from trackii.labels import listed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.utils.safestring import SafeString

register = template.Library()
register.filter(listed)
_NOBODY = str(NOBODY)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing from the sprite. It repeats the words beside it, so nobody reads it out."""
    return _drawn(name, settings.STORAGES["staticfiles"]["BACKEND"])


@cache
def _drawn(name: str, _storage: str) -> SafeString:
    """Drawn once: a storage names its files for good."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false" width="16" height="16">'
        '<use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


@register.simple_tag
def state(of: Any) -> SafeString:
    """The state something is in, in words first and colour second."""
    return format_html(
        '<span class="state" data-state="{}">{}</span>',
        of.state,
        of.get_state_display(),
    )


@register.simple_tag
def session_ends() -> dict[str, int]:
    """After how many minutes without work, and how many hours in any case."""
    idle, whole = settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE
    return {"idle": idle // 60, "hours": whole // 3600}


@register.simple_tag
def to(name: str, *args: Any) -> str:
    """An address, as `url` gives it, but looked up once: for what every page links to."""
    return address(name, *args)


@register.simple_tag(takes_context=True)
def way(context: Any, name: str, text: str) -> SafeString | str:
    """A link of the navigation that knows when it is here; nothing where the name leads nowhere."""
    try:
        url = address(name)
    except NoReverseMatch:
        return ""
    path = getattr(getattr(context, "request", None), "path", "")
    below = url != "/" and path.startswith(url)
    return _way(url, text, "page" if path == url else "true" if below else "")


@lru_cache(maxsize=256)
def _way(url: str, text: str, current: str) -> SafeString:
    here = format_html(' aria-current="{}"', current) if current else ""
    return format_html('<a href="{}"{}>{}</a>', url, here, text)


@register.simple_tag(takes_context=True)
def here(context: Any) -> str:
    """The address to come back to: the page looked at, never one that only answers a POST."""
    request = getattr(context, "request", None)
    if request is None:
        return str(context.get("here", ""))
    if getattr(request, "htmx", False):
        return looked_at(request)
    return request.get_full_path() if request.method in ("GET", "HEAD") else ""


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """Each language by its code and its own name for itself."""
    known = [(code, get_language_info(code)) for code, _name in settings.LANGUAGES]
    return [(code, capfirst(info["name_local"])) for code, info in known]


@register.filter
def day(value: date | datetime | None) -> str:
    """A date in words. A date without a time is the same day everywhere and never converts."""
    if not value:
        return ""
    return _day(value.year, value.month, value.day, get_language() or "en")


@lru_cache(maxsize=4096)
def _day(year: int, month: int, number: int, _language: str) -> str:
    return labels.day(date(year, month, number))


@register.filter
def week(value: datetime | None, where: str = "UTC") -> str:
    """The week a moment lies in, by the clock of a place: `starts_at|week:zone`."""
    return labels.week(value.astimezone(ZoneInfo(where)).date()) if value else ""


@register.filter
def zone(name: str) -> str:
    """A time zone in words: "Athens time"."""
    place = name.rsplit("/", 1)[-1].replace("_", " ")
    return _("UTC") if name == "UTC" else _("%(place)s time") % {"place": place}


@register.filter
def moment(value: datetime | None, where: str = "UTC") -> SafeString | str:
    """A moment with its zone in words: `note.sealed_at|moment`, `starts_at|moment:venue_zone`."""
    if not value:
        return ""
    minute = value.replace(second=0, microsecond=0)
    return _moment(minute, where, get_language() or "en")


@lru_cache(maxsize=4096)
def _moment(value: datetime, where: str, language: str) -> SafeString:
    """One row in fifty has a minute of its own; `language` keeps their words apart."""
    there = localtime(value, UTC if where == "UTC" else ZoneInfo(where))
    return format_html(
        '<time datetime="{}">{} <span>{}</span></time>',
        there.isoformat(timespec="minutes").replace("+00:00", "Z"),
        labels.listed([day(there), labels.hour(there)]),
        zone(where),
    )


@register.simple_tag(takes_context=True)
def demo_cast(context: Any) -> list[Any]:
    """Whom one may sit down as: the demo's cast in the demo, elsewhere nobody."""
    asker = context["request"].META.get("REMOTE_ADDR", "")
    return demo.cast() if demo.is_open_to(asker) else []


@register.tag
def columns(parser: Any, token: Any) -> Columns:
    """`{% columns _("Side") … %}`: inside, data-label="1" names the first of these columns.

    On a narrow screen each cell says its column. The words go in once for the whole
    list, so that fifty rows do not ask for them fifty times.
    """
    labels = [parser.compile_filter(each) for each in token.split_contents()[1:]]
    rows = parser.parse(("endcolumns",))
    parser.delete_first_token()
    return Columns(labels, rows)


class Columns(template.Node):
    """A list whose cells know their column by number until it is drawn."""

    def __init__(self, labels: list[Any], rows: Any) -> None:
        self.labels, self.nodelist = labels, rows

    def render(self, context: Any) -> SafeString:
        drawn = self.nodelist.render(context)
        for place, label in enumerate(self.labels, start=1):
            words = format_html('data-label="{}"', label.resolve(context))
            drawn = drawn.replace(f'data-label="{place}"', words)
        return mark_safe(drawn)


@register.simple_tag
def answers(steps: Any, row: object = NOBODY) -> SafeString:
    """The steps of one row of a list, as `components/steps.html` draws those of a page.

    Rows in one state differ in whose they are alone: theirs is written for nobody.
    """
    if not isinstance(steps, tuple):
        steps = tuple((step["look"], step["url"], str(step["label"])) for step in steps)
    drawn = _answers(steps)
    return mark_safe(drawn.replace(_NOBODY, str(row)))


@lru_cache(maxsize=256)
def _answers(steps: tuple[tuple[str, str, str], ...]) -> SafeString:
    """Quiet all of them, but the one that goes on. What asks first leads to where it asks."""
    looks = {
        "leads": '<button formaction="{}">{}</button>',
        "quiet": '<button class="quiet" formaction="{}">{}</button>',
        "asks": '<a class="button quiet" hx-boost="false" href="{}">{}</a>',
    }
    drawn = [format_html(looks[look], url, label) for look, url, label in steps]
    inside = format_html_join("", "{}", ((each,) for each in drawn))
    return format_html('<p class="cluster steps">{}</p>', inside)


@register.simple_tag
def choose(choices: Iterable[tuple[Any, Any]], chosen: Any) -> SafeString:
    """Options by value and words, the chosen one marked."""
    return _choose(tuple((value, str(words)) for value, words in choices), chosen)


@lru_cache(maxsize=256)
def _choose(choices: tuple[tuple[Any, str], ...], chosen: Any) -> SafeString:
    """Rows of a list offer the same choice over and over; none of its words is a secret."""
    picked = mark_safe(" selected")
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, picked if value == chosen else "", words) for value, words in choices),
    )


@register.filter
def of(known: dict[Any, Any], key: Any) -> Any:
    """What a table says of a key: `names|of:entry.actor`."""
    return known.get(key)


@register.filter
def paragraphs(words: str) -> list[str]:
    """A text in its paragraphs: what an empty line parts."""
    return [part.strip() for part in words.split("\n\n") if part.strip()]


@register.filter
def each_line(words: str) -> SafeString:
    """A text for paper, each line the way it is written: what makes PDFs knows no `dir="auto"`."""
    spans = ((direction.of_labelled(line), line) for line in str(words).splitlines())
    return mark_safe("".join(_line(way, line) for way, line in spans))


def _line(way: str, line: str) -> SafeString:
    says = format_html(' dir="{}"', way) if way else ""
    return format_html('<span class="line"{}>{}</span>', says, line)


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
