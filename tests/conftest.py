"""The cast: carla convenes, farid facilitates, vera and viktor vet, rosa reports, oskar
organises, rhea reads, ada administers, and omar is from elsewhere."""

import make
import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from roles import WebClient
from world import WORLDLY, build

from trackii import visiting
from trackii.accounts.models import User
from trackii.policy import Role
from trackii.vault import suite


@pytest.fixture(autouse=True)
def _cheap_and_apart(settings, tmp_path):
    """Derivations that cost little, a keystore of its own, passwords hashed for speed."""
    settings.UNLOCK_MEMORY_KIB, settings.UNLOCK_PASSES = 64, 1
    settings.KEYSTORE = tmp_path / "keystore"
    settings.KEYSTORE.mkdir()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
    }


@pytest.fixture
def worker(settings):
    """What only the worker's process holds, beside the web's own: for unit tests alone."""
    seed = suite.fresh()
    settings.WORKER_KEY, settings.WORKER_PUBLIC = seed, suite.public(seed)
    return seed


@pytest.fixture
def carla(db):
    return make.user("Carla Conti")


@pytest.fixture
def farid(db):
    return make.user("Farid Mansour")


@pytest.fixture
def vera(db):
    return make.user("Vera Novak")


@pytest.fixture
def viktor(db):
    return make.user("Viktor Lind")


@pytest.fixture
def rosa(db):
    return make.user("Rosa Reyes")


@pytest.fixture
def oskar(db):
    return make.user("Oskar Berg")


@pytest.fixture
def rhea(db):
    return make.user("Rhea Donnelly")


@pytest.fixture
def ada(db):
    return make.user("Ada Wren", administrator=True)


@pytest.fixture
def omar(db):
    return make.user("Omar Tanner")


@pytest.fixture
def team(carla, farid, vera, viktor, rosa, oskar, rhea):
    return {
        Role.CONVENER: [carla],
        Role.FACILITATOR: [farid],
        Role.VETTING_OFFICER: [vera, viktor],
        Role.RAPPORTEUR: [rosa],
        Role.ORGANISER: [oskar],
        Role.READER: [rhea],
    }


@pytest.fixture
def heron(team):
    """An initiative, opened by carla and signed."""
    return make.initiative(team)


@pytest.fixture
def approved(heron, carla, vera, viktor):
    """Two people, one a side, whom two officers approved."""
    officers = (vera, viktor)
    return [
        make.candidacy(heron, by=carla, side="A", state="approved", officers=officers),
        make.candidacy(
            heron,
            by=carla,
            side="B",
            name="Boris Lem",
            state="approved",
            officers=officers,
        ),
    ]


@pytest.fixture
def confirmed(heron, farid, approved, worker):
    """A round both have accepted, confirmed and ten days ahead."""
    return make.workshop(heron, by=farid, state="confirmed", seated=approved)


@pytest.fixture
def in_session(heron, farid, approved, worker):
    """A round that has been opened, with everybody there and one session open."""
    opened = make.workshop(heron, by=farid, state="in_session", seated=approved)
    make.attended(opened, by=farid)
    make.session(opened, by=farid)
    return opened


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


@pytest.hookimpl(trylast=True)  # after the order was shuffled: it stays so within both
def pytest_collection_modifyitems(items):
    """Whoever lives in the world needs a database, and says so by living there."""
    for item in items:
        if "world" in item.fixturenames:
            item.add_marker(pytest.mark.django_db)
    items.sort(key=lambda item: LONG.isdisjoint(item.path.parts))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """What a test adds is rolled back: statistics made in between would say of every
    table that it is large and empty, and plans made of them take minutes."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = false)')


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """One initiative in every stage, built once; what a test changes there is undone."""
    kept = {name: getattr(django_settings, name) for name in WORLDLY}
    django_settings.KEYSTORE = tmp_path_factory.mktemp("keystore")
    django_settings.UNLOCK_MEMORY_KIB, django_settings.UNLOCK_PASSES = 64, 1
    django_settings.WORKER_KEY = suite.fresh()
    django_settings.WORKER_PUBLIC = suite.public(django_settings.WORKER_KEY)
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), transaction.atomic():
        assert connection.settings_dict["NAME"].startswith("test_")
        built = build()
        built.cookies = {
            each.pk: visiting.sit_down(each, make.PASSPHRASE)
            for each in vars(built).values()
            if isinstance(each, User)
        }
        built.settings = {name: getattr(django_settings, name) for name in WORLDLY}
        for name, value in kept.items():
            setattr(django_settings, name, value)
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def inside(world, settings, django_db_blocker, browse):
    """Browsers in that world."""
    for name, value in world.settings.items():
        setattr(settings, name, value)
    with django_db_blocker.unblock():
        yield browse
