"""Many at once at the vault's door, somebody who went for a coffee, and a thief of all but one key."""

import subprocess
import sys
import time
from urllib.parse import quote

import make
import psutil
import pytest
from django.apps import apps
from django.conf import settings as live
from django.db import connection
from in_service import HOUSE, WEB
from redis import Redis

from trackii.vault import keyring, members, sealing, suite, unlocking
from trackii.vault.errors import VaultError
from trackii.vault.fields import SealedField, WorkerSealedField

MIB = 1024 * 1024
# Seconds a derivation takes on two cores with nothing else to do. Ten seconds for each of
# twenty are promised there; where others are at work, it is as much slower as one is.
ALONE = 0.8
UNLOCKING = """
import sys, time
import django
django.setup()
from trackii.accounts.models import User
from trackii.vault import members
member = User.objects.get(pk=sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
begun = time.monotonic()
assert len(members.open_seed(member, sys.argv[2])) == 32
print(time.monotonic() - begun, flush=True)
"""


def _process(settings, member):
    """Somebody unlocking in a web process of her own, at the cost of service."""
    found = connection.settings_dict
    environment = WEB | {
        "DJANGO_SETTINGS_MODULE": "trackii.settings",
        "DATABASE_URL": f"postgresql://{found['USER']}@/{found['NAME']}"
        f"?host={quote(found['HOST'], safe='/')}",
        "TRACKII_ROOT_KEY": suite.text(settings.ROOT_KEY),
        "TRACKII_PEPPER": suite.text(settings.PEPPER),
        "TRACKII_KEYSTORE": str(settings.KEYSTORE),
        "PATH": "/usr/bin:/bin",
    }
    command = [sys.executable, "-W", "ignore", "-c", UNLOCKING, str(member.pk)]
    return subprocess.Popen(
        [*command, make.PASSPHRASE], cwd=HOUSE, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_twenty_who_unlock_at_once_wait_their_turn_in_bounded_memory(settings, times):
    settings.UNLOCK_MEMORY_KIB, settings.UNLOCK_PASSES = 128 * 1024, 3
    everybody = [make.user() for _each in range(max(5, times(20)))]
    slower = max(1.0, _alone(everybody[0]) / ALONE)
    running = [_process(settings, member) for member in everybody]
    try:
        assert {each.stdout.readline() for each in running} == {"ready\n"}
        watched = [psutil.Process(each.pid) for each in running]
        before = most = sum(each.memory_info().rss for each in watched)
        for each in running:
            each.stdin.write("now\n")
            each.stdin.flush()
        while any(each.poll() is None for each in running):
            most = max(most, sum(_rss(each) for each in watched))
            time.sleep(0.02)
        took = [float(each.stdout.readline()) for each in running]
    finally:
        for each in running:
            each.kill()
            each.wait()

    assert max(took) <= 10 * max(slower, _alone(everybody[0]) / ALONE)
    assert 128 * MIB < most - before <= 600 * MIB


def _alone(member):
    begun = time.monotonic()
    members.open_seed(member, make.PASSPHRASE)
    return time.monotonic() - begun


def _rss(process):
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


@pytest.mark.django_db
def test_who_sits_idle_past_the_time_is_locked_and_redis_holds_nothing_of_it(
    carla, settings
):
    settings.IDLE_SECONDS = 1
    with Redis.from_url(live.REDIS_URL) as redis:
        half = unlocking.unlock(carla, make.PASSPHRASE, session="this browser")
        place = unlocking._place(unlocking._half(half))
        assert redis.exists(place) == 1
        open_then = unlocking.find(half, carla, session="this browser", slide=False)

        time.sleep(1.1)

        assert open_then is not None
        assert unlocking.find(half, carla, session="this browser", slide=True) is None
        assert redis.exists(place) == 0


def test_a_dump_redis_and_a_cookie_open_nothing_without_the_root_key(world, inside):
    """The control opens with the root key what she had unlocked: the thief is a good one."""
    member = world.convener
    with Redis.from_url(live.REDIS_URL) as redis:
        cookie = unlocking.unlock(member, make.PASSPHRASE, session="stolen")
        half, about = unlocking._half(cookie), unlocking._about(member.pk, "stolen")
        blob = redis.get(unlocking._place(half))
        # Others are at work in the same Redis: what they lock meanwhile is gone.
        blobs = {key: redis.get(key) for key in redis.scan_iter("keyring:*")}
    stolen = {key: value for key, value in blobs.items() if value}

    without = _opened(world, member, blob, _guesses(b"", stolen), about)
    with_cookie = _opened(world, member, blob, _guesses(half, stolen), about)
    root = suite.derive(half + live.ROOT_KEY, "keyring")
    control = _opened(world, member, blob, [root], about)
    hers = _open_all(member, members.open_seed(member, make.PASSPHRASE))

    assert (without, with_cookie) == (0, 0)
    assert control == hers > 10


def _guesses(half, stolen):
    """Keys one could make of what was stolen, the way the house makes its own."""
    material = [half, *stolen.values(), bytes(32)]
    for each in material:
        yield from (each[:32].ljust(32, b"\0"), suite.derive(each + half, "keyring"))
        yield from (suite.derive(half + each, "keyring"), suite.derive(each, "unlock"))


def _opened(world, member, blob, keys, about):
    """How many sealed values of the database these keys lead to."""
    for key in keys:
        for start in (0, 4):
            try:
                seed = suite.unlock(blob[start:], key, about=about)[8:]
            except VaultError:
                continue
            return _open_all(member, seed)
    return 0


def _open_all(member, seed):
    count = 0
    with keyring.using(keyring.Keyring(member, lambda: seed)):
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if type(field) is not SealedField or type(field) is WorkerSealedField:
                    continue
                for row in model._base_manager.exclude(**{field.name: None}):
                    try:
                        sealing.unseal_file(row, field.name, by=member)
                    except VaultError:
                        continue
                    count += 1
    return count


@pytest.mark.django_db
def test_a_wrap_that_was_copied_to_another_row_or_column_opens_nothing(carla, omar):
    make.by_hand(
        "UPDATE vault_memberkey SET by_recovery_code = (SELECT by_recovery_code FROM"
        " vault_memberkey WHERE member_id = %s), public = (SELECT public FROM"
        " vault_memberkey WHERE member_id = %s) WHERE member_id = %s",
        carla.pk, carla.pk, omar.pk,
    )  # fmt: skip

    omar.refresh_from_db()
    with pytest.raises(VaultError):
        members.public_key(omar.member_key)
