"""Passwords and second factors: what is taken, what is refused, and what ends with a change."""

import re
from base64 import b32decode
from datetime import timedelta

import make
import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from in_service import shell
from roles import WebClient
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from trackii import clock
from trackii.accounts import adapters, invitations
from trackii.accounts.models import User
from trackii.audit.models import Entry

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def _joins(ada, password):
    """Whether somebody invited gets in with this password of her choice."""
    token = invitations.invite("nadia@example.org", by=ada)
    client = WebClient()
    client.post("/join/", {"code": token})
    page = client.post("/join/account/", {"name": "Nadia Vos", "password": password})
    return page.status_code == 302


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("elevensigns", False), ("qwertyuiop123", False), ("839274650192", False),
        ("trackii-admin-2026", False), ("Dialogue Workshop!", False),
        ("nadia@example.org", False), ("nadia vos 2026", False), ("Nadia.Vos.Nadia", False),
        ("summer2026!!", False), ("x7" * 64, False), ("Ж" * 6 + "я" * 6, False),
        ("only small letters", True), ("тишина над зимним прудом", True),
        ("🕊 over the marsh at dawn", True), ("trackii and a heron over reeds", True),
        ("a reed bends over the water " * 4, True),
    ],
)  # fmt: skip
def test_a_password_may_be_of_any_signs_and_no_easy_guess(ada, password, taken):
    assert _joins(ada, password) is taken


def test_what_three_thousand_people_would_choose_first_is_refused():
    """The commonest passwords, as they are and made as long as is asked for here."""
    first = FREQUENCY_LISTS["passwords"][:3000]
    endings = ("123456789012", "!!!!!!!!!!!!", "202620262026")
    long = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= 12]
    made = [
        word + endings[n % 3][: max(0, 12 - len(word))] for n, word in enumerate(first)
    ]

    taken = [each for each in {*made, *long} if _is_taken(each)]

    assert len({*made, *long}) > 3000
    assert taken == []
    assert _is_taken("only small letters")


def _is_taken(password, who=None):
    try:
        validate_password(password, who)
    except ValidationError:
        return False
    return True


def test_words_of_her_own_tables_make_no_password(heron, carla, omar):
    words = ("conti-heron-conti", "Lantern Harbour Ebbing 7")

    assert [_is_taken(each, omar) for each in words] == [True, True]
    with make.acting(carla):
        assert [_is_taken(each, carla) for each in words] == [False, False]


def test_a_password_is_taken_and_asked_for_exactly_as_it_was_typed(ada):
    assert _joins(ada, "  a Quiet room in autumn ")

    nadia = User.objects.get(email="nadia@example.org")
    assert nadia.check_password("  a Quiet room in autumn ")
    assert not nadia.check_password("a Quiet room in autumn")
    assert not nadia.check_password("  a quiet room in autumn ")


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/change/"])
def test_a_password_is_hidden_and_left_to_a_password_manager(carla, browse, address):
    client = WebClient() if "login" in address else browse(carla)

    fields = re.findall(
        r'<input[^>]*name="[^"]*password[^"]*"[^>]*>', client.get(address).text
    )

    assert fields
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert "onpaste" not in field


def test_a_change_wants_the_old_password_and_ends_every_session(carla, browse):
    here, elsewhere = browse(carla), browse(carla)
    new = {"password1": "a pond before the ice", "password2": "a pond before the ice"}

    refused = here.post("/accounts/password/change/", new | {"oldpassword": "not that"})
    kept = elsewhere.get("/").status_code
    here.post("/accounts/password/change/", new | {"oldpassword": make.PASSWORD})

    assert refused.status_code == 200
    assert kept == 200
    assert here.get("/").url.startswith("/accounts/login/")
    assert elsewhere.get("/").url.startswith("/accounts/login/")
    assert User.objects.get(pk=carla.pk).check_password("a pond before the ice")


