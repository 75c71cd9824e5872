"""The typed code: whole or nothing, however it is typed."""

import pytest

from trackii.vault import codes
from trackii.vault.errors import Mistyped


@pytest.fixture
def code():
    return codes.Code("K3PQ", bytes(range(16)))


def test_a_code_is_a_locator_and_eight_groups_of_four(code):
    groups = code.written().split("-")

    assert groups[0] == "K3PQ"
    assert [len(group) for group in groups] == [4] * 9
    assert set("".join(groups)) <= set(codes.LETTERS)


@pytest.mark.parametrize(
    "typed",
    [
        lambda written: written,
        lambda written: written.lower(),
        lambda written: written.replace("-", " "),
        lambda written: written.replace("-", "\n \u2013 "),
        lambda written: f"https://dialogue.example.org/p/#{written}",
        lambda written: written.replace("0", "O").replace("1", "l"),
        lambda written: written.replace("K", "К").replace("P", "Р"),
        lambda written: written.translate({ord("0") + n: 0x0660 + n for n in range(10)}),
        lambda written: "\u200f" + written + "\u200e",
    ],
    ids=["as written", "small", "spaced", "broken", "address", "alike", "Cyrillic",
         "Arabic digits", "marks of direction"],
)  # fmt: skip
def test_it_is_understood_as_people_type_it(code, typed):
    assert codes.read(typed(code.written())) == code


def test_one_wrong_letter_or_two_in_the_wrong_order_are_noticed(code):
    letters = code.written().replace("-", "")
    wrong = [
        letters[:at] + ("7" if letters[at] != "7" else "8") + letters[at + 1 :]
        for at in range(36)
    ]
    turned = [
        letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
        for at in range(35)
        if letters[at] != letters[at + 1]
    ]

    noticed = 0
    for each in [*wrong, *turned]:
        with pytest.raises(Mistyped):
            codes.read(each)
        noticed += 1

    assert noticed == len(wrong) + len(turned) > 60


@pytest.mark.parametrize(
    "typed", ["", "-", "K3PQ", "U" * 36, "K" * 35, "é" * 36, "\0", "x" * 9000]
)
def test_what_is_no_code_is_said_to_be_none(typed):
    with pytest.raises(Mistyped):
        codes.read(typed)


def test_two_drawn_codes_have_nothing_in_common():
    drawn = {codes.draw().token for _ in range(100)}

    assert len(drawn) == 100


def test_a_code_prints_nothing(code):
    assert "K3PQ" not in repr(code) + str(code)


def test_what_an_address_carries_is_written_alike_and_is_another(code):
    once = code.masked(bytes(15) + b"\x01")

    assert codes.read(once.written()) == once
    assert (once.once, code.once) == (True, False)
    assert once.masked(bytes(15) + b"\x01") == code
    assert code.masked(bytes(16)).written() != code.written()
