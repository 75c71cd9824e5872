"""Her pages and letters speak her language: hers, whatever her browser asks for."""

import ast
import gettext
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import make
import pytest
from django.conf import settings as live
from django.core import mail
from django.urls import reverse
from django.utils import translation
from guests import OWN, _code_of, at_her_browser
from roles import WebClient

from participants import facts, folders
from participants.particulars import Capacity
from trackii import clock
from trackii.outbox import delivery
from trackii.templatetags import house, steady
from trackii.vault.errors import (
    Corrupt,
    LinkOpened,
    LinkShut,
    LinkSpent,
    Mistyped,
    Shredded,
    TooManyTries,
    VaultAway,
    WrongWords,
)
from workshops import holdings

HOUSE = Path(__file__).parents[2]
# Words that are the same in two languages.
ALIKE = {
    "fr": {"Absent", "Affiliation", "UTC"}, "es": {"Error:", "No", "UTC"},
    "ru": set(), "ar": set(),
}  # fmt: skip
HOLES = re.compile(r"%\(\w+\)[sd]")
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


def _worded(words):
    """Whether something is left to be translated once the holes are taken out."""
    return any(letter.isalpha() for letter in HOLES.sub("", words))


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
    odd = [
        words for words, said in _catalogue(code).items()
        if words and sorted(HOLES.findall(words)) != sorted(HOLES.findall(said))
    ]  # fmt: skip
    assert odd == []


# Modules all of whose sentences she may read: forms, facts, refusals on her own pages.
SAID_TO_HER = """
participants/own_forms/giving.py participants/own_forms/wishes.py participants/facts.py
participants/wishes.py participants/models/undertaking.py workshops/guests.py
workshops/models/seat.py workshops/views/own.py workshops/views/folder.py
workshops/visits.py trackii/states.py trackii/direction.py
"""
SHOWN_TO_HER = "entrance 400 404 429 403_csrf components/errors components/empty"
REFUSED_TO_HER = (
    LinkShut, LinkOpened, LinkSpent, WrongWords, Mistyped, TooManyTries, VaultAway,
    Shredded, Corrupt,
)  # fmt: skip


def _spoken(path):
    """Every sentence a module marks, pieces of one put together as Python does."""
    for node in ast.walk(ast.parse((HOUSE / path).read_text())):
        marks = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if marks and node.func.id in {"_", "gettext", "gettext_lazy"}:
            yield node.args[0].value


@pytest.mark.parametrize("code", CODES)
def test_no_english_is_left_in_forms_choices_and_refusals(code):
    known = _catalogue(code)
    said = {words for path in SAID_TO_HER.split() for words in _spoken(path)}
    with translation.override("en"):
        said |= {str(each.title) for each in REFUSED_TO_HER}
        said |= {str(each.sentence) for each in REFUSED_TO_HER}
        said |= {str(c.label) for kind in facts.CHOICES.values() for c in kind}
        said |= {str(capacity.label) for capacity in Capacity}
        said |= {str(words) for words in holdings.UNREAD.values()}
    for name in SHOWN_TO_HER.split():
        said |= {*_marked((HOUSE / f"templates/{name}.html").read_text())}

    assert len(said) > 100
    assert {words for words in said if not known.get(words)} == set()


@pytest.mark.parametrize("code", CODES)
def test_no_translation_is_a_guess_or_the_english_over_again(code):
    place = HOUSE / "workshops/locale" / code / "LC_MESSAGES/django.po"
    same = [
        words for words, said in _catalogue(code).items()
        if _worded(words) and words == said
    ]  # fmt: skip

    assert "fuzzy" not in place.read_text()
    assert [words for words in same if words not in ALIKE[code]] == []


# How each language speaks to somebody one is not close to; what only looks familiar.
FAMILIAR = {
    "fr": r"\b(tu|te|toi|ton|ta|tes)\b", "es": r"\b(tú|tu|tus|te|ti|contigo|tuy[oa]s?)\b",
    "ru": r"\b(ты|тебя|тебе|тобой|тво(й|я|ё|и|его|ей|их|им))\b",
    "ar": r"\b(?!ذلك|بذلك|هناك|وهناك|يملك|تلك|[أوي]?ي?شارك|الشك)\w+ك\b|\b(أنت|اكتب|اقرأ|احذف|خذ|انظر|اذهب|قل|اسأل)\b",
}  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_a_participant_is_spoken_to_courteously_and_in_one_way(code):
    familiar = re.compile(FAMILIAR[code], re.IGNORECASE)
    laid = [*HOUSE.glob(f"*/texts/*.{code}.txt")]
    said = [*_catalogue(code).values(), *(path.read_text() for path in laid)]

    def heard(words):  # an Arabic vowel sign is no letter, and parts no word
        return familiar.search(
            "".join(c for c in words if not unicodedata.combining(c))
        )

    assert len(laid) > 8
    assert heard({"fr": "Ta page", "es": "Tu página", "ru": "Твоя страница", "ar": "صفحتك"}[code])  # fmt: skip
    assert [words for words in said if isinstance(words, str) and heard(words)] == []


def test_in_arabic_a_comma_is_arabic_in_dates_too():
    moment = datetime(2027, 1, 7, 6, tzinfo=UTC)
    with translation.override("ar"):
        said = [house.moment(moment), steady.clocks(moment, "Europe/Oslo")]
    with translation.override("en"):
        english = house.moment(moment)

    assert "7 January 2027, 06:00" in english
    assert "7 يناير، 2027، 6:00 ص" in said[0]
    assert [words for words in said if "، " not in words or ", " in words] == []


def test_a_participant_is_they_on_every_page_in_english():
    folders_ = ("own", "participants", "workshops", "letters", "documents")
    pages = [
        path for name in folders_ for path in (HOUSE / "templates" / name).rglob("*.*")
    ]
    she = re.compile(r"\b(she|her|hers|herself)\b", re.IGNORECASE)
    said = {words for path in pages for words in _marked(path.read_text())}
    said |= {
        str(words) for words in [*holdings.KINDS.values(), *holdings.UNREAD.values()]
    }

    assert len(said) > 500
    assert {words for words in said if she.search(words)} == set()


@pytest.mark.parametrize("code", ["ru", "ar"])
def test_a_translation_is_written_in_the_script_of_its_language(code):
    script = {"ru": "CYRILLIC", "ar": "ARABIC"}[code]
    odd = [
        words for words, said in _catalogue(code).items()
        if _worded(words) and not any(script in unicodedata.name(c, "") for c in said)
    ]  # fmt: skip

    assert odd == []


def test_every_catalogue_holds_the_same_sentences():
    assert len({frozenset(_catalogue(code)) for code in CODES}) == 1


SAID = {
    "en": "Something waits for you here:", "fr": "Quelque chose vous attend ici :",
    "es": "Algo le espera aquí:", "ru": "Здесь вас кое-что ждёт:",
    "ar": "هناك شيء في انتظاركم هنا:",
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
    assert "صفحتكم الخاصة" in page


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
