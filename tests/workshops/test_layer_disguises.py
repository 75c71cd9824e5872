"""Tricks against the layers: signs nobody sees, look-alikes, broken lines; long texts, broken files."""

import json
import shutil
import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshops.disclosure import Broken, Participant, Registry, look, tagger
from workshops.disclosure.lexicon import LANGUAGES

ROOM = Registry(
    [
        Participant(
            ["Farid Mansour", "فريد منصور", "Фарид Мансур"], code="A-01", side="A",
            roles=["harbour master"], affiliations=["Velmar Harbour Council"],
        ),
        Participant(["Carla Conti"], code="T-01", side="T"),
    ]
)  # fmt: skip
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202e\u202c\u2066\u2069\u061c\x01\x1f\x7f\x9b\u180e"
ACCENTS = "\u0301\u0300\u0308\u0327\u0336\u0323"
LOOK_ALIKE = str.maketrans("aeopcxyiAEOPCXMHTKB", "аеорсхуіАЕОРСХМНТКВ")
NAMES = ["Farid Mansour", "فريد منصور", "Фарид Мансур", "mansour", "CONTI"]


def _covered(text, start, end, language):
    masked = {
        place
        for each in look(text, ROOM, language=language)
        for place in range(each.start, each.end)
    }
    letters = {p for p in range(start, end) if text[p].isalpha()}
    return letters <= masked


@st.composite
def dressed(draw, signs):
    """A registered name with signs thrown in between its letters."""
    name = draw(st.sampled_from(NAMES))
    said = name[0]
    for letter in name[1:]:
        said += draw(st.text(signs, max_size=2)) + letter
    return said


@settings(max_examples=150, deadline=None)
@given(dressed(UNSEEN), st.sampled_from(LANGUAGES))
def test_signs_nobody_sees_hide_no_name(said, language):
    text = f"x {said} y"

    assert _covered(text, 2, 2 + len(said), language)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["Farid Mansour", "Carla Conti"]), st.data())
def test_accents_thrown_on_hide_no_name(name, data):
    said = "".join(letter + data.draw(st.text(ACCENTS, max_size=2)) for letter in name)
    text = f"x {unicodedata.normalize('NFC', said)} y"

    assert _covered(text, 2, len(text) - 2, "en")


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["Farid Mansour", "Carla Conti"]), st.sets(st.integers(0, 12)))
def test_letters_of_another_script_hide_no_name(name, places):
    said = "".join(
        letter.translate(LOOK_ALIKE) if at in places else letter
        for at, letter in enumerate(name)
    )
    text = f"x {said} y"

    assert _covered(text, 2, 2 + len(said), "en")


@pytest.mark.parametrize(
    "said",
    [
        "Far-\nid Mansour", "Farid\nMansour", "**Far**id Mansour", "_Farid_ **Mansour**",
        "Farid **Man**sour", "[Farid](x) Mansour", "F a r i d", "Fa\u00ad\nrid",
        "<b>Far</b>id",
    ],
)  # fmt: skip
def test_lines_and_markdown_hide_no_name(said):
    text = f"Then {said} spoke."
    found = look(text, ROOM, language="en")

    assert any(each.kind == "name" and each.certainty == "sure" for each in found)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_whatever_is_typed_findings_are_in_order_and_name_their_place(text, language):
    found = look(text, ROOM, language=language)

    assert all(each.text == text[each.start : each.end] != "" for each in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(NAMES))
def test_whatever_stands_around_it_a_name_between_blanks_is_found(before, after, name):
    text = f"{before}\n{name}\n{after}"
    start = len(before) + 1

    assert _covered(text, start, start + len(name), "en")


def test_dates_and_codes_are_found_through_signs_nobody_sees():
    text = "It was on 14\u200b March\u00ad 2021, in ro\u200bom 14."

    assert _covered(text, text.index("14"), text.index(","), "en")
    assert _covered(text, text.index("ro\u200b"), len(text) - 1, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_text_is_read_in_a_time_that_grows_with_it(language):
    line = {
        "en": "They spoke of the winter catch with Farid, on 3 May, in room 14. ",
        "fr": "On a parlé de la pêche avec Farid, le 3 mai, chambre 14. ",
        "es": "Se habló de la pesca con Farid, el 3 de mayo, cuarto 14. ",
        "ru": "Говорили о рыбе с Фаридом, 3 мая, комната 14. ",
        "ar": "تكلموا عن الصيد مع فريد في ٣ أيار، الغرفة ١٤. ",
    }[language]
    size = 1_000_000 if language == "en" else 200_000
    short = line * (size // 10 // len(line.encode()))
    long = line * (size // len(line.encode()))
    look(short, ROOM, language=language)

    began = time.process_time()
    look(short, ROOM, language=language)
    once = time.process_time() - began
    began = time.process_time()
    found = look(long, ROOM, language=language)
    ten_times = time.process_time() - began

    assert len(found) >= size // 100
    assert ten_times < 20 * max(once, 0.1)


HOSTILE = {
    "one word": "a" * 200_000,
    "capitals": "A " * 50_000,
    "quotation marks": "“" * 100_000,
    "numbers": "1/" * 50_000,
    "hyphens": "a-" * 50_000,
    "posts": "former minister of " * 5_000,
    "kin": "his son " * 10_000,
    "titles": "Mr. " * 20_000,
    "initials": "A. " * 20_000,
    "days": "the day after the " * 5_000,
    "names": "Farid " * 15_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_text_written_to_keep_it_busy_takes_no_more_than_its_length(text):
    began = time.process_time()
    look(text, ROOM, language="en")

    assert time.process_time() - began < 10


@pytest.mark.parametrize("harm", ["missing", "changed", "cut", "unlisted", "no list"])
def test_a_broken_model_is_refused_and_says_so(harm, tmp_path, monkeypatch):
    folder = tmp_path / "models"
    shutil.copytree(tagger.MODELS, folder)
    path, listed = folder / "en.model", folder / "models.json"
    packed = path.read_bytes()
    if harm == "missing":
        path.unlink()
    elif harm == "changed":
        path.write_bytes(packed[:-9] + b"trackii!!")
    elif harm == "cut":
        path.write_bytes(packed[: len(packed) // 2])
    elif harm == "unlisted":
        listed.write_text(json.dumps({}))
    else:
        listed.unlink()
    monkeypatch.setattr(tagger, "MODELS", folder)
    tagger.tagger.cache_clear()

    with pytest.raises(Broken, match=r"missing or damaged\. Nothing is released"):
        look("Farid Mansour spoke.", ROOM, language="en")

    tagger.tagger.cache_clear()


def test_every_language_has_a_model_of_at_most_a_megabyte():
    sizes = {p.stem: p.stat().st_size for p in tagger.MODELS.glob("*.model")}

    assert set(sizes) == set(LANGUAGES)
    assert max(sizes.values()) <= 1_000_000
