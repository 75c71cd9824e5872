"""Every page behind every door, from the tables of doors: axe finds nothing, narrow or not.

A page is asked for as the tests of doors do, and shown to a real browser; so a door that
is added to a table is looked at without anybody remembering to.
"""

import re
from urllib.parse import urlsplit

import pytest
from conftest import Visitor, a_browser
from django.contrib.staticfiles import finders
from django.urls import reverse
from guests import CANVASS, INVITATION, OWN, REVIEW, at_her_browser
from test_doors import ARGS, DOORS, ELSEWHERE, WHO
from test_own_doors import DOORS as OWN_DOORS
from world import knock, undone

HERE = "http://door.example"
# Who looks where more than one may: the one who has most to do there.
FIRST = ["facilitator", "officer", "convener", "organiser", "rapporteur", "reader"]


def _at_work(world, inside):
    """(door, page) of every door that shows a colleague a page."""
    for door, (_method, *answers) in DOORS.items():
        may = [
            who
            for who, said in zip(WHO, answers, strict=True)
            if said not in (403, 404)
        ]
        who = getattr(world, next(one for one in FIRST if one in may))
        yield door, knock(inside, world, door, who, "get")
    for door in ELSEWHERE:
        where = reverse(door, args=ARGS.get(door, []))
        for who in (world.stranger, world.administrator, None):
            yield door, inside(who).get(where)


def _by_link(guests):
    """(door, page) of every own door, by whichever link shows one."""
    for door in OWN_DOORS:
        for who in (INVITATION, REVIEW, OWN, CANVASS):
            with undone():
                page = at_her_browser(guests, who).get(reverse(door))
            yield f"{door} {who}", page


def _is_page(answer):
    kind = answer.headers.get("Content-Type", "")
    kept = "Content-Disposition" in answer.headers
    return answer.status_code == 200 and kind.startswith("text/html") and not kept


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_door_leads_to_a_page_axe_objects_to(language, world, inside, settings):
    settings.LANGUAGE_CODE = language
    pages = _once(_at_work(world, inside))

    assert _flaws(pages, language) == []
    assert len(pages) > 100


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_own_door_leads_to_one(language, guests, settings):
    settings.LANGUAGE_CODE = language
    pages = _once(_by_link(guests))

    assert _flaws(pages, language) == []
    assert len(pages) > 15


def _once(answers):
    """{path: page}: the first page each door showed, all of them before a browser begins."""
    found = {}
    for door, answer in answers:
        if _is_page(answer):
            found.setdefault("/" + re.sub(r"\W+", "/", door), answer)
    return found


def _flaws(pages, language):
    complaints = []

    def answer(route):
        path = urlsplit(route.request.url).path
        kept = path.startswith("/static/") and finders.find(path[len("/static/") :])
        if path in pages:
            page = pages[path]
            route.fulfill(status=200, headers=dict(page.headers), body=page.content)
        elif kept:
            route.fulfill(path=kept)
        else:
            complaints.append(f"nothing at {path}")
            route.abort()

    with a_browser() as chromium:
        context = chromium.new_context(base_url=HERE)
        context.route("**/*", answer)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        for path in pages:
            seen = Visitor(page, True, HERE, "")
            seen.goes_to(path)
            # Colours are the same whichever way a page runs.
            complaints += seen.flaws(colours=language == "en")
        context.close()
    return complaints
