"""Who writes to the database puts his own second factor into a colleague's row."""

import json
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import uuid4

import make
import pytest
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.urls import reverse
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData
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


# --- passkeys


class Pocket:
    """An authenticator: one key, and a finger that is its owner's."""

    def __init__(self, owner):
        self.owner = user_pk_to_url_str(owner).encode()
        self.number = uuid4().bytes
        self.key = ec.generate_private_key(ec.SECP256R1())

    def makes(self, options):
        """What a browser says of a key that was just made."""
        cose = ES256.from_cryptography_key(self.key.public_key())
        about = AttestedCredentialData.create(bytes(16), self.number, cose)
        data = _data(0x45, about)
        made = {"attestationObject": AttestationObject.create("none", data, {})}
        return self._said("webauthn.create", options, made)

    def signs(self, options):
        """What it says when somebody asks who is there."""
        client, data = _client("webauthn.get", options), _data(0x05)
        signed = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {
            "authenticatorData": data,
            "signature": signed,
            "userHandle": self.owner,
        }
        return self._said("webauthn.get", options, said)

    def _said(self, kind, options, said):
        said = {"clientDataJSON": _client(kind, options)} | said
        return json.dumps({
            "id": _text(self.number), "rawId": _text(self.number), "type": "public-key",
            "response": {name: _text(value) for name, value in said.items()},
            "clientExtensionResults": {"credProps": {"rk": True}},
        })  # fmt: skip


def _data(flags, about=None):
    here = sha256(b"testserver").digest()
    return AuthenticatorData.create(here, flags, 1, about.__bytes__() if about else b"")


def _client(kind, options):
    challenge = options["publicKey"]["challenge"]
    said = {"type": kind, "challenge": challenge, "origin": "http://testserver"}
    return json.dumps(said).encode()


def _text(raw):
    return urlsafe_b64encode(bytes(raw)).decode().rstrip("=")


def _shows_once_more(client, way):
    """What is behind there asks for the password again."""
    client.post(client.get(way)["Location"], {"password": make.PASSWORD})
    return client


def _sets_up(pocket, client):
    add = reverse("mfa_add_webauthn")
    _shows_once_more(client, add)
    options = client.get(add).context["js_data"]["creation_options"]
    answer = client.post(add, {"name": "Key", "credential": pocket.makes(options)})
    assert answer.status_code == 302


@pytest.fixture
def pockets(carla, omar, browse):
    """Two colleagues with a passkey each, set up by the pages of the house."""
    found = []
    for who in (carla, omar):
        EmailAddress.objects.create(
            user=who, email=who.email, verified=True, primary=True
        )
        found.append(Pocket(who))
        _sets_up(found[-1], browse(who))
    Authenticator.objects.filter(type="recovery_codes").delete()
    return found


def _comes_in(pocket):
    """By the passkey alone: it says itself who she is."""
    browser, way = WebClient(), reverse("mfa_login_webauthn")
    asked = browser.get(way, headers={"X-Requested-With": "XMLHttpRequest"}).json()
    browser.post(way, {"credential": pocket.signs(asked["request_options"])})
    return _is_in(browser)


def _comes_in_after_the_password(pocket, who):
    browser = WebClient()
    browser.post("/accounts/login/", {"login": who.email, "password": make.PASSWORD})
    way = reverse("mfa_authenticate")
    options = browser.get(way).context["js_data"]["request_options"]
    browser.post(way, {"credential": pocket.signs(options)})
    return _is_in(browser)


def _is_in(browser):
    page = browser.get("/dialogues/")
    return page.context["user"].email if page.status_code == 200 else ""


def _both_ways(pocket, who):
    return [_comes_in(pocket), _comes_in_after_the_password(pocket, who)]


def test_her_own_passkey_lets_her_in(pockets, carla):
    [hers, _his] = pockets

    assert _both_ways(hers, carla) == [carla.email] * 2


