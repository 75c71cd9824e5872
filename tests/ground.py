"""What many tests begin from, laid once and left by each as it was found.

Each layer stands on the one before it, within a savepoint that stays open; what a test adds
is undone above it. Whatever a test does not stand on is taken away before it begins, and
laid again for the next that needs it: the order of the tests costs time and nothing else.
"""

import pickle
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from types import SimpleNamespace

import guests
import make
import world
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings

from trackii import visiting
from trackii.accounts.models import User
from trackii.audit import marks
from trackii.policy import Role
from trackii.vault import suite, unlocking

CHEAP = {
    "UNLOCK_MEMORY_KIB": 64,
    "UNLOCK_PASSES": 1,
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}
CAST = {
    "carla": "Carla Conti", "farid": "Farid Mansour", "vera": "Vera Novak",
    "viktor": "Viktor Lind", "rosa": "Rosa Reyes", "oskar": "Oskar Berg",
    "rhea": "Rhea Donnelly", "omar": "Omar Tanner",
}  # fmt: skip
STALE = 300  # seconds: an unlocked vault left alone locks itself after some more


def somebody(on, name):
    """One of the cast, made when she is first asked for."""
    if not hasattr(on, name):
        setattr(on, name, make.user(CAST[name]))
    return getattr(on, name)


def _team(on):
    on.team = {
        Role.CONVENER: [somebody(on, "carla")],
        Role.FACILITATOR: [somebody(on, "farid")],
        Role.VETTING_OFFICER: [somebody(on, "vera"), somebody(on, "viktor")],
        Role.RAPPORTEUR: [somebody(on, "rosa")],
        Role.ORGANISER: [somebody(on, "oskar")],
        Role.READER: [somebody(on, "rhea")],
    }


def _heron(on):
    """An initiative, opened by carla and signed."""
    on.heron = make.initiative(on.team)


def _approved(on):
    """Two people, one a side, whom two officers approved."""
    how = {"by": on.carla, "state": "approved", "officers": (on.vera, on.viktor)}
    on.approved = [
        make.candidacy(on.heron, side="A", **how),
        make.candidacy(on.heron, side="B", name="Boris Lem", **how),
    ]


def _confirmed(on):
    """A round both have accepted, confirmed and ten days ahead."""
    on.confirmed = make.workshop(
        on.heron, by=on.farid, state="confirmed", seated=on.approved
    )


def _in_session(on):
    """A round that has been opened, with everybody there and one session open."""
    on.in_session = make.workshop(
        on.heron, by=on.farid, state="in_session", seated=on.approved
    )
    make.attended(on.in_session, by=on.farid)
    make.session(on.in_session, by=on.farid)


def _world(on):
    """One initiative in every stage."""
    on.world = world.build()
    on.world.cookies = {
        each.pk: visiting.sit_down(each, make.PASSPHRASE)
        for each in vars(on.world).values()
        if isinstance(each, User)
    }


def _guests(on):
    """Two participants, each in by a private link."""
    on.guests = guests.invite(on.world)


LAYERS = {
    "team": _team, "heron": _heron, "approved": _approved, "confirmed": _confirmed,
    "in_session": _in_session, "world": _world, "guests": _guests,
}  # fmt: skip


def thing(on, name):
    """What a layer brings, built here and now where it was not laid before."""
    if not hasattr(on, name):
        LAYERS[name](on)
    return getattr(on, name)


def beneath(item):
    """The layers a test stands on, from the ground up."""
    marker = item.get_closest_marker("django_db")
    committed = marker is not None and marker.kwargs.get("transaction")
    if committed or "transactional_db" in item.fixturenames:
        return ()  # it finds a database without a transaction around it
    return tuple(name for name in LAYERS if name in item.fixturenames)


def _opened(things):
    """The vaults that stand open in Redis, which no transaction holds."""
    if not hasattr(things, "world"):
        return []
    redis, found = unlocking._redis(), []
    for member, cookies in things.world.cookies.items():
        place = unlocking._place(unlocking._half(cookies[settings.KEYRING_COOKIE_NAME]))
        found.append((place, redis.get(place), unlocking._places(member)[0]))
    return found


@dataclass(frozen=True)
class Layer:
    name: str
    opened: list
    things: bytes  # pickled: each test has a copy of its own
    keystore: Path
    taken_away: ExitStack
    laid: float


class Ground:
    def __init__(self, folder):
        self.folder, self.worker = folder, suite.fresh()
        self._layers, self._count = [], 0

    @property
    def worker_settings(self):
        return {"WORKER_KEY": self.worker, "WORKER_PUBLIC": suite.public(self.worker)}

    def stand_on(self, names):
        """Lay what is missing, take away what is too much or too old."""
        while self._layers and not self._fits(names):
            self._lift()
        for name in names[len(self._layers) :]:
            self._lay(name)

    def leave(self):
        self.stand_on(())

    def open_again(self):
        """Vaults that another test locked, as every lock of somebody everywhere does."""
        with unlocking._redis().pipeline() as pipe:
            for place, blob, hers in self._layers[-1].opened if self._layers else ():
                pipe.set(place, blob, ex=settings.IDLE_SECONDS)
                pipe.sadd(hers, place)
            pipe.execute()

    def copy(self):
        """What was laid here, for somebody to change."""
        return (
            pickle.loads(self._layers[-1].things) if self._layers else SimpleNamespace()
        )

    @property
    def keystore(self):
        return self._layers[-1].keystore if self._layers else None

    def _fits(self, names):
        laid = tuple(layer.name for layer in self._layers)
        fresh = monotonic() - self._layers[0].laid < STALE
        return fresh and laid == names[: len(laid)]

    def _lay(self, name):
        marks.begin()  # what the last test committed and lost is not missed here
        self._count += 1
        keystore = self.folder / f"{self._count}"
        if self.keystore:
            shutil.copytree(self.keystore, keystore)
        else:
            keystore.mkdir()
        things = self.copy()
        with ExitStack() as savepoint:
            savepoint.enter_context(transaction.atomic())
            with override_settings(**CHEAP, **self.worker_settings, KEYSTORE=keystore):
                LAYERS[name](things)
            connection.check_constraints()  # now, and not again after each test
            taken_away = savepoint.pop_all()
        self._layers.append(
            Layer(
                name,
                _opened(things),
                pickle.dumps(things),
                keystore,
                taken_away,
                monotonic(),
            )
        )

    def _lift(self):
        transaction.set_rollback(True)
        self._layers.pop().taken_away.close()
