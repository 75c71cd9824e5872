"""Names, bodies and places in every dress: what nobody cleared stands in no export."""

import re

import make
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workshops import copies, exports, findings, keepings, registry, reviews, summaries
from workshops.disclosure.folding import fold
from workshops.models import Summary

pytestmark = pytest.mark.django_db

NAMES = ["Amal Haddad", "أمل حداد", "Амаль Хаддад", "Αμάλ Χαντάντ"]
PHRASES = ["Velmar Harbour Council", "Старый Причал", "مرفأ الغرب"]
TOLD = ["amal", "haddad", "امل", "حداد", "амаль", "хаддад", "αμαλ", "χανταντ",
        "velmarharbourcouncil", "старыйпричал", "مرفاالغرب"]  # fmt: skip
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u2066\u2069"
LOOK_ALIKE = str.maketrans("aeopcxyAEOPCXMHTKB", "аеорсхуАЕОРСХМНТКВ")
BETWEEN = ["", "", "", "", *UNSEEN, "\u0301", "**", "-\n", "\u00ad\n", "<b>"]
PARTING = [
    "\n",
    " ",
    "\u00a0",
    "\n> ",
    "\n- ",
    "[^1]",
    "\u2028",
    "\n\n",
    "\u200b \u200b",
]
CIRCLED = {ord("A") + n: 0x24B6 + n for n in range(26)} | {ord("a") + n: 0x24D0 + n for n in range(26)}  # fmt: skip
SQUARED = {ord(c) + n: 0x1F130 + n for c in "Aa" for n in range(26)}
FLAGS = {ord(c) + n: 0x1F1E6 + n for c in "Aa" for n in range(26)}


@st.composite
def dressed(draw):
    """Something registered, with signs thrown in or letters of another script."""
    said = draw(st.sampled_from([*NAMES, *PHRASES]))
    if draw(st.booleans()):
        said = said.translate(
            draw(st.sampled_from([LOOK_ALIKE, CIRCLED, SQUARED, FLAGS]))
        )
    if draw(st.booleans()):
        said = "".join(letter + draw(st.sampled_from(BETWEEN)) for letter in said[:-1]) + said[-1]  # fmt: skip
    elif draw(st.booleans()):
        at = draw(st.integers(2, len(said) - 2))
        said = said[:at] + draw(st.sampled_from(PARTING)) + said[at:]
    return said


@pytest.fixture
def known(in_session):
    """Somebody who is written in four scripts, with a body and two places."""
    particulars = make.particulars(
        "Amal Haddad", variants=NAMES[1:], affiliation=PHRASES[0], places=PHRASES[1:]
    )
    registry.add(in_session.seats.first(), particulars)
    return in_session


def _cleared(made, by):
    """As an author clears: what is certain in general words, again and again; the rest is kept."""
    for _pass in range(6):
        looked = findings.find(made, by=by)
        certain = {row.key: "something" for row in looked.rows if row.is_certain}
        if not certain:
            break
        summaries.generalise(made, certain, by=by)
    for row in findings.find(made, by=by).unanswered:
        keepings.keep(made, row.key, by=by, reason="Nobody is meant.")


def _released(made, author, reader, convener):
    with make.acting(author):
        _cleared(made, author)
        summaries.check(made, by=author)
    with make.acting(reader):
        for row in findings.find(made, by=reader).left:
            assert not row.is_certain
            keepings.uphold(made, row.key, by=reader)
        summaries.second_read(made, by=reader)
        summaries.circulate(made, by=reader)
        for review in made.reviews.all():
            reviews.answer(review, "agree", by=reader)
    with make.acting(convener):
        summaries.release(made, by=convener)
        said = {"form": "md", "purpose": "donor", "account": made.number}
        copy = copies.make(made.initiative, by=convener, recipient="", **said)
        return exports.fetch(copy, by=convener).content


@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(said=st.lists(dressed(), min_size=1, max_size=3))
def test_what_was_not_cleared_is_neither_submitted_nor_exported(
    said, known, rosa, farid, carla
):
    words = "They wrote of " + ", then of ".join(said) + ", and agreed on the ice."
    with transaction.atomic():
        made = make.summary(known, by=rosa, words=words)
        with make.acting(rosa), pytest.raises(ValidationError, match="Resolve"):
            summaries.check(made, by=rosa)

        exported = _released(made, rosa, farid, carla).decode()
        transaction.set_rollback(True)

    folded = fold(exported)
    letters = "".join(filter(str.isalpha, folded))
    assert [word for word in TOLD if word in letters] == []
    assert "agreed on the ice" in exported


@pytest.mark.parametrize(
    "words",
    [
        "Ama\u200bl Had\u00addad spoke.", "\u202eAmal Haddad\u202c spoke.",
        "Аmаl Hаddаd spoke.", "A\u0301mal Ha\u0308ddad spoke.", "Amal Had-\ndad spoke.",
        "The Velmar Har**bour** Council spoke.", "A m a l spoke.", "Hadda\nd spoke.",
        "> Hadda\n> d spoke.", "H addad spoke.", "Ⓐⓜⓐⓛ spoke.", "🅰🅼🅰🅻 spoke.", "🇭🇦🇩🇩🇦🇩 spoke.",
        "Em 4 Am[^1]al ❶ spoke.",
    ],
)  # fmt: skip
def test_a_page_shows_what_is_hidden_and_takes_it_out(known, rosa, browse, words):
    client, where = browse(rosa), f"{known.get_absolute_url()}summary/"
    sent = client.post(f"{where}draft/", {"words": words})
    if sent.status_code == 422:  # signs that turn the direction of a text are named
        assert "turns the direction" in sent.text
        return
    page = client.get(where).text

    keys = [row.key for row in _rows(rosa) if row.is_certain]
    client.post(f"{where}generalise/", {"words": words, "edition": 1, "key": keys})

    assert "Certain</h3>" in page
    assert [row.key for row in _rows(rosa) if row.is_certain] == []


def _rows(by):
    with make.acting(by):
        return findings.find(Summary.objects.get(), by=by).rows


def test_a_megabyte_is_read_kept_and_shown(known, rosa, browse):
    line = "They spoke of the winter catch, and Amal Haddad wrote to n{}@example.org. "
    words = "".join(line.format(number) for number in range(12_600))
    assert 950_000 < len(words) < 1_000_000
    client, where = browse(rosa), f"{known.get_absolute_url()}summary/"

    saved = client.post(f"{where}draft/", {"words": words})
    page = client.get(where)
    walked = client.get(f"{where}findings/")

    assert (saved.status_code, page.status_code, walked.status_code) == (302, 200, 200)
    assert re.findall(r"\d+ of [\d,]+ resolved", page.text) == ["0 of 12602 resolved"]
    assert "In 12600 places." in page.text
    assert len(walked.content) < 60_000
