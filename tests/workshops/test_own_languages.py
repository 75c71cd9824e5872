"""Her pages and letters speak her language: hers, whatever her browser asks for."""

import gettext
import re
from datetime import timedelta
from pathlib import Path

import make
import pytest
from django.conf import settings as live
from django.core import mail
from django.urls import reverse
from guests import OWN, _code_of, at_her_browser
from roles import WebClient

from participants import folders
from trackii import clock
from trackii.outbox import delivery

HOUSE = Path(__file__).parents[2]
CODES = [code for code, _name in live.PREPARED_FOR if code != "en"]
READ_BY_HER = [
    *(HOUSE / "templates/own").glob("*.html"), *(HOUSE / "templates/letters").glob("*"),
    *(HOUSE / "templates/django/forms").rglob("*.html"),
    HOUSE / "templates/components/errors.html",
]  # fmt: skip


def _catalogue(code):
    place = HOUSE / "workshops/locale" / code / "LC_MESSAGES/django.mo"
    with place.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def _marked(text):
    """What a template has translated, as its catalogue calls it."""
    yield from re.findall(r'\{% translate "([^"]+)"', text)
    yield from re.findall(r'_\("([^"]+)"\)', text)
    for words in re.findall(
        r"\{% blocktranslate trimmed[^%]*%\}(.*?)\{% endblocktranslate %\}", text, re.DOTALL
    ):  # fmt: skip
        yield re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", " ".join(words.split()))


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_she_may_read_is_put_into_her_language(code):
    known = _catalogue(code)
    marked = {words for path in READ_BY_HER for words in _marked(path.read_text())}

    assert len(marked) > 100
    assert {words for words in marked if not known.get(words)} == set()


@pytest.mark.parametrize("code", CODES)
def test_a_translation_says_the_same_numbers_and_names_as_the_words_it_stands_for(code):
    holes = re.compile(r"%\(\w+\)[sd]")

    odd = [
        words for words, said in _catalogue(code).items()
        if words and sorted(holes.findall(words)) != sorted(holes.findall(said))
    ]  # fmt: skip
    assert odd == []


def test_every_catalogue_holds_the_same_sentences():
    assert len({frozenset(_catalogue(code)) for code in CODES}) == 1


SAID = {
    "en": "Something waits for you here:", "fr": "Quelque chose vous attend ici :",
    "es": "Algo le espera aquí:", "ru": "Здесь вас кое-что ждёт:",
    "ar": "هناك شيء في انتظارك هنا:",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("code", SAID)
def test_the_letter_speaks_it_and_carries_nothing(
    code, heron, carla, vera, viktor, oskar, worker
):
    nour = make.candidacy(heron, by=carla, name="Nour Saleh", language=code,
                          state="approved", officers=(vera, viktor))  # fmt: skip
    with make.acting(oskar):
        folders.send(nour, by=oskar)

    with clock.at(clock.now() + timedelta(hours=1)):
        delivery.deliver_due()

    [letter] = mail.outbox
    told = f"{letter.subject} {letter.body} {letter.extra_headers}"
    assert SAID[code] in letter.body
    known = ("Nour", "Saleh", "heron", "Marsh", "A-01", "Osier", "Lantern", "Carla")
    assert [word for word in known if word.casefold() in told.casefold()] == []


@pytest.mark.django_db
def test_her_page_is_in_her_language_and_not_in_her_browsers(guests, world):
    client = at_her_browser(guests, OWN)
    with make.acting(world.organiser):
        [known] = make.people.read([world.free.person], by=world.organiser)
        known.language = "ar"
        make.people.correct(world.free.person, by=world.organiser, particulars=known)
        guests.own_words = folders.send(world.free, by=world.organiser)
    hers = at_her_browser(_with_a_new_code(guests, world), OWN)

    before = client.get(reverse("own:matter"))
    page = hers.get(reverse("own:matter"), headers={"Accept-Language": "fr"}).text

    assert before.status_code == 302  # the link before is shut
    assert '<html lang="ar" dir="rtl">' in page
    assert "صفحتك الخاصة" in page


def _with_a_new_code(guests, world):
    guests.codes[OWN] = _code_of(world.free)
    return guests


@pytest.mark.django_db
def test_she_switches_and_it_stays_so(guests):
    client = at_her_browser(guests, OWN)

    client.post(reverse("set_language"), {"language": "ru", "next": "/p/matter/"})

    assert "Ваша личная страница" in client.get(reverse("own:matter")).text
    assert (
        "На что вас просят согласиться" in client.get(reverse("own:undertakings")).text
    )


@pytest.mark.django_db
def test_a_stranger_is_asked_for_the_code_in_what_her_browser_asks_for():
    pages = [
        WebClient().get("/p/", headers={"Accept-Language": asked}).text
        for asked in ("es-MX,es;q=0.9", "xx,tlh;q=0.5", "../../etc")
    ]

    assert "Algo le espera" in pages[0]
    assert "Something waits for you" in pages[1]
    assert "Something waits for you" in pages[2]


@pytest.mark.django_db
def test_a_language_that_there_is_not_is_no_language(guests):
    client = at_her_browser(guests, OWN)
    client.cookies[live.LANGUAGE_COOKIE_NAME] = "../../tlh"

    assert '<html lang="en" dir="ltr">' in client.get(reverse("own:matter")).text
