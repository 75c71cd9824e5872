"""The worker is killed in the middle, again and again: no letter is lost, and none goes twice."""

import os
import subprocess
import sys
from collections import Counter
from time import sleep
from uuid import uuid4

import make
import pytest
from celery import Celery
from django.conf import settings as live
from django.db import connection

from trackii import clock, embedded, mailbox
from trackii.outbox import letters
from trackii.outbox.models import Letter
from trackii.running import within
from trackii.vault import suite

LETTERS, KILLS = 4_500, 100


@pytest.fixture
def post(settings, tmp_path, monkeypatch):
    """A post office on the disk, and a worker that is started as often as it is killed."""
    monkeypatch.setenv("TRACKII_VAR", str(tmp_path))
    seed = suite.fresh()
    settings.WORKER_PUBLIC = suite.public(seed)
    office = Office(tmp_path, settings, seed)
    yield office
    office.close()


class Office:
    def __init__(self, folder, settings, seed):
        own = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        number, at = 8 + int(own) % 8, connection.settings_dict
        self.port = make.free_port()
        self.here = {
            "PATH": os.defpath, "TRACKII_VAR": str(folder), "TRACKII_ROLE": "worker",
            "DATABASE_URL": f"postgresql://{at['USER']}@/{at['NAME']}?host={at['HOST']}",
            "REDIS_URL": f"{live.REDIS_URL}?db={number}",
            "TRACKII_KEYSTORE": str(settings.KEYSTORE),
            "TRACKII_AUDIT_KEY": suite.text(settings.AUDIT_KEY),
            "TRACKII_WORKER_KEY": suite.text(seed),
            "TRACKII_SMTP": f"smtp://127.0.0.1:{self.port}",
            "TRACKII_SENDER": "desk@trackii.example",
            "TRACKII_ORIGIN": "https://trackii.example", "TRACKII_HOSTS": "trackii.example",
        }  # fmt: skip
        joint = "&" if "?" in live.CELERY_BROKER_URL else "?"
        place = f"{live.CELERY_BROKER_URL}{joint}virtual_host={number}"
        self.bell = Celery(broker=place, set_as_current=False)
        self.bell.control.purge()
        self.sink = self._start("manage.py", "mailbox", "--port", str(self.port))
        self.worker = None

    def _start(self, *command):
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", *command],
            cwd=embedded.HERE, env=self.here, start_new_session=True,
        )  # fmt: skip

    def begin(self):
        celery = ("-m", "celery", "-A", "trackii", "-q", "worker", "--concurrency", "1")
        self.worker = self._start(*celery)

    def knock(self):
        self.bell.send_task("trackii.outbox.tasks.deliver")

    def kill(self):
        """Worker and all it had started, at this very moment."""
        os.killpg(self.worker.pid, 9)
        self.worker.wait()

    def close(self):
        for program in (self.worker, self.sink):
            if program and program.poll() is None:
                os.killpg(program.pid, 9)
                program.wait()
        self.bell.control.purge()
        self.bell.close()


def _at(state):
    return Letter.objects.filter(state=state).count()


@pytest.mark.django_db(transaction=True)
def test_no_letter_is_lost_and_none_goes_twice_however_often_the_worker_is_killed(
    post, heron, times, dice
):
    number, kills = times(LETTERS), times(KILLS)
    due = clock.now() + letters.JITTER * 3
    for one in range(number):
        letters.post(
            "reminder", initiative=heron.pk, occasion=uuid4(), version="1",
            address=f"person-{one}@example.net", language="en", due_at=due,
        )  # fmt: skip
    Letter.objects.update(due_at=clock.now())

    for killed in range(kills):
        post.begin()
        goal = number * (killed + 1) // (kills + 1)
        assert within(60, lambda goal=goal: _knocking(post, goal))
        sleep(dice.uniform(0, 0.05))
        post.kill()
    hung = _at("sending") + _at("uncertain")
    # The lease of whoever was killed runs out.
    make.by_hand(
        "UPDATE outbox_letter SET leased_until = now() WHERE state = 'sending'"
    )
    post.begin()
    assert within(600, lambda: _knocking(post, number)), Counter(
        Letter.objects.values_list("state", flat=True)
    )

    arrived = Counter(letter.to for letter in mailbox.letters())
    sent, uncertain = _at("sent"), _at("uncertain")
    assert [to for to, often in arrived.items() if often > 1] == []
    assert sent + uncertain == number
    assert uncertain == hung <= kills
    # What is called sent did arrive; of the uncertain ones, those that did are no others.
    assert sent <= len(arrived) <= sent + uncertain
    assert Letter.objects.filter(state="sent", recipient__isnull=False).count() == 0
    assert Letter.objects.filter(state="uncertain", recipient=None).count() == 0


def _knocking(post, goal):
    """Knock until this many are settled one way or the other."""
    settled = Letter.objects.filter(state__in=["sent", "uncertain", "sending"]).count()
    if settled < goal or (goal == Letter.objects.count() and _at("sending")):
        if not post.bell.connection().default_channel.client.llen("celery"):
            post.knock()
        sleep(0.05)
        return False
    return True
