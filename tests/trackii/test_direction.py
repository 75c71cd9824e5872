"""Which words are turned by a sign nobody sees, and which are merely written otherwise."""

import re
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError

from trackii.direction import bare, of, readable, turned
from trackii.templatetags.house import each_line

HOUSE = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("\u202eabc", 1),
        ("\u202dabc\u202c", 1),
        ("a\n\u202aabc\u202c\n\u202eb", 2),
        ("a\r\nb\r\n\u202b", 3),
        ("\u202c", 1),
        ("\u2066left open", 1),
        ("\u2068one \u2067two\u2069", 1),
        ("a\n\u2066ends in another\nline\u2069", 2),
        ("ends\u2069 what it stands in, \u2068 and begins", 1),
    ],
)
def test_it_is_said_which_line_is_turned(words, line):
    assert turned(words) == line


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Amal said: \u05e9\u05dc\u05d5\u05dd, \u0441\u043d\u0435\u0433, \u0633\u0644\u0627\u0645.",
        "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian, with its ZWNJ
        "\u0915\u094d\u200d\u0937",  # a joiner
        "\u05d0\u05d1\u05d2 (C++\u200e)\u200f \u061c",  # LRM, RLM, ALM
        "\u2068Amal \u2067\u05d0\u05d1\u2069\u2069 and \u2066B\u2069\n\u2066C\u2069",
    ],
    ids=["nothing", "scripts", "Persian", "a joiner", "marks", "isolates that end"],
)  # fmt: skip
def test_what_people_write_is_let_be(words):
    assert turned(words) == 0
    assert forms.CharField(required=False, strip=False).clean(words) == words


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (forms.CharField(), "Amal \u202edaddaH"),
        (forms.EmailField(), "amal@ex\u202eample.org"),
        (forms.URLField(assume_scheme="https"), "https://example.org/\u2066a"),
    ],
    ids=["words", "an address", "a link"],
)
def test_whatever_takes_words_refuses_what_turns_them(field, words):
    with pytest.raises(ValidationError) as refused:
        field.clean(words)

    assert "turned" in [error.code for error in refused.value.error_list]


@pytest.mark.parametrize(
    ("sign", "shown"),
    [("\x01", "\u2401"), ("\x1b", "\u241b"), ("\x9b", "\ufffd"), ("\ufffd", "\ufffd"), ("\ufffe", "\ufffd")],
)  # fmt: skip
def test_a_sign_that_steers_is_refused_and_pointed_at(sign, shown):
    with pytest.raises(ValidationError) as refused:
        forms.CharField().clean(f"One line.\nAm{sign}al")

    [said] = refused.value.messages
    assert said.startswith("In line 2 there are signs that could not be read")
    assert shown in said
    assert readable(f"Am{sign}al") == "Amal"


def test_ends_of_lines_and_pages_are_no_such_signs():
    words = "One.\r\nTwo.\vThree.\fFour.\tFive.\x85Six."

    assert forms.CharField().clean(words) == words == readable(words)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("\u202a+1 202-555-0171\u202c", "+1 202-555-0171"),
        ("\u202d+1 202-555-0171\u202c", "+1 202-555-0171"),
        ("+1 202-555-0171", "+1 202-555-0171"),
        ("\u202a+1 202\u202e1710\u202c", "+1 202\u202e1710"),  # refused for what is inside
        ("\u202e1710\u202c", "\u202e1710\u202c"),
        ("\u202a", "\u202a"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_number_comes_out_of_what_an_address_book_copies_around_it(words, left):
    assert bare(words) == left


@pytest.mark.parametrize(
    ("line", "way"),
    [
        ("\u0627\u0644\u0628\u0627\u0628 is closed", "rtl"),
        ("12. \u05e9\u05dc\u05d5\u05dd", "rtl"),
        ("\u2068Amal\u2069 \u05e9", "rtl"),  # what is isolated says nothing of the line
        ("(\u0414\u0430) \u0646\u0639\u0645", "ltr"),
        ("12:30 \u2013 14:00", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_line_goes_the_way_of_its_first_strong_letter(line, way):
    assert of(line) == way


def test_a_letter_before_a_line_does_not_turn_it():
    drawn = each_line("A: \u0627\u0646\u062a\u0638\u0631.\nB: Wait.\n\u0628: Wait.\nA:")

    assert re.findall('dir="(...)"', drawn) == ["rtl", "ltr", "ltr", "ltr"]


def test_on_paper_each_line_is_told_its_own_way():
    drawn = each_line("Ring <twice>.\n\u0627\u0646\u062a\u0638\u0631.\n\n12:30")

    assert drawn == (
        '<span class="line" dir="ltr">Ring &lt;twice&gt;.</span>'
        '<span class="line" dir="rtl">\u0627\u0646\u062a\u0638\u0631.</span>'
        '<span class="line"></span><span class="line">12:30</span>'
    )


def test_no_document_leaves_a_direction_to_what_makes_pdfs():
    documents = [*(HOUSE / "templates/documents").glob("*.html")]

    assert len(documents) > 4
    assert not [each.name for each in documents if 'dir="auto"' in each.read_text()]
