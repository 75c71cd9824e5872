"""Phrases of the registry in disguise: nothing that is done between their letters hides them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshops.disclosure import Participant, Registry, look, replace

ROOM = Registry(
    [
        Participant(["Farid Mansour"], code="A-01", side="A",
                    roles=["keeper of the northern sluice"],
                    affiliations=["Velmar Harbour Council", "مجلس الميناء القديم"],
                    places=["Port Velmar", "Старый Причал"]),
    ],
    venues=["Osier Mill"],
)  # fmt: skip
PHRASES = [
    "keeper of the northern sluice", "Velmar Harbour Council", "مجلس الميناء القديم",
    "Port Velmar", "Старый Причал", "Osier Mill",
]  # fmt: skip
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202e\u202c\u2066\u2069\u061c\x01\x1f\x7f\x9b"
ACCENTS = "\u0301\u0300\u0308\u0327\u0336"
LOOK_ALIKE = str.maketrans("aeopcxyAEOPCXMHTKB", "аеорсхуАЕОРСХМНТКВ")
BETWEEN = [
    *UNSEEN,
    *ACCENTS,
    "*",
    "**",
    "_",
    "-\n",
    "\u00ad\n",
    "<b>",
    "</b>",
    " ",
    ".",
]


@st.composite
def dressed(draw):
    phrase = draw(st.sampled_from(PHRASES))
    if draw(st.booleans()):
        phrase = "".join(
            letter.translate(LOOK_ALIKE) if draw(st.booleans()) else letter
            for letter in phrase
        )
    said = phrase[0]
    for letter in phrase[1:]:
        said += draw(st.sampled_from(["", "", "", *BETWEEN])) + letter
    return said.replace(" ", draw(st.sampled_from([" ", "  ", "\n", " * ", "\u00a0"])))


def _sure(text):
    return {
        place
        for each in look(text, ROOM)
        if each.certainty == "sure"
        for place in range(each.start, each.end)
    }


@settings(max_examples=150)
@given(dressed(), st.sampled_from(["They saw ", "قالوا ", "Там был ", "\n- "]))
def test_no_dress_hides_a_phrase_of_the_registry(said, before):
    text = f"{before}{said}, and left."
    start = len(before)

    letters = {p for p in range(start, start + len(said)) if text[p].isalpha()}

    assert letters <= _sure(text) | _markup(text)


def _markup(text):
    """The letters of tags: no reader sees them."""
    found = set()
    for tag in ("<b>", "</b>"):
        at = text.find(tag)
        while at >= 0:
            found |= set(range(at, at + len(tag)))
            at = text.find(tag, at + 1)
    return found


@settings(max_examples=60)
@given(st.lists(dressed(), min_size=1, max_size=4))
def test_what_is_put_in_general_words_leaves_no_phrase_behind(said):
    text = "They saw " + ", then ".join(said) + "."

    for _pass in range(5):
        found = [each for each in look(text, ROOM) if each.certainty == "sure"]
        if not found:
            break
        text = replace(text, found, {each.key: "a thing" for each in found})

    plain = "".join(filter(str.isalpha, text)).casefold()
    gone = [p for p in PHRASES if "".join(filter(str.isalpha, p)).casefold() in plain]
    assert (found, gone) == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        "The report velmarked no harbour.", "An osier grew by the millstone.",
        "A port, and Velmarians in it.", "He keeps the northern sluices.",
    ],
)  # fmt: skip
def test_letters_of_a_phrase_within_other_words_are_none(text):
    assert [e for e in look(text, ROOM, language="en") if "registry of" in e.why] == []
