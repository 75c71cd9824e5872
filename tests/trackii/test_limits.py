"""Guesses are counted for the whole house, and the counters name nobody."""

import json

import make
import pytest
from django.core.cache import caches
from django.db import connection

from trackii.audit.models import Entry

pytestmark = pytest.mark.django_db

WRONG = {"passphrase": "six other words that open nothing"}


def _tries():
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(cache_key || value, ' ') FROM accounts_try")
        return cursor.fetchone()[0]


def test_after_ten_wrong_passphrases_even_the_right_one_waits(carla, browse):
    client = browse(carla, locked=True)

    answers = [client.post("/vault/unlock/", WRONG).status_code for _ in range(10)]
    late = client.post("/vault/unlock/", {"passphrase": make.PASSPHRASE})

    assert answers == [422] * 10
    assert late.status_code == 429
    assert "Too many tries" in late.text
    assert Entry.objects.filter(verb="unlock", outcome="refused").count() == 10


def test_one_members_guesses_keep_nobody_else_out(carla, farid, browse):
    for _ in range(11):
        browse(carla, locked=True).post("/vault/unlock/", WRONG)

    answer = browse(farid, locked=True).post(
        "/vault/unlock/", {"passphrase": make.PASSPHRASE}
    )

    assert answer.status_code == 302


def test_after_five_wrong_passwords_an_account_waits(carla, client):
    wrong = {"login": carla.email, "password": "not that one"}

    for _ in range(5):
        client.post("/accounts/login/", wrong)
    late = client.post("/accounts/login/", wrong | {"password": make.PASSWORD})

    assert late.status_code == 200
    assert "Too many failed login attempts" in late.text


def test_behind_a_proxy_tries_are_counted_by_whom_it_saw(carla, client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def tries(number, seen, claimed="192.0.2.1"):
        form = {"login": f"nobody-{number}@example.org", "password": "not that one"}
        way = {"X-Forwarded-For": f"{claimed}{number}, {seen}"}
        return client.post("/accounts/login/", form, headers=way).text

    first = [tries(number, "198.51.100.7") for number in range(11)]
    another = tries(12, "198.51.100.8")

    late = "Too many failed login attempts"
    assert [late in page for page in first] == [False] * 10 + [True]
    assert late not in another


def test_the_counters_name_no_account_and_no_address(carla, client, browse):
    client.post("/accounts/login/", {"login": carla.email, "password": "not that one"})
    browse(carla, locked=True).post("/vault/unlock/", WRONG)

    rows = _tries()

    assert rows
    for name in (carla.email, str(carla.pk), carla.pk.hex, "127.0.0.1", "unlock"):
        assert name not in rows


def test_every_process_counts_in_the_same_place(carla, browse):
    browse(carla, locked=True).post("/vault/unlock/", WRONG)
    key = f"allauth:rl:allauth.account:unlock:10/300.0/user:user:{carla.pk}"

    another_process = caches.create_connection("default")

    assert len(another_process.get(key)) == 1


def test_what_a_row_says_is_read_and_never_run(carla, browse):
    """A pickle in a table is a program for whoever writes to the database."""
    caches["default"].clear()
    browse(carla, locked=True).post("/vault/unlock/", WRONG)

    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM accounts_try")
        values = [json.loads(value) for (value,) in cursor.fetchall()]

    assert all(isinstance(value, (list, bool)) for value in values)


def test_a_counter_whose_time_is_over_counts_no_more(db):
    cache = caches["default"]
    first, second = cache.add("a", [1], 60), cache.add("a", [2], 60)
    make.by_hand(
        "UPDATE accounts_try SET expires = clock_timestamp() - interval '1 second'"
    )

    assert (first, second, cache.get("a")) == (True, False, None)
    assert cache.add("a", [3], 60)
    assert (cache.get("a"), cache.delete("a"), cache.delete("a")) == ([3], True, False)
