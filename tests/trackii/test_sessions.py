"""Sessions: whoever reads the rows finds nothing to sit down with."""

from base64 import urlsafe_b64decode

import make
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from roles import WebClient

from trackii.accounts.sessions import stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(carla, client):
    client.post("/accounts/login/", {"login": carla.email, "password": make.PASSWORD})
    return client


def _cookie(client):
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _with(value):
    thief = WebClient()
    thief.cookies[settings.SESSION_COOKIE_NAME] = value
    return thief


def test_the_cookie_opens_the_session_and_the_row_of_the_database_does_not(signed_in):
    from_the_browser = _with(_cookie(signed_in)).get("/")
    from_the_database = _with(Session.objects.get().session_key).get("/")

    assert from_the_browser.url == "/accounts/"
    assert from_the_database.url.startswith("/accounts/login/")


def test_no_column_of_any_session_holds_the_cookie(signed_in):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_json(s)::text || to_json(u)::text FROM django_session s,"
            " usersessions_usersession u WHERE u.session_key = s.session_key"
        )
        [[rows]] = cursor.fetchall()

    assert len(_cookie(signed_in)) >= 43
    assert _cookie(signed_in) not in rows


def test_signing_in_draws_a_new_cookie(carla, client):
    client.get("/accounts/login/")
    client.cookies[settings.SESSION_COOKIE_NAME] = "a cookie somebody planted"

    client.post("/accounts/login/", {"login": carla.email, "password": make.PASSWORD})

    assert _cookie(client) != "a cookie somebody planted"
    assert make.session_of(client)["_auth_user_id"] == str(carla.pk)


def test_a_session_goes_on_under_the_same_cookie(signed_in):
    before = _cookie(signed_in)

    signed_in.get("/accounts/")
    signed_in.post("/language/", {"language": "fr"})

    assert _cookie(signed_in) == before


def test_a_session_copied_under_another_key_is_nobodys(signed_in):
    hers = Session.objects.get()
    Session.objects.create(
        session_key=stored("a cookie of the thief"),
        session_data=hers.session_data,
        expire_date=hers.expire_date,
    )

    thief = _with("a cookie of the thief").get("/")

    assert signed_in.get("/").url == "/accounts/"
    assert thief.url.startswith("/accounts/login/")


def test_what_a_session_holds_is_no_words_in_the_database(signed_in):
    held = make.session_of(signed_in)
    held["mfa.totp.secret"] = "63GKTOPSECRET"
    held.save()

    row = Session.objects.get().session_data
    opened = urlsafe_b64decode(row)

    assert make.session_of(signed_in)["mfa.totp.secret"] == "63GKTOPSECRET"
    assert [w for w in ("63GK", "totp", "_auth_user") if w.encode() in opened] == []