@pytest.fixture
def with_app(carla):
    EmailAddress.objects.create(
        user=carla, email=carla.email, verified=True, primary=True
    )
    with adapters.of(carla):
        TOTP.activate(carla, SECRET)
    return carla


def _signs_in(colleague, code):
    client = WebClient()
    form = {"login": colleague.email, "password": make.PASSWORD}
    client.post("/accounts/login/", form)
    answer = client.post(reverse("mfa_authenticate"), {"code": code})
    return answer.status_code == 302


def test_a_password_alone_opens_nothing_where_there_is_a_second_factor(with_app):
    client = WebClient()

    client.post(
        "/accounts/login/", {"login": with_app.email, "password": make.PASSWORD}
    )

    assert client.get("/").url.startswith("/accounts/login/")
    assert client.get("/dialogues/").url.startswith("/accounts/login/")


def test_a_code_of_an_app_is_good_once(with_app):
    code = format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))

    first, again = _signs_in(with_app, code), _signs_in(with_app, code)

    assert (first, again) == (True, False)


def test_a_recovery_code_is_good_once_and_stands_nowhere_in_the_clear(with_app):
    with adapters.of(with_app):
        code, *_others = RecoveryCodes.activate(with_app).get_unused_codes()
    kept = str(Authenticator.objects.get(user=with_app, type="recovery_codes").data)

    first, again = _signs_in(with_app, code), _signs_in(with_app, code)

    assert (first, again) == (True, False)
    assert code not in kept


def test_a_reset_password_opens_no_way_round_the_second_factor(with_app):
    new = {"password1": "a pond before the ice", "password2": "a pond before the ice"}
    key = f"{with_app.pk.hex}-{default_token_generator.make_token(with_app)}"
    resetting, signing_in = WebClient(), WebClient()

    form = resetting.post("/accounts/password/reset/code/", {"code": key})
    resetting.post(form.url, new)
    signing_in.post(
        "/accounts/login/", {"login": with_app.email, "password": new["password1"]}
    )

    assert User.objects.get(pk=with_app.pk).check_password(new["password1"])
    assert resetting.get("/").url.startswith("/accounts/login/")
    assert signing_in.get("/").url.startswith("/accounts/login/")
    assert signing_in.get(reverse("mfa_authenticate")).status_code == 200


def test_signing_out_ends_the_session_at_the_server(carla, client):
    client.post("/accounts/login/", {"login": carla.email, "password": make.PASSWORD})
    name, thief = settings.SESSION_COOKIE_NAME, WebClient()
    thief.cookies[name] = client.cookies[name].value
    sessions = reverse("usersessions_list")
    before = thief.get(sessions).status_code

    client.post("/accounts/logout/")

    assert before == 200
    assert thief.get(sessions).url.startswith("/accounts/login/")


def test_every_page_has_a_way_out(carla, browse):
    client = browse(carla)

    for address in ("/", "/dialogues/", "/accounts/2fa/", "/vault/unlock/"):
        assert reverse("account_logout") in client.get(address).text


def test_a_password_does_not_run_out(with_app):
    form = {"login": with_app.email, "password": make.PASSWORD}

    with clock.at(clock.now() + timedelta(days=3650)):
        client = WebClient()
        answer = client.post("/accounts/login/", form)

    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert User.objects.get(pk=with_app.pk).password == with_app.password


def test_in_service_a_password_rests_under_scrypt():
    words = (
        "from django.contrib.auth.hashers import make_password;"
        "print(make_password('a quiet room in autumn'))"
    )

    algorithm, work, _salt, block, lanes, _hash = shell(words).stdout.strip().split("$")

    assert (algorithm, int(work), int(block), int(lanes)) == ("scrypt", 2**14, 8, 5)


