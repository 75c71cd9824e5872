"""Code names are drawn, and what was not drawn is not taken."""

from datetime import UTC, datetime, timedelta

import make
import pytest

from dialogues import code_names
from trackii import clock
from trackii.accounts.models import User

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_what_is_drawn_is_two_plain_words_of_the_list_that_nobody_has(heron):
    drawn = {code_names.draw() for _ in range(20)}

    assert len(drawn) == 20
    assert {code.count("-") for code in drawn} == {1}
    assert all(code_names.was_drawn(code) for code in drawn)
    assert "heron" not in drawn


def test_an_offer_is_one_colleagues_and_one_days():
    carla, vera = User(name="Carla Conti"), User(name="Vera Novak")

    with clock.at(NOON):
        offers = [code_names.offered(carla), code_names.offered(carla)]
        [hers] = {tuple(offer) for offer in offers}
        taken = [code_names.was_offered(code, carla) for code in hers]
        by_another = [code_names.was_offered(code, vera) for code in hers]
    with clock.at(NOON + timedelta(days=1)):
        on_the_morrow = [code_names.was_offered(code, carla) for code in hers]
        assert set(code_names.offered(carla)) & set(hers) == set()
    with clock.at(NOON + timedelta(days=2)):
        too_late = [code_names.was_offered(code, carla) for code in hers]

    assert len(set(hers)) == 5
    assert (taken, by_another) == ([True] * 5, [False] * 5)
    assert (on_the_morrow, too_late) == ([True] * 5, [False] * 5)


@pytest.mark.django_db
def test_an_offer_does_not_tell_which_words_are_taken(heron, carla):
    before = code_names.offered(carla)
    type(heron).objects.update(code=before[0])

    assert code_names.offered(carla) == before


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
