"""The engine: who on the lists might this be, and why."""

import subprocess
import sys

import lists
import pytest

from participants.screening import PERSON, Asked, Entry, Index, read

ENTRIES = [
    entry
    for roll in read([f.encode() for f in (lists.UN, lists.SDN, lists.ALT, lists.EU_CSV,
                                           lists.UK_CSV, lists.PLAIN)])
    for entry in roll.entries
]  # fmt: skip
INDEX = Index(ENTRIES)


def _found(name, **also):
    return [m.entry.reference for m in INDEX.search(Asked((name,), **also))]


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("Karim Abdurrahman Halabi", "101"),  # written as one
        ("HALABI, Karim", "101"),  # the other way round
        ("Kareem al-Halabi", "101"),  # another transliteration, an article
        ("Sheikh K. Halabi", "101"),  # a title, an initial
        ("كريم الحلبي", "101"),  # another script
        ("Кярим Халаби", "101"),
        ("Jang Min-ho", "102"),  # another romanisation
        ("Shtcherbakov Yury", "7001"),
        ("Юрий Щербаков", "7001"),
        ("Joerij Sjtsjerbakov", "7001"),
        ("Marta de Oliveira dos Santos", "7003"),  # particles come and go
        ("Leyla Oeztuerk", "31"),
        ("Jose Mouamba", "14001"),
        ("Ameena Warsameh", "a1"),
    ],
)
def test_a_name_is_found_however_it_is_written(name, reference):
    assert _found(name)[0] == reference


def test_the_same_name_scores_one_and_a_strangers_is_not_possible():
    same, *_ = INDEX.search(Asked(("Petra Novak",)))
    strangers = INDEX.search(Asked(("Hans Brandstetter",)))

    assert round(same.score, 6) == 1.0
    assert same.is_possible
    assert [match for match in strangers if match.is_possible] == []


def test_a_match_is_explained_word_by_word():
    match = INDEX.search(Asked(("K. Abdurrahman Halabey",)))[0]

    said = {(pair.asked, pair.listed): pair.how for pair in match.aligned.pairs}
    assert said == {
        ("K", "KARIM"): "initial",
        ("Abdurrahman", "ABD AL RAHMAN"): "joined",
        ("Halabey", "HALABI"): "sound",
    }


def test_a_word_that_stands_for_nothing_is_said_too():
    match = INDEX.search(Asked(("Petra Maria Novak",)))[0]

    assert ("Maria", "", "none") in [pair[:3] for pair in match.aligned.pairs]


def test_a_rare_word_weighs_more_than_a_common_one():
    common = [Entry(f"c{n}", PERSON, (f"Ali {name}",)) for n, name in enumerate(
        "Hassan Yusuf Omar Karim Nasser Salim Tarik Jamal".split())]  # fmt: skip
    index = Index([*common, Entry("rare", PERSON, ("Zbigniew Omar",))])

    assert index.search(Asked(("Zbigniew Ali",)))[0].entry.reference == "rare"


def test_any_of_her_names_finds_an_entry_once():
    matches = INDEX.search(Asked(("Nobody At All", "Warsame", "Amina Warsame")))

    assert [m.entry.reference for m in matches].count("a1") == 1
    assert matches[0].asked == "Amina Warsame"


def test_birth_and_nationality_move_an_entry_and_hide_none():
    name = "Karim Halabi"
    plain, agrees, differs = (
        next(
            m
            for m in INDEX.search(Asked((name,), **also))
            if m.entry.reference == "101"
        )
        for also in (
            {},
            {"birth_year": 1962, "nationalities": ("SY",)},
            {"birth_year": 1999, "nationalities": ("Norway",)},
        )
    )

    assert differs.score < plain.score < agrees.score
    assert plain.by_name == agrees.by_name == differs.by_name
    assert differs.is_possible
    assert [(r.what, r.agrees) for r in differs.remarks] == [
        ("birth", False), ("nationality", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["", "   ", "-", "!?", "a", "\u0000", "x" * 100_000, "a " * 50_000, "'" * 9000,
     "\u202e\u200b", "1234567890", "\U0001f600" * 500, "Ali" + "\u0301" * 20_000],
)  # fmt: skip
def test_whatever_is_asked_gets_an_answer(name):
    assert len(INDEX.search(Asked((name,)))) <= 10


def test_it_answers_the_same_every_time():
    again = Index(reversed(ENTRIES))

    for name in ("Karim Halabi", "Jang Min Ho", "Marta Santos"):
        first = [(m.entry.reference, m.score) for m in INDEX.search(Asked((name,)))]
        second = [(m.entry.reference, m.score) for m in again.search(Asked((name,)))]
        assert first == second


def test_the_engine_stands_without_django():
    said = "import sys, participants.screening; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", said], check=False).returncode == 0
