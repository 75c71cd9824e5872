"""The hand that pulls the plug: a rotation is killed at any point, again and again."""

import json
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import make
import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from in_service import HOUSE, WEB

from dialogues import initiatives
from trackii import clock
from trackii.accounts import adapters
from trackii.audit import chain
from trackii.outbox import letters
from trackii.outbox.models import Letter
from trackii.vault import members, sealing, suite
from trackii.vault.errors import WrongKey
from trackii.vault.models import Epoch, MemberKey

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ROTATED = ("ROOT_KEY", "AUDIT_KEY")


class House:
    """A house in service on the test's database, and the secrets it has had."""

    def __init__(self, settings, *names):
        self.settings = settings
        self.had = {name: [getattr(settings, name)] for name in names or ROTATED}

    def draw(self):
        """New secrets, all those before them still beside."""
        for name in self.had:
            self.had[name].insert(0, suite.fresh())

    def rotate(self, *arguments):
        return self.run("rotate_keys", *arguments)

    def run(self, *command):
        found, settings = connection.settings_dict, self.settings
        where = quote(found["HOST"], safe="/")
        keys = {
            f"TRACKII_{name}{suffix}": " ".join(map(suite.text, chosen))
            for name, had in self.had.items()
            for suffix, chosen in (("", had[:1]), ("_FORMER", had[1:]))
        }
        environment = self.holds(settings) | keys | {
            "DATABASE_URL": f"postgresql://{found['USER']}@/{found['NAME']}?host={where}",
            "REDIS_URL": f"{settings.REDIS_URL}?db=15",
            "TRACKII_KEYSTORE": str(settings.KEYSTORE),
            "PATH": "/usr/bin:/bin",
        }  # fmt: skip
        python = [sys.executable, "-W", "ignore", "manage.py"]
        return subprocess.Popen(
            [*python, *command], cwd=HOUSE, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def holds(self, settings):
        """What else the web process is given."""
        others = {"ROOT_KEY", "PEPPER", "AUDIT_KEY"} - set(self.had)
        held = {
            f"TRACKII_{name}": suite.text(getattr(settings, name)) for name in others
        }
        return WEB | held

    def live_with_the_last(self):
        for name, had in self.had.items():
            setattr(self.settings, name, had[0])


class WorkersHouse(House):
    def draw(self):
        super().draw()
        self.settings.WORKER_PUBLIC = suite.public(self.had["WORKER_KEY"][0])

    def holds(self, settings):
        plain = {name: words for name, words in WEB.items() if "_ROOT_" not in name}
        kept = ("TRACKII_PEPPER", "TRACKII_WORKER_PUBLIC")
        own = {
            "TRACKII_ROLE": "worker",
            "TRACKII_AUDIT_KEY": suite.text(settings.AUDIT_KEY),
        }
        return {name: words for name, words in plain.items() if name not in kept} | own


# Everybody unlocks, one after another, as in a morning.
UNLOCK_ALL = f"""
from django.conf import settings
settings.UNLOCK_MEMORY_KIB, settings.UNLOCK_PASSES = 64, 1
from trackii.accounts.models import User
from trackii.vault import keyring
for who in User.objects.filter(member_key__isnull=False):
    with keyring.unlocked(who, "{make.PASSPHRASE}"):
        pass
"""


@pytest.mark.django_db(transaction=True)
def test_the_workers_key_is_followed_by_another_whenever_it_is_killed(
    settings, worker, heron, times, dice
):
    house, told = WorkersHouse(settings, "WORKER_KEY"), []
    for number in range(400):
        told.append(f"somebody-{number}@example.net")
        letters.post(
            "reminder", initiative=heron.pk, occasion=uuid4(), version="1", language="en",
            address=told[-1], due_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
    house.draw()
    begun = time.monotonic()
    assert house.rotate().wait(60) == 0
    whole = time.monotonic() - begun

    killed = half_way = throws = 0
    while throws < times(40) or not half_way:  # on a busy machine a throw may miss
        house.draw()
        running = house.rotate()
        time.sleep(dice.uniform(0.3, 1.0) * whole)
        running.kill()
        killed += running.wait(60) == -9
        half_way += 0 < len(_opened(settings, house.had["WORKER_KEY"][0])) < len(told)
        throws += 1
        assert throws < 100
    any_way = _opened(settings, *house.had["WORKER_KEY"])
    ended = house.rotate("--retire")
    said, complaint = ended.communicate(timeout=120)

    assert killed > 0
    assert any_way == sorted(told)
    assert (ended.returncode, complaint) == (0, "")
    assert said.endswith("Nothing hangs on a former secret any more.\n")
    assert _opened(settings, house.had["WORKER_KEY"][0]) == sorted(told)


def _opened(settings, *keys):
    """The addresses on the letters that open with these keys and no others."""
    settings.WORKER_KEY, settings.WORKER_KEY_FORMER = keys[0], list(keys[1:])
    found = []
    for row in Letter.objects.all():
        with suppress(WrongKey):
            words = sealing.unseal_as_worker(row, "recipient")
            found.append(json.loads(words)["address"])
    return sorted(found)


@pytest.mark.django_db(transaction=True)
def test_the_pepper_is_followed_whenever_who_unlocks_is_killed(settings, times, dice):
    everybody = [make.user() for _ in range(40)]
    house = House(settings, "PEPPER")
    house.draw()
    begun = time.monotonic()
    unlocking = house.run("shell", "--no-imports", "-c", UNLOCK_ALL)
    assert unlocking.wait(120) == 0, unlocking.stderr.read()
    whole = time.monotonic() - begun

    killed = 0
    for _throw in range(times(40)):
        house.draw()
        running = house.run("shell", "--no-imports", "-c", UNLOCK_ALL)
        time.sleep(dice.uniform(0.3, 1.0) * whole)
        running.kill()
        killed += running.wait(60) == -9
    house.draw()
    refused = house.rotate("--retire").wait(120)
    assert house.run("shell", "--no-imports", "-c", UNLOCK_ALL).wait(120) == 0
    ended = house.rotate("--retire").wait(120)
    house.live_with_the_last()
    settings.PEPPER_FORMER = []

    assert killed > 0
    assert (refused, ended) == (1, 0)
    for who in everybody:
        with make.acting(who) as ring:
            assert ring.is_open


@pytest.mark.django_db(transaction=True)
def test_a_rotation_killed_at_any_point_is_ended_by_the_next(
    settings, team, times, dice
):
    heron = make.initiative(team)
    for _each in range(60):
        with adapters.of(who := make.user()):
            TOTP.activate(who, SECRET)
    while chain.seal():
        continue
    head, house = chain.head(), House(settings)
    begun = time.monotonic()
    assert house.rotate().wait(60) == 0
    whole = time.monotonic() - begun

    killed = 0
    for _throw in range(times(100)):
        house.draw()
        running = house.rotate()
        time.sleep(dice.uniform(0.3, 1.0) * whole)
        running.kill()
        killed += running.wait(60) == -9

    ended = house.rotate("--retire")
    said, complaint = ended.communicate(timeout=120)
    house.live_with_the_last()

    assert killed > 0
    assert (ended.returncode, complaint) == (0, "")
    assert said.endswith("Nothing hangs on a former secret any more.\n")
    assert chain.verify(head) == ""
    opened = set()
    for each in Authenticator.objects.all():
        with adapters.of(each.user):
            opened.add(get_adapter().decrypt(each.data["secret"]))
    assert opened == {SECRET}
    for key in MemberKey.objects.all():
        assert len(members.public_key(key)) == 1216
    assert Epoch.objects.count() == 6
    for who in (team["convener"][0], team["facilitator"][0]):
        with make.acting(who):
            assert initiatives.read(heron, by=who) == make.charter()
