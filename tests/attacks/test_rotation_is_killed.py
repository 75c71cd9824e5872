"""The hand that pulls the plug: a rotation is killed at any point, again and again."""

import subprocess
import sys
import time
from urllib.parse import quote

import make
import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from in_service import HOUSE, WEB

from dialogues import initiatives
from trackii.accounts import adapters
from trackii.audit import chain
from trackii.vault import members, suite
from trackii.vault.models import Epoch, MemberKey

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ROTATED = ("ROOT_KEY", "AUDIT_KEY")


class House:
    """A house in service on the test's database, and the secrets it has had."""

    def __init__(self, settings):
        self.settings = settings
        self.had = {name: [getattr(settings, name)] for name in ROTATED}

    def draw(self):
        """New secrets, all those before them still beside."""
        for name in ROTATED:
            self.had[name].insert(0, suite.fresh())

    def rotate(self, *arguments):
        found, settings = connection.settings_dict, self.settings
        where = quote(found["HOST"], safe="/")
        keys = {
            f"TRACKII_{name}{suffix}": " ".join(map(suite.text, chosen))
            for name, had in self.had.items()
            for suffix, chosen in (("", had[:1]), ("_FORMER", had[1:]))
        }
        environment = WEB | keys | {
            "DATABASE_URL": f"postgresql://{found['USER']}@/{found['NAME']}?host={where}",
            "REDIS_URL": f"{settings.REDIS_URL}?db=15",
            "TRACKII_KEYSTORE": str(settings.KEYSTORE),
            "TRACKII_PEPPER": suite.text(settings.PEPPER),
            "PATH": "/usr/bin:/bin",
        }  # fmt: skip
        command = [sys.executable, "-W", "ignore", "manage.py", "rotate_keys"]
        return subprocess.Popen(
            [*command, *arguments], cwd=HOUSE, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def live_with_the_last(self):
        for name, had in self.had.items():
            setattr(self.settings, name, had[0])


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
