"""A passphrase of one's own: taken if nobody guesses it, and refused with what to do."""

import logging

import make
import pytest

from trackii.vault import members, strength
from trackii.vault.errors import WrongPassphrase
from trackii.vault.models import MemberKey

pytestmark = pytest.mark.django_db

GOOD = "tulip gravel saxophone monday ferry walnut"


@pytest.fixture
def nadia():
    return make.user("Nadia Vos", vault=False)


@pytest.mark.parametrize(
    "words", [GOOD, "xK9$qv!T2mZ8&wLpR4", "тюльпан гравий паром орех среда лампа"]
)
def test_what_nobody_guesses_is_enough(nadia, words):
    assert strength.is_enough(words, of=nadia)


@pytest.mark.parametrize(
    "words",
    [
        "", "   ", "correct horse battery staple", "Password1234567890!", "qwertyuiopasdfghjkl",
        "my dog likes cheese in the autumn", "московская весна наступила рано",
        "Vous aimez le fromage du pays", "tulip tulip tulip tulip tulip tulip tulip",
        "22 november 2026", "tulip-gravel-monday-ferry", "a" * 400,
    ],
)  # fmt: skip
def test_what_is_guessed_is_not(nadia, words):
    assert not strength.is_enough(words, of=nadia)


def test_a_drawn_passphrase_would_pass_as_ones_own(nadia):
    drawn = [members.draw_passphrase() for _ in range(50)]

    passed = [words for words in drawn if strength.is_enough(words, of=nadia)]

    assert len(passed) > 40  # a word of three letters among six counts for little


def test_her_own_name_address_and_tables_count_for_nothing(heron, carla, omar):
    words = "Xk9heronvq conti7w"

    assert strength.is_enough(words, of=omar)
    assert not strength.is_enough(words, of=carla)


def test_words_of_a_charter_count_for_nothing_once_she_can_read_it(heron, carla, omar):
    words = "lantern harbour fish ebbing villages society"

    with make.acting(carla):
        hers = strength.is_enough(words, of=carla)

    assert (hers, strength.is_enough(words, of=omar)) == (False, True)


def test_a_vault_is_made_with_words_of_ones_own(nadia, browse):
    client = browse(nadia, locked=True)

    page = client.post("/vault/make/", {"way": "own", "own": GOOD, "again": GOOD})

    assert "Your recovery code" in page.text
    assert "Your passphrase" not in page.text
    assert GOOD not in page.text
    assert len(members.open_seed(nadia, GOOD)) == 32


def test_what_is_too_weak_makes_no_vault_and_is_told_what_to_do(nadia, browse, caplog):
    client, weak = browse(nadia, locked=True), "wexquol and nadia vos"

    with caplog.at_level(logging.DEBUG):
        page = client.post("/vault/make/", {"way": "own", "own": weak, "again": weak})

    assert page.status_code == 422
    assert "That could be guessed. Add words" in page.text
    assert not MemberKey.objects.filter(member=nadia).exists()
    assert "wexquol" not in page.text + caplog.text


def test_words_that_differ_make_no_vault(nadia, browse):
    client = browse(nadia, locked=True)

    page = client.post("/vault/make/", {"way": "own", "own": GOOD, "again": GOOD[:-1]})

    assert page.status_code == 422
    assert "Type the same words in both places." in page.text
    assert not MemberKey.objects.filter(member=nadia).exists()


def test_the_old_words_buy_words_of_ones_own(carla, browse):
    given = {"way": "own", "own": GOOD, "again": f" {GOOD.upper()} "}
    client = browse(carla)

    wrong = client.post("/vault/passphrase/", given | {"proof": "other words"})
    right = client.post("/vault/passphrase/", given | {"proof": make.PASSPHRASE})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert len(members.open_seed(carla, GOOD)) == 32
    with pytest.raises(WrongPassphrase):
        members.open_seed(carla, make.PASSPHRASE)


def test_the_old_words_buy_six_that_are_drawn(carla, browse):
    given = {"way": "drawn", "proof": make.PASSPHRASE}

    page = browse(carla).post("/vault/passphrase/", given)

    assert "Your passphrase" in page.text
    assert "Your recovery code" not in page.text
    with pytest.raises(WrongPassphrase):
        members.open_seed(carla, make.PASSPHRASE)
