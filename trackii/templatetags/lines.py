"""Lines of lists, of which fifty stand on one page."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trackii.http import address
from trackii.templatetags.house import answers, day, icon, moment

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from uuid import UUID

    from participants.dossier import Dossier, Line
    from trackii.audit.models import Entry
    from trackii.vault.models import Link
    from trackii.waiting import ToVet

register = template.Library()
STATE = '<span class="state" data-state="{}">{}</span>'
_TO_VET = f'<li><a href="{{}}">{{}}</a> {STATE} {{}}</li>'
_PERSON = (
    '<tr><th scope="row"><a href="{}/" hx-boost="false">{}</a></th>'
    '<td data-label="1"><span class="side">{}</span></td>'
    f'<td data-label="2"><bdi>{{}}</bdi></td><td data-label="3">{STATE}</td></tr>\n'
)
_FREE = (
    '<tr><th scope="row"><label class="check"><input type="checkbox" name="candidacy"'
    ' value="{}"{}> {}</label></th><td data-label="1"><bdi>{}</bdi>{}</td>'
    f'<td data-label="2">{STATE}</td></tr>\n'
)
_SEAT = (
    '<tr><th scope="row">{}</th><td data-label="1"><bdi>{}</bdi>{}</td>'
    '<td data-label="2">{}</td><td data-label="3">{}{}</td>'
    '<td data-label="4">{}</td></tr>\n'
)
_LOOK = ' · <a href="{}/link/">{}</a>'
_ENTRY = (
    '<tr><td data-label="1">{}</td><td data-label="2">{}</td><td data-label="3">{}</td>'
    '<td data-label="4">{}</td><td data-label="5">{}</td></tr>\n'
)


_CHECK = (
    '<tr><th scope="row">{}{}</th><td data-label="1">{}</td>'
    '<td data-label="2">{}</td></tr>\n'
)
_BEGIN = (
    '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken"'
    ' value="{}"><button class="quiet">{}</button></form>'
)


def drawn(form: str, rows: Iterable[Iterable[Any]]) -> SafeString:
    """Each row in the same form, its words escaped.

    Django's `format_html` asks of each word whether it is still to be translated; of
    three hundred words that is half the work.
    """
    return mark_safe("".join(form.format(*map(_said, row)) for row in rows))


def _said(word: Any) -> str:
    return word if isinstance(word, SafeString) else escape(str(word))


@register.simple_tag
@lru_cache(maxsize=4096)
def tabs(pages: tuple[tuple[str, str, bool, str], ...]) -> SafeString:
    """The pages of one thing: where each is, what it is called, whether it is this, by which
    key a browser leads there."""
    here = mark_safe(' aria-current="page"')
    rows = (
        (url, here if is_here else "", _by_key(key), text)
        for url, text, is_here, key in pages
    )
    return drawn('<a href="{}"{}{}>{}</a>', rows)


def _by_key(key: str) -> SafeString | str:
    return mark_safe(f' accesskey="{escape(key)}"') if key else ""


@register.simple_tag
def to_vet(pile: Iterable[ToVet]) -> SafeString:
    """Who they are by code name, how far they are, and whether one signature stands."""
    waits = _("waits for the second signature")
    return drawn(
        _TO_VET,
        (
            (each.url, each.name, each.state, each.label, waits if each.first else "")
            for each in pile
        ),
    )


@register.simple_tag
def people(rows: Iterable[dict[str, Any]]) -> SafeString:
    """The candidacies of one initiative: code name, side, who it is, state."""
    sealed = _("sealed")
    return drawn(
        _PERSON,
        (
            (
                row["code"],
                row["name"],
                row["side"],
                row["known"] or sealed,
                row["state"],
                row["label"],
            )
            for row in rows
        ),
    )


@register.simple_tag
def free(rows: Iterable[dict[str, Any]]) -> SafeString:
    """Who may be asked to a round: a box to tick, who it is, what to keep to."""
    sealed, ticked = _("sealed"), mark_safe(" checked")
    return drawn(
        _FREE,
        (
            (
                row["code"],
                ticked if row["ticked"] else "",
                row["name"],
                row["known"] or sealed,
                _conditions(row["conditions"]),
                row["state"],
                row["label"],
            )
            for row in rows
        ),
    )


@register.simple_tag
def seats(rows: Sequence[dict[str, Any]], can: Container[str]) -> SafeString:
    """The seats of one round: who sits there, how far the link has come, the answers open."""
    sealed, none = _("sealed"), link_state(None)
    look = _("Look") if "invite" in can else ""
    stands = _how_they_stand(rows)
    return drawn(
        _SEAT,
        (
            (
                row["name"],
                row["known"] or sealed,
                _conditions(row["conditions"]) if row["conditions"] else "",
                stands[row["state"], row["is_early"]],
                link_state(row["link"]) if row["link"] else none,
                drawn(_LOOK, [[row["code"], look]]) if look else "",
                answers(row["steps"], row["code"]) if row["steps"] else "–",
            )
            for row in rows
        ),
    )


def _how_they_stand(rows: Iterable[dict[str, Any]]) -> dict[Any, SafeString]:
    """A state is drawn once for all who are in it; and whether it was said of other dates."""
    early = drawn("<br><small>{}</small>", [[_("said of the dates before")]])
    now = mark_safe("")
    states = {(row["state"], row["is_early"]): row["label"] for row in rows}
    return {
        (state, is_early): drawn(STATE, [[state, label]]) + (early if is_early else now)
        for (state, is_early), label in states.items()
    }


def _conditions(said: Iterable[tuple[str, str]] | None) -> SafeString:
    """What the team has to keep to with somebody, by kind of check."""
    if not said:
        return mark_safe("")
    line = f"<br><small>{icon('warning')} {{}}: <bdi>{{}}</bdi></small>"
    return drawn(line, said)


@register.simple_tag
def link_state(link: Link | None) -> SafeString:
    """How far a private link has come, if there is one."""
    if link is None:
        return drawn('<span class="quiet">{}</span>', [[_("no link yet")]])
    state, words = link.state, link.get_state_display()
    if link.is_live and link.used_at:
        state, words = "used", _("used")
    elif link.is_live and link.sent_at:
        state, words = "sent", _("sent")
    elif link.is_live:
        state, words = "due", _("on its way")
    elif link.state == "live":
        state, words = "lapsed", _("too late")
    return drawn(STATE, [[state, words]])


@register.simple_tag
def entries(rows: Iterable[Entry], actors: Mapping[UUID, str]) -> SafeString:
    """The record: when, who, what was done to what, and how it ended."""
    by_link, known = _("a private link"), _worded(rows)
    house = drawn('<span class="quiet">{}</span>', [[_("the house")]])
    return drawn(
        _ENTRY,
        (
            (
                moment(each.at),
                (actors.get(each.actor) or by_link) if each.actor else house,
                act,
                f"{kind} × {each.rows}" if each.rows > 1 else kind,
                each.get_outcome_display(),
            )
            for each in rows
            for act, kind in [known[each.verb, each.subject_kind]]
        ),
    )


def _worded(rows: Iterable[Entry]) -> dict[tuple[str, str], tuple[str, str]]:
    """What was done, and to what, in words: a page has few kinds of either."""
    found = {(each.verb, each.subject_kind): each for each in rows}
    return {key: (each.act, each.kind) for key, each in found.items()}


@register.simple_tag(takes_context=True)
def checks(context: Any, dossier: Dossier, *whose: str) -> SafeString:
    """The checks on one candidate: what each asks, how far it is, until when it holds."""
    asked = drawn(' <small class="quiet">{}</small>', [[_("asked for")]])
    return drawn(
        _CHECK,
        (
            (
                _check(line, place, whose),
                asked if line.asked else "",
                _how_far(context, line, whose),
                day(line.expires_on) or "–",
            )
            for place, line in enumerate(dossier.checks, start=1)
        ),
    )


def _check(line: Line, place: int, whose: tuple[str, ...]) -> SafeString | str:
    """Its name; once it is begun it leads there, by its number on the keyboard too."""
    if not line.state:
        return line.label
    there = address("participants:check", *whose, line.kind)
    return drawn('<a href="{}" accesskey="{}">{}</a>', [[there, place, line.label]])


def _how_far(context: Any, line: Line, whose: tuple[str, ...]) -> SafeString | str:
    if line.is_expired:
        return drawn(STATE, [["referred", _("Past its day")]])
    if line.is_stale:
        return drawn(STATE, [["referred", _("The lists moved on")]])
    if line.state:
        state = drawn(STATE, [[line.state, line.state_label]])
        return state + _first_hand(line) if line.waits else state
    if not context["may_resolve"]:
        return "–"
    begin = address("participants:begin_check", *whose, line.kind)
    return drawn(_BEGIN, [[begin, context["csrf_token"], _("Begin")]])


def _first_hand(line: Line) -> SafeString:
    """Who found what another officer has yet to confirm."""
    said = _("%(who)s signed") % {"who": line.found_by}
    return drawn(' <span class="quiet">{}</span>', [[said]])


@register.simple_tag
def four_words(words: Iterable[str]) -> SafeString:
    """The words of a key, to compare aloud. They are English in every language."""
    each = drawn("<li>{}</li>", ((word,) for word in words))
    return drawn('<ol class="words" lang="en">{}</ol>', [[each]])
