"""The primitives: what goes in comes out, and only whole, in its place, under its key."""

import pytest

from trackii.vault import suite
from trackii.vault.errors import Corrupt, WrongKey

WORDS = b"They fear to lose the winter catch."


def test_what_is_locked_opens_with_its_key():
    key = suite.fresh()

    locked = suite.lock(WORDS, key, about=b"here")

    assert suite.unlock(locked, key, about=b"here") == WORDS
    assert WORDS not in locked


def test_the_same_words_never_lock_to_the_same_bytes():
    key = suite.fresh()

    locked = {suite.lock(WORDS, key, about=b"here") for _ in range(20)}

    assert len(locked) == 20


def test_one_flipped_bit_anywhere_is_noticed():
    key = suite.fresh()
    locked = suite.lock(b"short", key, about=b"here")

    for place in range(len(locked)):
        flipped = bytearray(locked)
        flipped[place] ^= 1
        with pytest.raises(Corrupt):
            suite.unlock(bytes(flipped), key, about=b"here")


def test_a_piece_cut_off_is_noticed():
    key = suite.fresh()
    locked = suite.lock(b"short", key, about=b"here")

    for length in range(len(locked)):
        with pytest.raises(Corrupt):
            suite.unlock(locked[:length], key, about=b"here")


@pytest.mark.parametrize("about", [b"", b"there", b"here ", b"Here"])
def test_what_was_locked_for_one_place_opens_in_no_other(about):
    key = suite.fresh()
    locked = suite.lock(WORDS, key, about=b"here")

    with pytest.raises(Corrupt):
        suite.unlock(locked, key, about=about)


def test_another_key_opens_nothing():
    locked = suite.lock(WORDS, suite.fresh(), about=b"here")

    with pytest.raises(Corrupt):
        suite.unlock(locked, suite.fresh(), about=b"here")


def test_what_is_sent_to_a_public_key_is_received_with_its_seed():
    seed = suite.fresh()

    sent = suite.send(WORDS, suite.public(seed), about=b"here")

    assert suite.receive(sent, seed, about=b"here") == WORDS
    assert WORDS not in sent


def test_a_seed_has_one_public_half_of_a_known_length():
    seed = suite.fresh()

    halves = {suite.public(seed), suite.public(seed)}

    assert [len(half) for half in halves] == [1216]
    assert suite.public(suite.fresh()) not in halves


def test_what_was_sent_opens_with_no_other_seed_and_in_no_other_place():
    seed = suite.fresh()
    sent = suite.send(WORDS, suite.public(seed), about=b"here")

    with pytest.raises(WrongKey):
        suite.receive(sent, suite.fresh(), about=b"here")
    with pytest.raises(WrongKey):
        suite.receive(sent, seed, about=b"there")


@pytest.mark.parametrize("place", [0, 600, 1100, 1125, -20, -1])
def test_what_was_sent_and_tampered_with_does_not_open(place):
    seed = suite.fresh()
    sent = bytearray(suite.send(WORDS, suite.public(seed), about=b"here"))
    sent[place] ^= 1

    with pytest.raises(WrongKey):
        suite.receive(bytes(sent), seed, about=b"here")


@pytest.mark.parametrize("length", [0, 1, 1119, 1135])
def test_what_was_sent_and_cut_short_does_not_open(length):
    seed = suite.fresh()
    sent = suite.send(WORDS, suite.public(seed), about=b"here")

    with pytest.raises(WrongKey):
        suite.receive(sent[:length], seed, about=b"here")


def test_padding_is_taken_off_again():
    lengths = [*range(200), 1000, 5000]

    back = [suite.unpad(suite.pad(b"x" * length)) for length in lengths]

    assert back == [b"x" * length for length in lengths]


def test_padded_words_have_one_of_few_sizes():
    sizes = {len(suite.pad(b"x" * length)) for length in range(2000)}

    assert sizes == {32, 64, 128, 256, 512, 1024, 2048}


def test_blank_and_short_words_are_of_one_size():
    sizes = {len(suite.pad(words)) for words in (b"", b"no", "يعم".encode(), b"x" * 28)}

    assert sizes == {32}


def test_padding_that_promises_more_than_there_is_is_refused():
    with pytest.raises(Corrupt):
        suite.unpad((29).to_bytes(4, "big") + bytes(28))


def test_a_passphrase_is_the_same_with_other_spaces_and_capitals():
    salt = suite.fresh(suite.SALT)
    said = [
        "orchard lantern velvet",
        "  Orchard \t LANTERN\nvelvet ",
        "ORCHARD LANTERN VELVET",
    ]

    keys = {suite.stretch(words, salt, memory_kib=64, passes=1) for words in said}

    assert len(keys) == 1
    assert (
        suite.stretch("orchardlantern velvet", salt, memory_kib=64, passes=1)
        not in keys
    )


@pytest.mark.parametrize("changed", ["salt", "memory", "passes"])
def test_salt_memory_and_passes_all_count(changed):
    salt = suite.fresh(suite.SALT)
    costs = {"memory_kib": 64, "passes": 1}
    other = costs | ({"memory_kib": 72} if changed == "memory" else {})
    other |= {"passes": 2} if changed == "passes" else {}
    other_salt = suite.fresh(suite.SALT) if changed == "salt" else salt

    keys = {
        suite.stretch("orchard", salt, **costs),
        suite.stretch("orchard", other_salt, **other),
    }

    assert len(keys) == 2


def test_a_key_for_one_purpose_is_none_for_another():
    key = bytes(32)

    derived = {
        suite.derive(key, label) for label in ("keyring", "public keys", "letters")
    }

    assert len(derived) == 3
    assert key not in derived


def test_the_borders_between_parts_of_a_mac_cannot_shift():
    key = bytes(32)

    macs = {
        suite.mac(key, b"ab", b"c"),
        suite.mac(key, b"a", b"bc"),
        suite.mac(key, b"abc"),
        suite.mac(key, b"abc", b""),
    }

    assert len(macs) == 4
