"""Code names are drawn, and what was not drawn is not taken."""

import make
import pytest

from dialogues import code_names


@pytest.mark.django_db
def test_what_is_drawn_is_a_plain_word_of_the_list_and_never_twice():
    drawn = code_names.draw(20)

    assert len(set(drawn)) == 20
    assert set(drawn) <= set(code_names.WORDS)


@pytest.mark.django_db
def test_draws_differ():
    draws = {tuple(code_names.draw()) for _ in range(10)}

    assert len(draws) == 10


@pytest.mark.django_db
def test_a_word_that_is_taken_is_not_offered_again(heron):
    offered = code_names.draw(len(code_names.WORDS) - 1)

    assert set(code_names.WORDS) - set(offered) == {"heron"}


@pytest.mark.django_db
def test_when_every_word_is_taken_two_are_put_together(heron):
    offered = code_names.draw(len(code_names.WORDS) + 3)

    pairs = [code for code in offered if "-" in code]
    assert len(pairs) == 4
    assert all(code_names.was_drawn(pair) for pair in pairs)


def test_the_words_make_addresses_and_none_stands_twice():
    words = code_names.WORDS

    assert len(set(words)) == len(words)
    assert [word for word in words if not (word.isascii() and word.isalpha())] == []
    assert max(map(len, words)) * 2 + 1 <= 24


@pytest.mark.parametrize(
    ("code", "drawn"),
    [
        ("heron", True),
        ("heron-lagoon", True),
        ("Heron", False),
        ("oslo", False),
        ("heron-oslo", False),
        ("heron-", False),
        ("", False),
        ("heron lagoon", False),
    ],
)
def test_a_word_somebody_typed_is_told_from_one_that_was_drawn(code, drawn):
    assert code_names.was_drawn(code) is drawn


def test_no_word_of_the_list_is_a_case_we_know():
    telling = {"oslo", "dartmouth", "belfast", "rome", "harvard", "camp", "david"}

    assert telling & set(code_names.WORDS) == set()
    assert make.charter().title.lower().split()[1] not in code_names.WORDS
