"""Which names might be one human's: spellings, orders, scripts; and which might not."""

from time import process_time

import pytest

from participants import likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amal Haddad", "AMAL HADDAD"),
        ("Amal Haddad", "Haddad, Amal"),
        ("Amal Haddad", "Amal Hadad"),
        ("Tomasz Wielogórski", "Tomasz Wielogorski"),
        ("Нилуфар Рашидова", "Nilufar Rashidova"),
        ("Баатар Энхсайхан", "Baatar Enkhsaikhan"),
        ("محمد عبد الله", "محمد عبدالله"),
        ("إدريس الطاهر", "Idris al-Tahir"),
        ("Amal\u200b Haddad", "Amal Haddad"),
    ],
)
def test_one_humans_names_are_alike(one, other):
    assert [pair[:2] for pair in likeness.pairs([[one], [other]])] == [(0, 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amal Haddad", "Boris Lem"),
        ("Amal Haddad", "Amal Rashidova"),
        ("أمل حداد", "Boris Lem"),
        ("Li Na", "Lu Ni"),
        ("", ""),
        ("…", "…"),
    ],
)
def test_others_names_are_not(one, other):
    assert list(likeness.pairs([[one], [other]])) == []


def test_two_names_of_one_person_are_no_pair_and_any_spelling_finds_the_other():
    people = [["Amal Haddad", "Amal Hadad"], ["Boris Lem", "أمل حداد"], ["Haddad Amal"]]

    found = {(one, other) for one, other, _score in likeness.pairs(people)}

    assert found == {(0, 2)} | ({(0, 1), (1, 2)} & found)
    assert (0, 2) in found


def test_a_thousand_people_take_little_time():
    people = [[f"{a}{b}mar Ha{c}id"] for a in "bcdfghjklm" for b in "aeiou" for c in "bcdfghjklmnpqrstvwxy"]  # fmt: skip

    began = process_time()
    list(likeness.pairs(people))

    assert len(people) == 1000
    assert process_time() - began < 5


def test_the_same_words_are_found_and_nothing_is_the_same_as_nothing():
    assert list(likeness.same(["a", "", "b", "a", "", "a"])) == [(0, 3), (0, 5), (3, 5)]
