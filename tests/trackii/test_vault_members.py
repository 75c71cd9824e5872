"""A member's own key: six words or a printed code open it, and nothing in the database does."""

import re

import make
import pytest

from dialogues import initiatives, keys
from trackii.audit.models import Entry
from trackii.vault import keyring, members
from trackii.vault.errors import Corrupt, WrongKey, WrongPassphrase
from trackii.vault.models import MemberKey

pytestmark = pytest.mark.django_db

WORDS = "orchard lantern velvet harbor pebble sonnet"
STRONG = "tulip gravel saxophone monday ferry walnut"
OTHER = "marble window copper thistle saddle quarry"


@pytest.fixture
def nadia():
    return make.user("Nadia Vos", vault=False)


def test_a_passphrase_opens_the_seed_it_was_made_with(nadia):
    members.make(nadia, WORDS)

    opened = {members.open_seed(nadia, WORDS), members.open_seed(nadia, WORDS)}

    assert [len(seed) for seed in opened] == [32]


@pytest.mark.parametrize(
    "said", [WORDS.upper(), f"  {WORDS.replace(' ', '   ')}\n", WORDS.title()]
)
def test_spaces_and_capitals_do_not_matter(nadia, said):
    members.make(nadia, WORDS)

    assert members.open_seed(nadia, said) == members.open_seed(nadia, WORDS)


@pytest.mark.parametrize(
    "said", ["", OTHER, WORDS[:-1], WORDS.rsplit(" ", 1)[0], WORDS.replace(" ", "")]
)
def test_other_words_open_nothing(nadia, said):
    members.make(nadia, WORDS)

    with pytest.raises(WrongPassphrase):
        members.open_seed(nadia, said)


def test_who_has_no_key_gets_the_same_answer_as_who_guesses_wrong(nadia):
    with pytest.raises(WrongPassphrase):
        members.open_seed(nadia, WORDS)


def test_without_the_pepper_the_right_words_open_nothing(nadia, settings):
    members.make(nadia, WORDS)
    settings.PEPPER = bytes(32)

    with pytest.raises(WrongPassphrase):
        members.open_seed(nadia, WORDS)


def test_the_printed_code_opens_without_the_pepper(nadia, settings):
    code = members.make(nadia, WORDS)
    seed = members.open_seed(nadia, WORDS)
    settings.PEPPER = bytes(32)

    members.renew(nadia, proof=code, new=OTHER)

    assert members.open_seed(nadia, OTHER) == seed


def test_the_printed_code_is_not_a_passphrase(nadia):
    code = members.make(nadia, WORDS)

    with pytest.raises(WrongPassphrase):
        members.open_seed(nadia, code)


@pytest.mark.parametrize("said", [str, str.upper, lambda code: f" {code} "])
def test_new_words_keep_the_seed_and_end_the_old_words(nadia, said):
    code = members.make(nadia, WORDS)
    seed = members.open_seed(nadia, WORDS)

    members.renew(nadia, proof=said(code), new=OTHER)

    assert members.open_seed(nadia, OTHER) == seed
    with pytest.raises(WrongPassphrase):
        members.open_seed(nadia, WORDS)


def test_the_printed_code_serves_again_after_new_words(nadia):
    code = members.make(nadia, WORDS)
    members.renew(nadia, proof=WORDS, new=OTHER)
    seed = members.open_seed(nadia, OTHER)

    members.renew(nadia, proof=code, new=WORDS)

    assert members.open_seed(nadia, WORDS) == seed


@pytest.mark.parametrize("proof", ["words", "code"])
def test_a_new_code_opens_and_the_old_one_is_dead(nadia, proof):
    code = members.make(nadia, WORDS)
    seed = members.open_seed(nadia, WORDS)

    new = members.renew_code(nadia, proof={"words": WORDS, "code": code}[proof])

    with pytest.raises(WrongPassphrase):
        members.renew(nadia, proof=code, new=OTHER)
    members.renew(nadia, proof=new, new=OTHER)
    assert members.open_seed(nadia, OTHER) == seed


def test_no_new_code_without_proof(nadia, browse):
    code = members.make(nadia, WORDS)

    page = browse(nadia, locked=True).post("/vault/recovery-code/", {"proof": OTHER})

    assert page.status_code == 422
    assert "neither your passphrase nor your printed code" in page.text
    members.renew(nadia, proof=code, new=OTHER)


@pytest.mark.parametrize(
    ("page", "verb", "more"),
    [
        ("passphrase", "renew passphrase", {"way": "drawn"}),
        (
            "passphrase",
            "renew passphrase",
            {"way": "own", "own": OTHER, "again": OTHER},
        ),
        ("recovery-code", "renew recovery code", {}),
    ],
)
def test_a_wrong_proof_is_written_down_without_a_word_of_it(
    nadia, browse, page, verb, more
):
    members.make(nadia, WORDS)
    client = browse(nadia, locked=True)
    before = Entry.objects.count()

    wrong = client.post(f"/vault/{page}/", {"proof": STRONG, **more})

    entries = list(Entry.objects.order_by("pk").values()[before:])
    assert wrong.status_code == 422
    assert [(e["verb"], e["outcome"], e["actor"], e["subject"]) for e in entries] == [
        (verb, "refused", nadia.pk, nadia.pk)
    ]
    assert not re.search("|".join([*STRONG.split(), *OTHER.split()]), str(entries))
    assert members.open_seed(nadia, WORDS)


