"""The main pages: who looks at each, where it is, which floor it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from participants.models import Candidacy
from trackii import principal, visiting
from trackii.accounts.models import User
from trackii.bench.browser import Answer, Browser
from trackii.crowd import PASSPHRASE

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.handlers.wsgi import WSGIHandler

    from dialogues.models import Initiative

FLOORS = {"page": "/floor/page/", "list": "/floor/list/"}


@dataclass(frozen=True)
class Bench:
    """One page as it is measured. Its floor is a bare list where it shows 50 rows."""

    name: str
    who: str  # of the crowd's team; nobody is not signed in
    path: str  # below the initiative, if it does not begin with a slash
    floor: str = "page"


PAGES = [
    Bench("desk", "facilitator", "/"),
    Bench("desk of a vetting officer", "officer", "/"),
    Bench("initiatives", "facilitator", "/dialogues/"),
    Bench("initiative", "facilitator", ""),
    Bench("people", "facilitator", "people/", "list"),
    Bench("people, filtered", "facilitator", "people/?state=approved&side=A", "list"),
    Bench("candidacy", "officer", "people/{person}/"),
    Bench("vetting queue", "officer", "vetting/", "list"),
    Bench("rounds", "facilitator", "workshops/"),
    Bench("round", "facilitator", "workshops/2/"),
    Bench("dates", "facilitator", "workshops/2/dates/"),
    Bench("who could come when", "facilitator", "workshops/3/dates/", "list"),
    Bench("seats", "organiser", "workshops/2/seats/", "list"),
    Bench("offer seats", "organiser", "workshops/2/seats/offer/", "list"),
    Bench("programme", "facilitator", "workshops/2/programme/"),
    Bench("add a session", "facilitator", "workshops/2/programme/plan/"),
    Bench("room", "rapporteur", "workshops/1/room/"),
    Bench("summary", "rapporteur", "workshops/1/summary/"),
    Bench("briefings", "organiser", "workshops/1/briefings/"),
    Bench("letters", "organiser", "letters/", "list"),
    Bench("team", "convener", "team/"),
    Bench("record", "convener", "record/", "list"),
    Bench("unlock", "reader", "/vault/unlock/"),
    Bench("sign in", "", "/accounts/login/"),
]


class Visitors:
    """One browser for each of the team, unlocked but for the reader."""

    def __init__(self, handler: WSGIHandler) -> None:
        self.handler = handler
        self._at: dict[str, Browser] = {"": Browser(handler)}

    def __getitem__(self, who: str) -> Browser:
        if who not in self._at:
            user = User.objects.get(email=f"bench-{who}@example.org")
            passphrase = None if who == "reader" else PASSPHRASE
            self._at[who] = Browser(self.handler, visiting.sit_down(user, passphrase))
        return self._at[who]


def measured(
    initiative: Initiative, people: int, repeats: int, handler: WSGIHandler,
    say: Callable[[str], None],
) -> tuple[dict[str, Any], list[dict[str, Any]]]:  # fmt: skip
    """Every page and both floors, in milliseconds, bytes and queries."""
    visitors = Visitors(handler)
    rows, floors = [], dict[str, list[Answer]]()
    for bench in PAGES:
        say(bench.name)
        row, under = _measure(bench, _path(bench, initiative), visitors, repeats)
        rows.append({"name": bench.name, "people": people, "floor": bench.floor} | row)
        floors.setdefault(bench.floor, []).extend(under)
    return {name: _figures(found) for name, found in floors.items()}, rows


def _measure(
    bench: Bench, path: str, visitors: Visitors, repeats: int
) -> tuple[dict[str, Any], list[Answer]]:
    browser, below = visitors[bench.who], visitors["facilitator"]
    for _ in range(3):
        _whole(browser.get(path), path)
        below.get(FLOORS[bench.floor])
    floor, page = [], []
    for _ in range(repeats):
        floor.append(below.get(FLOORS[bench.floor]))
        page.append(browser.get(path))
    figures = _figures(page)
    ratio = figures["cpu_ms"] / _figures(floor)["cpu_ms"]
    more = {"queries": browser.queries(path), "bytes": browser.cold(path)}
    return figures | more | {"ratio": round(ratio, 2)}, floor


def _figures(answers: list[Answer]) -> dict[str, float]:
    """The median of what a request took and cost, and what one in twenty took longer than."""
    wall = [answer.wall * 1000 for answer in answers]
    cpu = [answer.cpu * 1000 for answer in answers]
    return {
        "median_ms": round(median(wall), 3),
        "p95_ms": round(quantiles(wall, n=20, method="inclusive")[-1], 3),
        "cpu_ms": round(median(cpu), 3),
    }


def _path(bench: Bench, initiative: Initiative) -> str:
    if bench.path.startswith("/"):
        return bench.path
    base = initiative.get_absolute_url()
    if "{person}" not in bench.path:
        return base + bench.path
    found = Candidacy.objects.filter(initiative=initiative, state="approved")
    with principal.acting_as(principal.member(initiative.opened_by_id)):
        first = found.select_related("person")[0]
    return base + bench.path.format(person=first.person.code)


def _whole(answer: Answer, path: str) -> None:
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