def test_seeds_of_second_factors_are_drawn_by_the_operating_system(monkeypatch, carla):
    drawn = []

    def urandom(size):
        drawn.append(size)
        return bytes(range(size))

    monkeypatch.setattr("secrets.token_bytes", urandom)
    seed = totp.generate_totp_secret()
    RecoveryCodes.generate_seed()

    assert drawn == [20, 40]  # 160 and 320 bits
    assert b32decode(seed) == bytes(range(20))


def test_codes_have_a_million_values_or_more(carla):
    with adapters.of(carla):
        codes = RecoveryCodes.activate(carla).get_unused_codes()

    assert app_settings.TOTP_DIGITS == 6
    assert {len(code) for code in codes} == {8}
    assert len(set(codes)) == len(codes) == 10


@pytest.mark.parametrize(("steps", "taken"), [(0, True), (-1, False), (1, False)])
def test_a_code_of_an_app_is_good_for_its_thirty_seconds(
    with_app, monkeypatch, steps, taken
):
    at = 1_800_000_015  # in the midst of a step
    monkeypatch.setattr(totp.time, "time", lambda: at)
    code = format_hotp_value(hotp_value(SECRET, at // 30 + steps))

    authenticator = Authenticator.objects.get(user=with_app, type="totp").wrap()

    with adapters.of(with_app):
        assert authenticator.validate_code(code) is taken


def _said(caplog):
    return [r.getMessage() for r in caplog.records if r.name == "trackii.refused"]


def test_a_refused_password_is_said_in_the_log_and_whose_it_would_have_been(
    carla, client, caplog
):
    for email in (carla.email.upper(), "nobody@example.org"):
        client.post("/accounts/login/", {"login": email, "password": "not that one"})

    known, unknown = _said(caplog)
    assert known == f"refused account_login {carla.pk}"
    assert unknown == "refused account_login " + "-" * len(str(carla.pk))


def test_every_kind_of_proof_that_is_refused_is_said_in_the_log(
    with_app, browse, caplog
):
    client = WebClient()
    form = {"login": with_app.email, "password": make.PASSWORD}
    client.post("/accounts/login/", form)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    inside = browse(with_app)
    inside.post("/accounts/reauthenticate/", {"password": "not that one"})
    inside.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    WebClient().post(reverse("mfa_login_webauthn"), {"credential": "{}"})
    WebClient().post(reverse("own:enter"), {"code": "no code of ours"})

    assert _said(caplog) == [
        f"refused mfa_authenticate {with_app.pk}",
        f"refused account_reauthenticate {with_app.pk}",
        f"refused mfa_reauthenticate {with_app.pk}",
        f"refused mfa_login_webauthn {'-' * 36}",
        f"refused own:enter {'-' * 36}",
    ]


def test_who_is_let_in_is_on_the_record_and_not_in_the_log_of_refusals(
    carla, client, caplog
):
    client.post("/accounts/login/", {"login": carla.email, "password": make.PASSWORD})

    assert _said(caplog) == []
    assert Entry.objects.get(verb="sign in").actor == carla.pk


def test_a_code_of_an_app_proves_somebody_again(with_app, browse):
    client, way = browse(with_app), reverse("mfa_reauthenticate")
    code = format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))

    page = client.get(way)
    wrong = client.post(way, {"code": "000000"})
    right = client.post(way, {"code": code})

    assert f'action="{way}"' in page.text
    assert (wrong.status_code, right.status_code) == (200, 302)
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200


def test_who_ends_her_other_sessions_proves_herself_again(carla, browse):
    here, elsewhere = browse(carla), browse(carla)
    way = reverse("usersessions_list")
    held = make.session_of(here)
    held["account_authentication_methods"][0]["at"] -= 3600
    held.save()

    asked = here.post(way)
    still = elsewhere.get("/").status_code
    here.post(asked.url, {"password": make.PASSWORD})
    here.post(way)

    assert asked.url.startswith("/accounts/reauthenticate/")
    assert still == 200
    assert elsewhere.get("/").url.startswith("/accounts/login/")
    assert here.get("/").status_code == 200
