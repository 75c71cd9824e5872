"""Answers: a whole document, or the region of it that was asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse, QueryDict

ROWS = 50  # on one page of a list
NOBODY = UUID(int=0)


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    partial: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render template, or partial when htmx is swapping a region of it."""
    swapping = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    name = partial if partial and swapping else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def sure(
    request: HttpRequest,
    step: Any,
    *,
    loss: Any,
    back: str,
    form: Form | None = None,
    begins: datetime | None = None,
    more: Iterable[Any] = (),
    way_back: Any = "",
) -> HttpResponse:
    """The page before a step that cannot be taken back: it says what will be lost.

    A step that does not ask has no such page: it is taken by POST, and by nothing else.
    """
    if not step.asks:
        return HttpResponseNotAllowed(["POST"])
    context = {"verb": step.label, "loss": loss, "back": back, "carried": form}
    context |= {"begins": begins, "more": more, "way_back": way_back}
    return render(request, "sure.html", context)


def sent(request: HttpRequest) -> QueryDict | None:
    """The fields of a form that was sent, if only with nothing in them; none of one that was not."""
    return request.POST if request.method == "POST" else None


def looked_at(request: HttpRequest) -> str:
    """The page an htmx request stands on; the desk, if the browser says nonsense."""
    try:
        return request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
    except ValueError:
        return "/"


def came_from(request: HttpRequest) -> str:
    """The page a form was sent from, if it is one of ours: an address that answers a GET."""
    way = urlsplit(request.headers.get("Referer", ""))
    ours = way.netloc == request.get_host() and way.path.startswith("/")
    return way.path if ours and not way.path.startswith("//") else "/"


def is_ours(request: HttpRequest) -> bool:
    """Whether a form was sent from a page of this very house, as far as the browser says."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def leaf(rows: QuerySet | list[Any], number: str | None, *, size: int = ROWS) -> Page:
    """One page of a list; a number that makes no sense is the nearest that does."""
    return Paginator(rows, size).get_page(number)


def buttons(steps: Iterable[Any], space: str, *args: Any) -> list[dict[str, Any]]:
    """The steps open to somebody, as a page draws them: every verb is an address."""
    return [
        {
            "verb": step.verb,
            "url": address(f"{space}:{step.verb}", *args),
            "label": step.label,
            "asks": step.asks,
            "leads": step.leads,
            "look": "asks" if step.asks else "leads" if step.leads else "quiet",
        }
        for step in steps
    ]


def address(name: str, *args: Any) -> str:
    """Where a page is. Rows of a list differ in their number alone, so it goes in last."""
    if args and isinstance(args[-1], UUID):
        return _address(name, *args[:-1], NOBODY).replace(str(NOBODY), str(args[-1]))
    return _address(name, *args)


@lru_cache(maxsize=4096)
def _address(name: str, *args: Any) -> str:
    return reverse(name, args=args)
