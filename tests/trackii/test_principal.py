"""Who stands before the database: named for as long as it is true, and not longer."""

import re

import make
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from roles import WebClient

from trackii import clock, principal
from trackii.accounts.sessions import SessionMiddleware
from trackii.celery import app

pytestmark = pytest.mark.django_db


def _said():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('trackii.principal', true)")
        return cursor.fetchone()[0] or ""


@pytest.fixture(autouse=True)
def _nobody_yet(db):
    principal.become(principal.NOBODY)


def test_within_a_block_one_is_somebody_and_afterwards_who_one_was(carla):
    hers = principal.member(carla.pk)

    with principal.acting_as(hers):
        with principal.acting_as(principal.OPERATOR):
            within = _said()
        after = _said()

    assert (within, after, _said()) == ("operator", f"member:{carla.pk}", "")


def test_a_block_that_breaks_ends_like_any_other():
    with pytest.raises(RuntimeError), principal.acting_as(principal.OPERATOR):
        raise RuntimeError

    assert _said() == ""


def test_a_transaction_that_breaks_takes_the_name_with_it():
    with (
        pytest.raises(DatabaseError, match="division by zero"),
        transaction.atomic(),
        principal.acting_as(principal.OPERATOR),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT 1 / 0")

    assert _said() == ""


def test_what_was_rolled_back_named_nobody():
    with transaction.atomic():
        principal.become(principal.OPERATOR)
        transaction.set_rollback(True)

    assert _said() == ""


def test_a_session_names_its_member_in_the_statement_that_reads_it(carla, browse):
    browser, heard = browse(carla, locked=True), []
    request = RequestFactory().get("/")
    request.COOKIES["session"] = browser.cookies["session"].value

    def answer(request):
        assert request.session["_auth_user_id"] == str(carla.pk)
        heard.append(_said())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        SessionMiddleware(answer)(request)

    assert heard == [f"member:{carla.pk}"]
    assert _said() == ""


@pytest.mark.parametrize("how", ["ended elsewhere", "over", "of an unknown cookie"])
def test_a_session_that_does_not_stand_names_nobody(how, carla, browse):
    browser = browse(carla, locked=True)
    own = make.session_of(browser).session_key
    if how == "ended elsewhere":
        make.by_hand("DELETE FROM usersessions_usersession")
    if how == "over":
        make.by_hand("UPDATE django_session SET expire_date = %s", clock.now())
    cookie = "unknown" if "unknown" in how else browser.cookies["session"].value
    request, heard = RequestFactory().get("/"), []
    request.COOKIES["session"] = cookie
    principal.become(principal.OPERATOR)  # left behind by whoever asked before

    def answer(request):
        request.session.get("_auth_user_id")
        heard.append(_said())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        SessionMiddleware(answer)(request)

    assert own
    assert heard == [""]


def test_a_block_that_asks_first_brings_no_older_name_back():
    principal.become(principal.OPERATOR)  # left behind by whoever asked before
    heard = []

    with principal.unnamed():
        with principal.acting_as("link:of her own"):
            heard.append(_said())
        heard.append(_said())

    assert heard == ["link:of her own", ""]


def test_an_administrator_is_told_where_the_wall_stands_and_where_not(ada, browse):
    behind_it = browse(ada, locked=True)
    past_it = Client()  # whose connection is the owner's
    past_it.cookies = behind_it.cookies

    assert "Second wall" in behind_it.get("/administration/health/").text
    assert "not standing" not in behind_it.get("/administration/health/").text
    assert "not standing" in past_it.get("/administration/health/").text


def test_signing_in_one_is_oneself_and_signing_out_nobody(carla):
    browser, words = WebClient(), {"login": carla.email, "password": make.PASSWORD}

    with CaptureQueriesContext(connection) as signing_in:
        browser.post("/accounts/login/", words)
    with CaptureQueriesContext(connection) as signing_out:
        browser.post("/accounts/logout/")

    assert _named(signing_in)[-1] == f"member:{carla.pk}"
    assert _named(signing_out)[-1] == ""


def _named(captured):
    """Who was named in full, one statement after the other."""
    said = "".join(query["sql"] for query in captured)
    return re.findall(
        r"set_config\('trackii.principal', '([^']*)', false\) FROM before", said
    )


def test_a_task_is_the_workers_whoever_calls_it():
    @app.task(shared=False)
    def listen():
        return _said()

    assert listen() == "worker"
    assert listen.apply().get() == "worker"
    assert _said() == ""
