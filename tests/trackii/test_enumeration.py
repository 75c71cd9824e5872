"""Whoever asks from outside learns of no address whether somebody works here under it."""

import re
from itertools import count
from statistics import median
from time import thread_time

import make
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from roles import WebClient

from trackii.accounts import adapters
from trackii.accounts.models import User
from trackii.running import within

SCRYPT = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
NOBODY = "nobody-00@example.org"
WITHIN = 0.05
_number = count(10)


def _colleague(**changes):
    """Somebody whose address is as long as nobody's."""
    email = f"nobody-{next(_number)}@example.org"
    user = User.objects.create_user(email, "Nadia Vos", make.PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    User.objects.filter(pk=user.pk).update(**changes)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def scrypt(settings):
    """Passwords weighed as they are in service."""
    settings.PASSWORD_HASHERS = SCRYPT


@pytest.fixture
def addresses(db):
    """Accounts of every kind, by their addresses, and one that is none."""
    passkey, app = _colleague(), _colleague()
    Authenticator.objects.create(user=passkey, type="webauthn", data={"name": "Key"})
    with adapters.of(app):
        TOTP.activate(app, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    known = {
        "with a password alone": _colleague(),
        "with a passkey": passkey,
        "with an authenticator": app,
        "that is closed": _colleague(is_active=False),
        "without a password": _colleague(password=make_password(None)),
    }
    return {kind: user.email for kind, user in known.items()} | {"unknown": NOBODY}


SIGN_IN = (
    "/accounts/login/",
    lambda email: {"login": email, "password": "a wrong one"},
)
RESET = ("/accounts/password/reset/", lambda email: {"email": email})
DOORS = pytest.mark.parametrize("door", [SIGN_IN, RESET], ids=["sign in", "reset"])


def _ask(door, email, client=None):
    """What is answered, in how many queries, and what it cost this very thread."""
    path, form = door
    client = client or WebClient()
    client.cookies.clear()
    with CaptureQueriesContext(connection) as asked:
        begun = thread_time()
        answer = client.post(path, form(email))
        cost = thread_time() - begun
    return answer, len(asked), cost


def _plain(answer, email):
    words = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text)
    return words.replace(email, "somebody")


@DOORS
def test_known_and_unknown_addresses_are_answered_in_the_same_words(door, addresses):
    said = set()
    for email in addresses.values():
        cache.clear()
        answer, _queries, _cost = _ask(door, email)
        where = answer.get("Location")
        said.add(
            (answer.status_code, where, len(answer.content), _plain(answer, email))
        )

    assert len(said) == 1


@DOORS
def test_known_and_unknown_addresses_are_answered_in_the_same_time(
    door, scrypt, addresses
):
    costs, asked, client = {kind: [] for kind in addresses}, {}, WebClient()
    _ask(door, NOBODY, client)  # the first one pays for what is loaded
    for _round in range(24):  # until chance has evened out, and not for ever
        for _try in range(4):
            for kind, email in addresses.items():
                cache.clear()
                _answer, asked[kind], cost = _ask(door, email, client)
                costs[kind].append(cost)
        typical = {kind: median(found) for kind, found in costs.items()}
        apart = max(typical.values()) / min(typical.values()) - 1
        if apart <= WITHIN:
            break

    assert apart <= WITHIN, typical
    # Where a password is weighed, a query more is a hundredth of it; elsewhere it would tell.
    assert door is SIGN_IN or len(set(asked.values())) == 1


@DOORS
def test_too_many_tries_are_told_of_an_address_that_is_nobodys_too(door, addresses):
    tried = {}
    for kind, email in addresses.items():
        cache.clear()
        answers = [_ask(door, email)[0] for _try in range(7)]
        tried[kind] = [(each.status_code, len(each.content)) for each in answers]

    first, *others = tried.values()
    assert first[0] != first[-1]
    assert [other for other in others if other != first] == []


@pytest.mark.django_db(transaction=True)
def test_a_letter_about_a_password_goes_to_who_is_known_and_open(addresses):
    for email in addresses.values():
        cache.clear()
        _ask(RESET, email)

    open_ = sorted(set(addresses.values()) - {NOBODY, addresses["that is closed"]})
    assert within(10, lambda: len(mail.outbox) >= len(open_))
    assert sorted(to for letter in mail.outbox for to in letter.to) == open_


def test_a_link_that_was_never_given_out_says_the_same_of_everybody(addresses):
    known = User.objects.get(email=addresses["with a password alone"])

    pages = [
        WebClient().post(
            "/accounts/password/reset/code/",
            {"code": f"{number}-c0ffee-{'1' * 32}"},
            follow=True,
        )
        for number in (known.pk.hex, "0" * 32)
    ]

    assert pages[0].status_code == pages[1].status_code
    assert _plain(pages[0], known.pk.hex) == _plain(pages[1], "0" * 32)


def test_a_wrong_password_leads_no_account_to_a_second_step(addresses):
    for email in addresses.values():
        client = WebClient()
        cache.clear()
        client.post(*[SIGN_IN[0], SIGN_IN[1](email)])

        assert client.get(reverse("mfa_authenticate")).url == "/accounts/login/"
