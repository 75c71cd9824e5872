"""A machine with somebody's cookie is held back; a person never notices."""

import subprocess
from contextlib import suppress
from datetime import timedelta
from time import monotonic, sleep

import make
import pytest
from django.conf import settings as live
from in_service import read, shell
from redis import Redis
from redis.exceptions import RedisError

from trackii import clock, wheels
from trackii.audit.models import Entry
from trackii.vault import pace, unlocking

pytestmark = pytest.mark.django_db
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def slow(settings):
    """Five a minute, so that a test need not ask for hundreds; and a minute of its own."""
    settings.PACE = 5
    begins = clock.now().replace(second=1)
    with clock.at(begins):
        yield begins


def test_in_service_it_is_on_and_for_the_demo_and_measuring_it_is_not():
    ran = shell("print(settings.PACE)")

    assert ran.returncode == 0, ran.stderr
    assert (read(ran.stdout), live.PACE) == (240, 0)


def _asked(client, times, way="/dialogues/"):
    return [client.get(way).status_code for _ in range(times)]


def test_who_asks_faster_than_anybody_reads_waits_a_minute_and_nobody_else_does(
    slow, heron, carla, farid, browse
):
    hers, in_another_tab, his = browse(carla), browse(carla), browse(farid)

    first = _asked(hers, 5)
    sixth = hers.get("/dialogues/heron/")
    beside = _asked(in_another_tab, 1)
    of_him = _asked(his, 1)
    with clock.at(slow + A_MINUTE):
        later = _asked(hers, 1)

    assert (first, beside, of_him, later) == ([200] * 5, [429], [200], [200])
    assert (sixth.status_code, "Ebbing Marsh" in sixth.text) == (429, False)
    assert "leave at once" in sixth.text


def test_what_was_typed_too_fast_is_not_lost_and_not_done(
    slow, heron, in_session, rosa, browse
):
    client, room = browse(rosa), f"/dialogues/heron/workshops/{in_session.number}/room/"
    note = {"session": in_session.sessions.get().pk, "words": "They fear the winter."}
    _asked(client, 5)

    answer = client.post(f"{room}write/", note)

    assert (answer.status_code, "They fear the winter." in answer.text) == (409, True)
    assert not in_session.sessions.get().notes.exists()


def test_nobody_is_kept_from_leaving(slow, carla, browse):
    client = browse(carla)
    _asked(client, 6)

    client.post("/vault/lock/")
    locked = Entry.objects.filter(verb="lock").exists()
    left = client.post("/vault/panic/")

    assert (locked, left.status_code) == (True, 200)
    assert client.get("/").url.startswith("/accounts/login/")


@pytest.fixture
def own_redis(settings):
    """A Redis of this test's own, to be stopped."""
    port = make.free_port()
    program = [wheels.redis() / "redis-server", "--port", str(port), "--save", ""]
    with subprocess.Popen(program, stdout=subprocess.DEVNULL) as server:
        settings.REDIS_URL = f"redis://127.0.0.1:{port}"
        ends = monotonic() + 10
        while monotonic() < ends:
            with Redis.from_url(settings.REDIS_URL) as redis, suppress(RedisError):
                redis.ping()
                break
            sleep(0.05)
        _forget_connections()
        yield server
        server.terminate()
    _forget_connections()


def _forget_connections():
    """Whatever was asked first in this process keeps the Redis it knew."""
    pace._redis.cache_clear()
    unlocking._redis.cache_clear()


def test_redis_stopped_the_house_stands_and_goes_on_counting(
    own_redis, slow, carla, farid, browse
):
    hers, his = browse(carla), browse(farid)
    before = _asked(hers, 5)

    own_redis.terminate()
    own_redis.wait(10)
    away, of_him = _asked(hers, 7), _asked(his, 1)
    with clock.at(slow + A_MINUTE):
        later = _asked(hers, 1)

    assert before == [200] * 5
    assert away == [200] * 5 + [429] * 2  # counted anew, and not for ever
    assert (of_him, later) == ([200], [200])


def test_the_count_names_nobody_and_is_gone_after_two_minutes(slow, carla, browse):
    _asked(browse(carla), 1)

    with Redis.from_url(live.REDIS_URL) as redis:
        place = pace._place(carla)
        assert redis.exists(place)
        assert 0 < redis.ttl(place) <= 120
    assert carla.pk.hex not in place.replace("-", "")
