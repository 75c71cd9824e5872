"""An opened vault: half in a cookie, half in Redis, and neither of any use alone."""

import socket
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256

import make
import pytest
from django.conf import settings as live
from redis import Redis

from dialogues import initiatives
from trackii import clock
from trackii.audit.models import Entry
from trackii.vault import keyring, members, suite, unlocking
from trackii.vault.errors import VaultAway, VaultLocked, WrongPassphrase

pytestmark = pytest.mark.django_db

SESSION = "the session of this browser"


@pytest.fixture
def redis():
    with Redis.from_url(live.REDIS_URL) as connection:
        yield connection


@pytest.fixture
def half(carla):
    return unlocking.unlock(carla, make.PASSPHRASE, session=SESSION)


def _place(half):
    return "keyring:" + sha256(unlocking._half(half)).hexdigest()


def _find(half, who, *, session=SESSION, slide=True):
    return unlocking.find(half, who, session=session, slide=slide)


@contextmanager
def _redis_away(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    there, settings.REDIS_URL = settings.REDIS_URL, f"redis://127.0.0.1:{port}/0"
    unlocking._redis.cache_clear()
    try:
        yield
    finally:
        settings.REDIS_URL = there
        unlocking._redis.cache_clear()


def test_what_was_unlocked_is_found_again(carla, half):
    assert _find(half, carla) == members.open_seed(carla, make.PASSPHRASE)


def test_unlocking_is_written_down_and_a_wrong_guess_opens_nothing(carla):
    with pytest.raises(WrongPassphrase):
        unlocking.unlock(carla, "other words", session=SESSION)

    assert Entry.objects.get(verb="unlock").outcome == "refused"
    unlocking.unlock(carla, make.PASSPHRASE, session=SESSION)
    assert Entry.objects.filter(verb="unlock", outcome="done").get().actor == carla.pk


def test_the_cookie_alone_is_useless(carla, half, redis):
    seed = members.open_seed(carla, make.PASSPHRASE)
    redis.delete(_place(half))

    assert _find(half, carla) is None
    assert unlocking._half(half) != seed


def test_redis_alone_is_useless(carla, half, redis, settings):
    seed = members.open_seed(carla, make.PASSPHRASE)
    blob = redis.get(_place(half))

    about = unlocking._about(carla.pk, SESSION)
    guesses = [settings.ROOT_KEY, suite.derive(settings.ROOT_KEY, "keyring"), bytes(32)]

    assert seed not in blob
    assert unlocking._half(half) not in b"".join(redis.scan_iter())
    for guess in guesses:
        with pytest.raises(suite.Corrupt):
            suite.unlock(blob, guess, about=about)


def test_both_without_the_root_key_are_useless(carla, half, settings):
    assert _find(half, carla) is not None
    settings.ROOT_KEY = bytes(32)

    assert _find(half, carla) is None


def test_another_members_cookie_opens_nothing(carla, farid, half):
    assert _find(half, farid) is None
    assert _find(half, carla) is not None


def test_a_cookie_carried_to_another_session_opens_nothing(carla, half):
    assert _find(half, carla, session="another browser") is None
    assert _find(half, carla) is not None


@pytest.mark.parametrize("cookie", ["", "x", "nonsense", "é", "====", "A" * 43, "\x00"])
def test_a_cookie_nobody_gave_out_opens_nothing(carla, half, cookie):
    assert _find(cookie, carla) is None


def test_a_blob_that_was_tampered_with_opens_nothing(carla, half, redis):
    blob = bytearray(redis.get(_place(half)))
    blob[-1] ^= 1
    redis.set(_place(half), bytes(blob))

    assert _find(half, carla) is None


def test_a_quarter_of_an_hour_without_work_ends_it(carla, half, redis):
    left = redis.ttl(_place(half))

    redis.delete(_place(half))

    assert 0 < left <= 15 * 60
    assert _find(half, carla) is None


def test_work_begins_the_quarter_of_an_hour_anew_and_a_poll_does_not(
    carla, half, redis
):
    redis.expire(_place(half), 100)

    _find(half, carla, slide=False)
    polled = redis.ttl(_place(half))
    _find(half, carla, slide=True)
    worked = redis.ttl(_place(half))

    assert (polled <= 100, 100 < worked <= 15 * 60) == (True, True)


def test_a_polling_page_keeps_nothing_open(carla, browse, redis):
    client = browse(carla)
    place = _place(client.cookies[live.KEYRING_COOKIE_NAME].value)
    redis.expire(place, 100)

    client.get("/dialogues/", headers={"HX-Trigger": "poll", "HX-Request": "true"})

    assert redis.ttl(place) <= 100


def test_four_hours_end_it_however_busy(carla, half):
    begun = clock.now()

    with clock.at(begun + timedelta(hours=3, minutes=59)):
        before = _find(half, carla)
    with clock.at(begun + timedelta(hours=4, seconds=1)):
        after = _find(half, carla)

    assert (before is None, after) == (False, None)


def test_locking_forgets_this_vault_and_no_other(carla, half):
    elsewhere = unlocking.unlock(carla, make.PASSPHRASE, session="the telephone")

    unlocking.lock(half, by=carla)

    assert _find(half, carla) is None
    assert _find(elsewhere, carla, session="the telephone") is not None


def test_locking_everywhere_forgets_every_vault_of_one_member(carla, farid, half):
    elsewhere = unlocking.unlock(carla, make.PASSPHRASE, session="the telephone")
    farids = unlocking.unlock(farid, make.PASSPHRASE, session=SESSION)

    unlocking.lock_everywhere(carla)

    assert [_find(half, carla), _find(elsewhere, carla, session="the telephone")] == [
        None, None,
    ]  # fmt: skip
    assert _find(farids, farid) is not None


def test_locking_everywhere_with_nothing_open_is_no_trouble(farid):
    unlocking.lock_everywhere(farid)

    assert not Entry.objects.filter(verb="unlock").exists()


def test_of_two_browsers_one_locks_both_and_signs_out_neither(heron, carla, browse):
    desk, telephone = browse(carla), browse(carla)
    before = [b.get("/dialogues/heron/").text for b in (desk, telephone)]

    desk.post("/vault/lock-everywhere/")
    after = [b.get("/dialogues/heron/") for b in (desk, telephone)]

    assert ["Ebbing Marsh" in text for text in before] == [True, True]
    assert ["Ebbing Marsh" in page.text for page in after] == [False, False]
    assert [page.status_code for page in after] == [200, 200]
    entry = Entry.objects.get(verb="lock everywhere")
    assert (entry.actor, entry.subject) == (carla.pk, carla.member_key.pk)


def test_a_new_passphrase_locks_what_was_opened_with_the_old_one(heron, carla, browse):
    desk, telephone = browse(carla), browse(carla)

    desk.post("/vault/passphrase/", {"way": "drawn", "proof": make.PASSPHRASE})

    assert "Ebbing Marsh" not in telephone.get("/dialogues/heron/").text


def test_with_redis_away_the_vault_is_locked_and_the_house_stands(
    heron, carla, browse, settings
):
    client = browse(carla)
    unlocked = client.get("/dialogues/heron/")

    with _redis_away(settings):
        locked = client.get("/dialogues/heron/")

    assert (unlocked.status_code, locked.status_code) == (200, 200)
    assert ("Ebbing Marsh" in unlocked.text, "Ebbing Marsh" in locked.text) == (
        True,
        False,
    )
    assert "HERON" in locked.text


def test_with_redis_away_nothing_is_opened_and_that_is_said(carla, half, settings):
    with _redis_away(settings):
        found = _find(half, carla)
        for act in (
            lambda: unlocking.unlock(carla, make.PASSPHRASE, session=SESSION),
            lambda: unlocking.lock(half, by=carla),
            lambda: unlocking.lock_everywhere(carla),
        ):
            with pytest.raises(VaultAway):
                act()

    assert found is None
    assert _find(half, carla) is not None


def test_a_browser_that_locks_reads_no_more(heron, carla, browse):
    client = browse(carla)
    before = client.get("/dialogues/heron/").text

    client.post("/vault/lock/")
    after = client.get("/dialogues/heron/").text

    assert ("Ebbing Marsh" in before, "Ebbing Marsh" in after) == (True, False)


def test_a_stolen_keyring_cookie_does_not_open_in_another_session(heron, carla, browse):
    client, thief = browse(carla), browse(carla, locked=True)
    name = live.KEYRING_COOKIE_NAME

    thief.cookies[name] = client.cookies[name].value
    read = [c.get("/dialogues/heron/").text for c in (client, thief)]

    assert ["Ebbing Marsh" in text for text in read] == [True, False]


def test_nobody_reads_with_another_members_keyring(heron, carla, farid):
    with make.acting(farid), pytest.raises(VaultLocked):
        initiatives.read(heron, by=carla)


def test_a_keyring_ends_with_its_block(heron, carla):
    with make.acting(carla):
        read = initiatives.read(heron, by=carla)

    assert read == make.charter()
    assert not keyring.current().is_open
    with pytest.raises(VaultLocked):
        initiatives.read(heron, by=carla)
