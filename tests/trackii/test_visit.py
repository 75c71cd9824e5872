"""A visit is a session by hand: for the invented, on the embedded database."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from roles import WebClient

from trackii import crowd
from trackii.accounts import colleagues
from trackii.accounts.models import User
from trackii.crowd import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def convener():
    return staff.arrive(crowd.TEAM[0])


def _browser(printed):
    client = WebClient()
    header, _colon, pairs = printed.strip().partition(": ")
    assert header == "Cookie"
    for pair in pairs.split("; "):
        name, value = pair.split("=", 1)
        client.cookies[name] = value
    return client


def test_a_visitor_is_signed_in_and_past_the_second_factor(convener, capsys):
    call_command("visit", convener.email)

    page = _browser(capsys.readouterr().out).get("/")

    assert page.status_code == 200
    assert page.wsgi_request.user == convener
    assert not page.wsgi_request.keyring.is_open


def test_a_visitor_may_come_with_the_vault_open(convener, capsys):
    call_command("visit", convener.email, "--unlock")

    page = _browser(capsys.readouterr().out).get("/")

    assert page.status_code == 200
    assert page.wsgi_request.keyring.is_open


def test_a_visitor_sees_where_she_is_signed_in_and_can_be_signed_out(convener, capsys):
    call_command("visit", convener.email)
    browser = _browser(capsys.readouterr().out)
    listed = browser.get(reverse("usersessions_list"))

    ended = colleagues.end_sessions(convener)

    assert listed.context["session_count"] == 1
    assert "This browser" in listed.text
    assert (ended, browser.get("/").status_code) == (1, 302)


def test_colleagues_of_flesh_are_not_visited(ada):
    with pytest.raises(CommandError, match="neither of the demo nor of the crowd"):
        call_command("visit", ada.email)


def test_nobody_visits_as_one_who_is_not_here():
    assert not User.objects.exists()

    with pytest.raises(CommandError, match="neither of the demo nor of the crowd"):
        call_command("visit", crowd.TEAM[0].email)


def test_there_are_no_visits_outside_the_embedded_database(settings, convener):
    settings.EMBEDDED = False

    with pytest.raises(CommandError, match="embedded database only"):
        call_command("visit", convener.email)
