"""Leaving: keys, sessions and opened vaults go together, and at other tables once is enough."""

import socket
from contextlib import contextmanager

import make
import pytest
from allauth.usersessions.models import UserSession
from roles import stepping_into

from dialogues import initiatives, keys
from dialogues import team as staffing
from trackii.accounts import colleagues
from trackii.audit.models import Entry
from trackii.rows import WORKER
from trackii.vault import tasks, unlocking
from trackii.vault.models import Compartment, Eviction, Grant

pytestmark = pytest.mark.django_db


@contextmanager
def _redis_away(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    there, settings.REDIS_URL = settings.REDIS_URL, f"redis://127.0.0.1:{port}/0"
    unlocking._redis.cache_clear()
    try:
        yield
    finally:
        settings.REDIS_URL = there
        unlocking._redis.cache_clear()


@pytest.fixture
def leave(heron, carla, farid, django_capture_on_commit_callbacks):
    """Two of the team end one role of somebody at heron."""

    def go(who, role):
        hers = heron.memberships.get(user=who, role=role)
        staffing.name_leaving(hers, by=carla)
        with django_capture_on_commit_callbacks(execute=True):
            staffing.release(hers, by=farid)

    return go


def _unlock(who):
    return unlocking.unlock(who, make.PASSPHRASE, session="of today")


def _stands_open(half, who):
    return bool(unlocking.find(half, who, session="of today", slide=False))


def test_who_has_no_role_left_is_signed_out_and_locked(
    browse, heron, leave, oskar, rosa
):
    his, hers = browse(oskar), browse(rosa)
    half, another = _unlock(oskar), _unlock(rosa)

    leave(oskar, "organiser")

    assert his.get("/").url.startswith("/accounts/login/")
    assert not UserSession.objects.filter(user=oskar).exists()
    assert (_stands_open(half, oskar), Eviction.objects.count()) == (False, 0)
    assert not Grant.objects.filter(member=oskar).exists()
    assert Entry.objects.get(verb="evict").subject == oskar.pk
    assert (hers.get("/").status_code, _stands_open(another, rosa)) == (200, True)


def test_who_has_a_role_left_goes_on(browse, heron, leave, carla, vera, oskar):
    staffing.sign(staffing.name(heron, oskar, "facilitator", by=carla), by=vera)
    his, half = browse(oskar), _unlock(oskar)

    leave(oskar, "organiser")

    assert his.get("/dialogues/heron/").status_code == 200
    assert _stands_open(half, oskar)
    with make.acting(oskar):
        assert initiatives.read(heron, by=oskar) == make.charter()


def test_at_another_table_a_leaver_signs_in_and_unlocks_once_more(
    browse, heron, team, leave, oskar
):
    larch = make.initiative(team, code="larch")

    leave(oskar, "organiser")

    again = browse(oskar)
    pages = [again.get(f"/dialogues/{code}/") for code in ("heron", "larch")]
    assert [page.status_code for page in pages] == [404, 200]
    with make.acting(oskar):
        assert initiatives.read(larch, by=oskar) == make.charter()


def test_what_redis_did_not_hear_the_worker_says_again(heron, leave, oskar, settings):
    half = _unlock(oskar)
    with _redis_away(settings):
        leave(oskar, "organiser")
    before = (_stands_open(half, oskar), Eviction.objects.count())

    for _twice in range(2):
        with stepping_into(WORKER):
            tasks.evict()

    assert before == (True, 1)  # without a session nobody comes as far as to use it
    assert (_stands_open(half, oskar), Eviction.objects.count()) == (False, 0)


def test_closing_an_account_takes_every_key_and_vault_with_it(
    browse, heron, ada, carla, oskar, django_capture_on_commit_callbacks
):
    half = _unlock(oskar)
    administrator = browse(ada)
    address = f"/administration/{oskar.pk}/close/"

    asked = administrator.get(address)
    before = Grant.objects.filter(member=oskar).count()
    with django_capture_on_commit_callbacks(execute=True):
        administrator.post(address)

    assert "What nobody else holds is lost" in asked.text
    assert (before, Grant.objects.filter(member=oskar).count()) == (3, 0)
    assert not UserSession.objects.filter(user=oskar).exists()
    assert not _stands_open(half, oskar)
    due = Compartment.objects.filter(due_since__isnull=False)
    assert {room.kind for room in due} == {"brief", "roster", "released"}
    assert Entry.objects.filter(verb="take", actor=ada.pk).count() == 3


def test_who_comes_back_is_given_her_keys_by_colleagues(heron, ada, carla, oskar):
    colleagues.close(oskar, by=ada)
    colleagues.reopen(oskar, by=ada)

    [debt] = keys.owed(carla)

    assert (debt.to, sorted(debt.kinds)) == (oskar, ["Brief", "Released", "Roster"])
