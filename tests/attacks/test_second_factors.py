"""Who writes to the database puts his own second factor into a colleague's row."""

import time

import make
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cryptography.fernet import Fernet
from django.urls import reverse
from roles import WebClient

from trackii import rotation
from trackii.accounts import adapters
from trackii.vault import suite

pytestmark = pytest.mark.django_db
HERS, HIS = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
COPIED = """
UPDATE mfa_authenticator SET data = (SELECT data FROM mfa_authenticator
  WHERE user_id = %s AND type = %s) WHERE user_id = %s AND type = %s
"""


@pytest.fixture
def two(carla, omar):
    codes = []
    for who, secret in ((carla, HERS), (omar, HIS)):
        EmailAddress.objects.create(
            user=who, email=who.email, verified=True, primary=True
        )
        with adapters.of(who):
            TOTP.activate(who, secret)
            codes.append(RecoveryCodes.activate(who).get_unused_codes())
    return codes


def _shown(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def _signs_in(who, code):
    browser = WebClient()
    browser.post("/accounts/login/", {"login": who.email, "password": make.PASSWORD})
    answer = browser.post(reverse("mfa_authenticate"), {"code": code})
    assert answer.status_code in (200, 302, 422)
    return answer.status_code == 302 and browser.get("/dialogues/").status_code == 200


def _copy(type_, *, of, into):
    make.by_hand(COPIED, of.pk, type_, into.pk, type_)


def test_her_own_second_factor_lets_her_in(two, carla):
    [codes, _his] = two

    assert _signs_in(carla, _shown(HERS))
    assert _signs_in(carla, codes[0])


@pytest.mark.parametrize("type_", ["totp", "recovery_codes"])
def test_another_s_in_her_row_lets_nobody_in(type_, two, carla, omar):
    [_hers, his] = two
    _copy(type_, of=omar, into=carla)

    assert not _signs_in(carla, _shown(HIS) if type_ == "totp" else his[0])
    assert _signs_in(omar, _shown(HIS))


def test_nor_does_a_rotation_make_it_hers(two, carla, omar, settings):
    settings.WORKER_KEY = b""
    _copy("totp", of=omar, into=carla)
    settings.ROOT_KEY, settings.ROOT_KEY_FORMER = suite.fresh(), [settings.ROOT_KEY]

    [line] = [each for each in rotation.run() if each.name == "second factors"]

    assert (line.done, line.refused) == (3, 1)
    assert not _signs_in(carla, _shown(HIS))


def test_one_from_before_they_had_owners_is_made_hers_once_and_until_then_is_none(
    two, carla, settings
):
    settings.WORKER_KEY = b""
    fernet = adapters._fernet(settings.ROOT_KEY)
    assert isinstance(fernet, Fernet)
    bare = fernet.encrypt(HERS.encode()).decode()
    row = Authenticator.objects.get(user=carla, type="totp")
    Authenticator.objects.filter(pk=row.pk).update(data={"secret": bare})
    assert not _signs_in(carla, _shown(HERS))

    list(rotation.run())

    assert _signs_in(carla, _shown(HERS))


def test_nobody_s_is_neither_made_nor_tried():
    with pytest.raises(LookupError):
        get_adapter().encrypt(HERS)
