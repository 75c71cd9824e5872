"""The demo's doors: there for who sits at the demo, and nowhere else."""

import in_service
import make
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from roles import WebClient

from trackii import demo
from trackii.accounts import colleagues
from trackii.accounts.models import Invitation, User
from trackii.vault import members


@pytest.fixture
def troupe(db):
    """The cast, living in this database as in the demo's."""
    for each in demo.cast():
        user = User(pk=each.pk, email=each.email, name=each.name)
        user.set_password(each.password)
        user.save()
        members.make(user, each.passphrase)
    return demo.cast()


def test_one_click_signs_in_and_unlocks(troupe):
    client = WebClient()
    somebody = troupe[0]

    answer = client.post(reverse("become", args=[somebody.pk]), follow=True)

    assert answer.redirect_chain == [("/", 302)]
    assert somebody.name in answer.text
    assert "Vault unlocked" in answer.text


def test_who_sat_down_sees_where_she_is_signed_in_and_can_be_signed_out(troupe):
    client = WebClient()
    client.post(reverse("become", args=[troupe[0].pk]))
    listed = client.get(reverse("usersessions_list"))

    ended = colleagues.end_sessions(User.objects.get(pk=troupe[0].pk))

    assert listed.context["session_count"] == 1
    assert "This browser" in listed.text
    assert (ended, client.get("/").status_code) == (1, 302)


def test_the_sign_in_page_lists_the_cast_with_what_each_may_do(troupe):
    page = WebClient().get("/accounts/login/").text

    assert [each.name for each in troupe if each.name not in page] == []
    assert [str(each.line) for each in troupe if str(each.line) not in page] == []


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7", "", "localhost"])
def test_from_another_machine_there_is_no_such_door(troupe, address):
    client = WebClient(REMOTE_ADDR=address)

    door = client.post(reverse("become", args=[troupe[0].pk]))
    page = client.get("/accounts/login/").text

    assert door.status_code == 404
    assert client.get(reverse("mailbox")).status_code == 404
    assert troupe[0].name not in page


def test_a_colleague_who_is_not_of_the_cast_has_no_such_door(troupe):
    outsider = make.user("Omar Tanner")

    answer = WebClient().post(reverse("become", args=[outsider.pk]))

    assert answer.status_code == 404


def test_with_one_of_the_cast_missing_it_is_no_demo(troupe):
    User.objects.get(pk=troupe[-1].pk).delete()

    answer = WebClient().post(reverse("become", args=[troupe[0].pk]))

    assert answer.status_code == 404
    assert troupe[0].name not in WebClient().get("/accounts/login/").text


def test_off_the_embedded_database_there_is_no_such_door(troupe, settings):
    settings.EMBEDDED = False

    answer = WebClient().post(reverse("become", args=[troupe[0].pk]))

    assert answer.status_code == 404


def test_in_service_the_addresses_do_not_even_exist():
    asked = f"from django.urls import reverse; reverse('become', args=['{demo.cast()[0].pk}'])"

    run = in_service.shell(asked)

    assert run.returncode != 0
    assert "NoReverseMatch" in run.stderr


def test_a_house_is_founded_once(db, capsys):
    call_command("found", "first@example.org")
    link = capsys.readouterr().out.strip()
    ada = WebClient()
    way = ada.post("/join/", {"code": link}).url
    ada.post(way, {"name": "Ada Wren", "password": make.PASSWORD})

    with pytest.raises(CommandError, match="This house is founded"):
        call_command("found", "second@example.org")

    assert User.objects.get().is_administrator
    assert Invitation.objects.open().count() == 0


def test_founding_asks_for_an_address(db):
    with pytest.raises(CommandError, match="valid email"):
        call_command("found", "nobody")

    assert Invitation.objects.count() == 0
