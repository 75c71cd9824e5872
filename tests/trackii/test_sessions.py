"""Sessions: whoever reads the rows finds nothing to sit down with."""

from base64 import urlsafe_b64decode
from datetime import timedelta

import make
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse
from roles import WebClient

from trackii import clock
from trackii.accounts import checks
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


def test_the_list_of_sessions_tells_them_apart_by_time_and_promises_no_browser(
    carla, browse
):
    here, elsewhere = browse(carla), browse(carla)
    elsewhere.get("/", headers={"user-agent": "Netscape of the thief"})
    agent = {"user-agent": "Mosaic of her own"}

    page = here.get(reverse("usersessions_list"), headers=agent).text

    assert page.count('<th scope="row">') == 2
    assert page.count("This browser") == 1
    assert page.count("<td") == 2  # whether it is this one, and nothing always empty
    assert "Browsers and addresses are not kept" in page
    assert "Netscape" not in page
    assert "Mosaic" not in page


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


def _ages(minutes):
    """The row of the session as it is after so many minutes in which nobody came."""
    make.by_hand(
        "UPDATE django_session SET expire_date = expire_date - make_interval(mins => %s)",
        minutes,
    )


def _begun_before(client, **ago):
    held = make.session_of(client)
    held["begun"] -= int(timedelta(**ago).total_seconds())
    held.save()


def _left():
    """How long the one session goes on if nobody comes."""
    return Session.objects.get().expire_date - clock.now()


def test_an_hour_without_work_ends_a_session(signed_in):
    _ages(59)
    before = signed_in.get("/").url
    _ages(61)

    after = signed_in.get("/")

    assert before == "/accounts/"
    assert after.url.startswith("/accounts/login/")


def test_work_begins_the_hour_anew_and_a_poll_does_not(signed_in):
    signed_in.get("/accounts/")  # it says "welcome" once, and forgets that it did
    _ages(40)
    signed_in.get("/accounts/", headers={"HX-Trigger": "poll"})
    polled = _left()
    signed_in.get("/accounts/")
    worked = _left()

    assert polled <= timedelta(minutes=20)
    assert timedelta(minutes=59) < worked <= timedelta(hours=1)


def test_twelve_hours_end_a_session_however_busy(signed_in):
    _begun_before(signed_in, hours=11, minutes=50)
    before, left = signed_in.get("/").url, _left()
    _begun_before(signed_in, minutes=10)
    make.by_hand(
        "UPDATE django_session SET expire_date = clock_timestamp() + interval '9 days'"
    )

    after = signed_in.get("/")

    assert before == "/accounts/"
    assert left <= timedelta(minutes=10)
    assert after.url.startswith("/accounts/login/")


def test_a_session_that_does_not_say_when_it_began_is_over(signed_in):
    held = make.session_of(signed_in)
    Session.objects.update(
        session_data=held.encode({k: v for k, v in held.items() if k != "begun"})
    )

    assert signed_in.get("/").url.startswith("/accounts/login/")


def test_work_does_not_bring_back_a_session_that_was_ended_meanwhile(signed_in):
    held = make.session_of(signed_in)
    assert held["_auth_user_id"]
    _ages(40)
    held.until -= timedelta(minutes=40)
    Session.objects.all().delete()

    held.go_on()

    assert not Session.objects.exists()


def test_who_was_signed_out_is_told_why_and_comes_back_where_she_was(signed_in):
    _ages(61)

    page = signed_in.get("/dialogues/?state=active", follow=True)
    afresh = WebClient().get("/dialogues/?state=active", follow=True)

    [(way, _status)] = page.redirect_chain
    assert way == "/accounts/login/?next=%2Fdialogues%2F%3Fstate%3Dactive&ended=yes"
    assert "after 60 minutes without work and 12 hours after it began" in page.text
    assert "without work" not in afresh.text


def test_who_signed_out_herself_is_told_nothing_of_the_kind(signed_in):
    cookie = _cookie(signed_in)
    signed_in.post("/accounts/logout/")

    page = _with(cookie).get("/dialogues/", follow=True)

    assert "without work" not in page.text


@pytest.mark.parametrize(
    ("idle", "whole", "told"),
    [
        (15, 1, []), (60, 24, []), (61, 12, ["E002"]), (14, 12, ["E002"]),
        (60, 25, ["E003"]), (60, 0, ["E003"]), (600, 240, ["E002", "E003"]),
    ],
)  # fmt: skip
def test_an_installation_is_told_of_sessions_that_end_too_late_or_too_early(
    settings, idle, whole, told
):
    settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE = idle * 60, whole * 3600

    found = checks.sessions_end()

    assert [error.id.removeprefix("trackii.") for error in found] == told