OF_OMAR = """
UPDATE mfa_authenticator SET user_id = %(hers)s WHERE user_id = %(his)s
"""
COPIED_FROM_HIM = """
INSERT INTO mfa_authenticator (type, data, created_at, user_id)
SELECT type, data, created_at, %(hers)s FROM mfa_authenticator WHERE user_id = %(his)s
"""
OVER_HERS = """
UPDATE mfa_authenticator SET data = (SELECT data FROM mfa_authenticator
  WHERE user_id = %(his)s) WHERE user_id = %(hers)s
"""
WITHOUT_A_VOUCHER = """
INSERT INTO mfa_authenticator (type, data, created_at, user_id)
SELECT type, data #- '{credential,vouched}', created_at, %(hers)s
FROM mfa_authenticator WHERE user_id = %(his)s
"""
WITH_HER_VOUCHER = """
INSERT INTO mfa_authenticator (type, data, created_at, user_id)
SELECT own.type, jsonb_set(own.data, '{credential,vouched}',
  (SELECT data #> '{credential,vouched}' FROM mfa_authenticator WHERE user_id = %(hers)s)),
  own.created_at, %(hers)s
FROM mfa_authenticator AS own WHERE own.user_id = %(his)s
"""
LIES = {
    "moved": OF_OMAR, "copied": COPIED_FROM_HIM, "put over hers": OVER_HERS,
    "without a voucher": WITHOUT_A_VOUCHER, "with her voucher": WITH_HER_VOUCHER,
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_passkey_in_her_row_that_she_did_not_set_up_lets_nobody_in(
    lie, pockets, carla, omar
):
    [_hers, his] = pockets
    assert _comes_in(his) == omar.email
    make.by_hand(lie, hers=carla.pk, his=omar.pk)
    his.owner = user_pk_to_url_str(carla).encode()  # he may say that he is anybody

    assert _both_ways(his, carla) == ["", ""]
    assert Authenticator.objects.filter(user=carla).exists()


@pytest.mark.parametrize("lie", ["without a voucher", "copied"])
def test_nor_does_a_rotation_make_that_passkey_hers(
    lie, pockets, carla, omar, settings
):
    [hers, his] = pockets
    settings.WORKER_KEY = b""
    make.by_hand(LIES[lie], hers=carla.pk, his=omar.pk)
    settings.ROOT_KEY, settings.ROOT_KEY_FORMER = suite.fresh(), [settings.ROOT_KEY]

    [line] = [each for each in rotation.run() if each.name == "second factors"]
    settings.ROOT_KEY_FORMER = []

    assert (line.done, line.refused) == (2, 1)
    assert _both_ways(hers, carla) == [carla.email] * 2
    assert _comes_in(his) == omar.email
    his.owner = user_pk_to_url_str(carla).encode()
    assert _both_ways(his, carla) == ["", ""]


def test_nobody_shows_once_more_by_another_s_passkey_that_it_is_she(
    pockets, carla, omar, browse
):
    """A laptop left open: what asks for a proof again is not opened by a key put there."""
    [hers, his] = pockets
    make.by_hand(COPIED_FROM_HIM, hers=carla.pk, his=omar.pk)
    add, shown = reverse("mfa_add_webauthn"), []

    for pocket in (his, hers):
        browser, way = browse(carla), reverse("mfa_reauthenticate_webauthn")
        options = browser.get(way).context["js_data"]["request_options"]
        browser.post(way, {"credential": pocket.signs(options)})
        shown.append(browser.get(add).status_code)

    assert shown == [302, 200]


def test_a_new_name_for_a_passkey_leaves_it_hers(pockets, carla, browse):
    [hers, _his] = pockets
    [row] = Authenticator.objects.filter(user=carla)
    edit = reverse("mfa_edit_webauthn", args=[row.pk])

    client = _shows_once_more(browse(carla), edit)
    client.post(edit, {"name": "The blue one"})

    row.refresh_from_db()
    assert (row.data["name"], _comes_in(hers)) == ("The blue one", carla.email)