def test_a_new_code_is_shown_once_on_a_page_for_the_printer(nadia, browse):
    members.make(nadia, WORDS)

    page = browse(nadia, locked=True).post("/vault/recovery-code/", {"proof": WORDS})

    [code] = re.findall(r"(?:[a-z2-9]{4}-){7}[a-z2-9]{4}", page.text)
    assert 'print.css" media="print"' in page.text
    assert WORDS not in page.text
    members.renew(nadia, proof=code, new=OTHER)


def test_from_the_unlock_page_the_way_without_a_passphrase_is_found(carla, browse):
    client = browse(carla, locked=True)

    unlock, forgotten = client.get("/vault/unlock/"), client.get("/vault/forgotten/")

    assert 'href="/vault/forgotten/"' in unlock.text
    assert 'href="/vault/passphrase/"' in forgotten.text
    assert 'href="/vault/begin-anew/"' in forgotten.text


def test_who_begins_anew_holds_no_key_until_a_colleague_gives_it_again(
    heron, carla, farid, browse
):
    client, before = browse(carla), members.four_words(carla.member_key)

    asked = client.get("/vault/begin-anew/")
    client.post("/vault/begin-anew/")
    untouched = members.four_words(MemberKey.objects.get(member=carla))
    client.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
    client.post("/vault/begin-anew/")
    client.post("/vault/make/", {"way": "own", "own": STRONG, "again": STRONG})

    assert "cannot be taken back" in asked.text
    assert untouched == before  # it is asked first whether it is still she
    key = MemberKey.objects.get(member=carla)
    assert members.four_words(key) != before
    with keyring.unlocked(carla, STRONG), pytest.raises(WrongKey):
        initiatives.read(heron, by=carla)
    with make.acting(farid):
        keys.give(heron, carla.pk, by=farid)
    with keyring.unlocked(carla, STRONG):
        assert initiatives.read(heron, by=carla) == make.charter()


def test_wrong_proof_renews_nothing(nadia):
    members.make(nadia, WORDS)
    seed = members.open_seed(nadia, WORDS)

    with pytest.raises(WrongPassphrase):
        members.renew(nadia, proof=OTHER, new=OTHER)

    assert members.open_seed(nadia, WORDS) == seed


def test_what_was_sealed_before_new_words_opens_after_them(heron, carla):
    members.renew(carla, proof=make.PASSPHRASE, new=OTHER)

    with keyring.unlocked(carla, OTHER):
        charter = initiatives.read(heron, by=carla)

    assert charter == make.charter()


def test_a_public_key_swapped_in_the_database_is_refused(nadia, carla):
    members.make(nadia, WORDS)
    make.by_hand(
        "UPDATE vault_memberkey SET public = (SELECT public FROM vault_memberkey"
        " WHERE member_id = %s) WHERE member_id = %s",
        carla.pk, nadia.pk,
    )  # fmt: skip
    swapped = MemberKey.objects.get(member=nadia)

    with pytest.raises(Corrupt):
        members.public_key(swapped)
    with pytest.raises(Corrupt):
        members.four_words(swapped)


def test_a_public_key_swapped_with_its_mac_is_refused_too(nadia, carla):
    members.make(nadia, WORDS)
    make.by_hand(
        "UPDATE vault_memberkey SET (public, mac) = (SELECT public, mac FROM"
        " vault_memberkey WHERE member_id = %s) WHERE member_id = %s",
        carla.pk, nadia.pk,
    )  # fmt: skip

    with pytest.raises(Corrupt):
        members.public_key(MemberKey.objects.get(member=nadia))


def test_a_wrap_moved_to_another_members_row_opens_nothing(nadia, carla):
    members.make(nadia, WORDS)
    make.by_hand(
        "UPDATE vault_memberkey SET by_passphrase = (SELECT by_passphrase FROM"
        " vault_memberkey WHERE member_id = %s) WHERE member_id = %s",
        carla.pk, nadia.pk,
    )  # fmt: skip

    with pytest.raises(WrongPassphrase):
        members.open_seed(nadia, make.PASSPHRASE)


def test_the_row_holds_neither_words_nor_code_nor_seed(nadia):
    code = members.make(nadia, WORDS)
    seed = members.open_seed(nadia, WORDS)
    key = MemberKey.objects.get(member=nadia)

    whole = b"|".join(
        bytes(column)
        for column in (key.public, key.mac, key.by_passphrase, key.by_recovery_code)
    )

    secrets = [WORDS.encode(), code.encode(), code.replace("-", "").encode(), seed]
    assert [secret for secret in secrets if secret in whole] == []
    assert bytes(key.public) in whole


def test_a_drawn_passphrase_is_six_words_of_the_long_list():
    drawn = [members.draw_passphrase().split() for _ in range(20)]

    assert {len(words) for words in drawn} == {6}
    assert {word for words in drawn for word in words} <= set(members.word_list())
    assert len({tuple(words) for words in drawn}) == 20
    assert len(members.word_list()) == 7776


def test_a_recovery_code_has_no_letters_that_look_alike():
    codes = {members.draw_recovery_code() for _ in range(20)}

    assert len(codes) == 20
    assert all(
        re.fullmatch(r"(?:[a-hjkmnp-z2-9]{4}-){7}[a-hjkmnp-z2-9]{4}", c) for c in codes
    )


def test_four_words_of_a_key_are_always_the_same_and_another_keys_are_others(
    nadia, carla
):
    members.make(nadia, WORDS)
    hers, carlas = (MemberKey.objects.get(member=who) for who in (nadia, carla))

    words = members.four_words(hers)

    assert words == members.four_words(MemberKey.objects.get(member=nadia))
    assert len(words) == 4
    assert words != members.four_words(carlas)
