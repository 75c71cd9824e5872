"""The cast: carla convenes, farid facilitates, vera and viktor vet, rosa reports, oskar
organises, rhea reads, ada administers, and omar is from elsewhere."""

import os
import shutil
from pathlib import Path

import make
import psycopg
import pytest
from django.db import connection
from ground import CHEAP, LAYERS, Ground, beneath, somebody, thing
from roles import WebClient

from trackii import embedded, visiting
from trackii.audit import marks

MEMORY, ROOM = Path("/dev/shm"), 2 * 10**9


def pytest_configure(config):
    """Nothing a test writes has to outlive the machine: where memory is to be had, it lies
    there, and nobody waits for a disk after every key."""
    there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    if not config.option.basetemp and there and shutil.disk_usage(MEMORY).free > ROOM:
        config.option.basetemp = MEMORY / f"trackii-tests-{os.getpid()}"
        config.add_cleanup(
            lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True)
        )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Nor has the database, where it is the tests' own: a folder that was named for them."""
    if os.environ.get("TRACKII_VAR") and not os.environ.get("DATABASE_URL"):
        with psycopg.connect(embedded.database_url("postgres"), autocommit=True) as own:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                own.execute(f"ALTER SYSTEM SET {name} = off")
            own.execute("SELECT pg_reload_conf()")


@pytest.fixture(autouse=True)
def _cheap_and_apart(settings, tmp_path):
    """Derivations that cost little, a keystore of its own, passwords hashed for speed."""
    marks.begin()  # each test is a house of its own, with a record of its own
    (tmp_path / "keystore").mkdir()
    for name, value in (CHEAP | {"KEYSTORE": tmp_path / "keystore"}).items():
        setattr(settings, name, value)
    settings.LANGUAGES = settings.PREPARED_FOR
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_AUTOREFRESH = True  # no search of the disk for each browser
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
    }


@pytest.fixture(scope="session")
def ground(django_db_setup, django_db_blocker, tmp_path_factory):
    ground = Ground(tmp_path_factory.mktemp("ground"))
    yield ground
    with django_db_blocker.unblock():
        ground.leave()


@pytest.fixture
def _django_db_helper(_stood_on, _django_db_helper):
    """pytest-django's own, which begins a test's transaction: above what is laid."""


@pytest.fixture
def _stood_on(request, ground, django_db_blocker):
    with django_db_blocker.unblock():
        ground.stand_on(beneath(request.node))


@pytest.fixture
def laid(db, ground, settings):
    """What this test stands on: its own to change."""
    if ground.keystore:
        shutil.copytree(ground.keystore, settings.KEYSTORE, dirs_exist_ok=True)
        ground.open_again()
    return ground.copy()


@pytest.fixture
def worker(settings, ground):
    """What only the worker's process holds, beside the web's own: for unit tests alone."""
    for name, value in ground.worker_settings.items():
        setattr(settings, name, value)
    return ground.worker


@pytest.fixture
def carla(laid):
    return somebody(laid, "carla")


@pytest.fixture
def farid(laid):
    return somebody(laid, "farid")


@pytest.fixture
def vera(laid):
    return somebody(laid, "vera")


@pytest.fixture
def viktor(laid):
    return somebody(laid, "viktor")


@pytest.fixture
def rosa(laid):
    return somebody(laid, "rosa")


@pytest.fixture
def oskar(laid):
    return somebody(laid, "oskar")


@pytest.fixture
def rhea(laid):
    return somebody(laid, "rhea")


@pytest.fixture
def omar(laid):
    return somebody(laid, "omar")


@pytest.fixture
def ada(db):
    return make.user("Ada Wren", administrator=True)


@pytest.fixture
def team(laid):
    return thing(laid, "team")


@pytest.fixture
def heron(laid, team):
    """An initiative, opened by carla and signed."""
    return thing(laid, "heron")


@pytest.fixture
def approved(laid, heron):
    """Two people, one a side, whom two officers approved."""
    return thing(laid, "approved")


@pytest.fixture
def confirmed(laid, approved, worker):
    """A round both have accepted, confirmed and ten days ahead."""
    return thing(laid, "confirmed")


@pytest.fixture
def in_session(laid, approved, worker):
    """A round that has been opened, with everybody there and one session open."""
    return thing(laid, "in_session")


@pytest.fixture
def client():
    """A browser nobody sits at yet."""
    return WebClient()


@pytest.fixture
def browse():
    """A browser at work for somebody: signed in, and unlocked unless told otherwise."""

    def sit_down(who=None, *, htmx=False, locked=False):
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}
        client = WebClient(headers=headers if htmx else None)
        if who is not None:
            words = None if locked else make.PASSPHRASE
            for name, value in visiting.sit_down(who, words).items():
                client.cookies[name] = value
        return client

    return sit_down


# Whole stories, and what starts a house of its own: begun first, so that no core is left
# waiting for one of them at the end.
LONG = {"journeys", "test_page_bars.py", "test_bench.py", "test_containers.py"}


@pytest.hookimpl(trylast=True)  # after the order was shuffled: it stays so within each
def pytest_collection_modifyitems(items):
    """Long stories first; then side by side what stands on the same ground."""
    depth = list(LAYERS).index
    items.sort(
        key=lambda item: (
            LONG.isdisjoint(item.path.parts),
            [depth(name) for name in beneath(item)],
        )
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """What a test adds is rolled back: statistics made in between would say of every
    table that it is large and empty, and plans made of them take minutes."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = false)')


@pytest.fixture
def world(laid, worker):
    """One initiative in every stage; what a test changes there is undone."""
    return thing(laid, "world")


@pytest.fixture
def guests(laid, world):
    """Two participants in that world, each with a private link."""
    return thing(laid, "guests")


@pytest.fixture
def inside(world, browse):
    """Browsers in that world."""
    return browse
