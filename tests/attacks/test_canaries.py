"""The thief of the disk: nothing anybody typed stands there, however he looks for it."""

import re
from datetime import timedelta
from itertools import count

import leaks
import make
import pytest
from django.conf import settings as live
from django.core import mail
from django.urls import reverse
from redis import Redis
from world import build

from participants import vetting
from participants.models import Candidacy
from trackii import clock, embedded
from trackii.outbox import delivery
from trackii.outbox.models import Letter

_number = count(1)
STEM = "Wexquol"  # however a word is encoded, that of its beginning is in it


class Canaries:
    """Words nobody else uses, each typed in one place."""

    def __init__(self):
        self.typed = []

    def word(self):
        letters = "".join("aeioukmnrt"[int(digit)] for digit in f"{next(_number):04}")
        self.typed.append(f"{STEM}{letters}")
        return self.typed[-1]

    def words(self, *names):
        return {name: f"The {self.word()} of it." for name in names}


def _person(canaries, **more):
    name, contact = canaries.word(), canaries.word()
    return canaries.words("affiliation", "case", "office") | {
        "name": name, "variants": canaries.word(), "email": f"{contact}@example.net",
        "phone": "+961 70 987 612", "language": "en", "actor_type": "academic",
        "capacity": "personal",
    } | more  # fmt: skip


def _plan(canaries):
    plan = canaries.words("title", "venue", "address", "practical", "safety")
    return plan | {"time_zone": "UTC", "quorum": 1, "remind_days": 3}


def _opening(canaries, client, w):
    page = client.get(reverse("dialogues:open")).text
    team = {"facilitator": [w.facilitator.pk], "rapporteur": [w.rapporteur.pk],
            "convener": [w.convener.pk], "vetting_officer": [w.vera.pk, w.officer.pk]}  # fmt: skip
    return team | canaries.words(
        "title", "conflict", "side_a", "side_b", "third_party", "acceptable"
    ) | {
        "code": re.search(r'name="code" value="([\w-]+)"', page)[1], "scope": "regional",
        "method": "problem_solving", "third_party_kind": "ngo", "archive": "third_party",
        "regime": "chatham_house", "threshold": 5,
    }  # fmt: skip


def _type_into_everything(w, browse, canaries):
    """Every form with a place for words, sent by somebody who may, and taken."""
    first, free = w.rounds[0], w.rounds[1]
    side = w.heron.sides.get(letter="A").pk
    session = {"phase": "shape", "regime": "chatham_house"}
    for end, hours in (("starts_at", 1), ("ends_at", 2)):
        moment = first.starts_at + timedelta(hours=hours)
        session |= {f"{end}_0": moment.date(), f"{end}_1": moment.strftime("%H:%M")}
    ahead = make.workshop(w.heron, by=w.facilitator, state="provisional")
    told = {
        "dialogues:open": ("convener", [], None),
        "participants:nominate": ("convener", ["heron"], _person(canaries, side=side)),
        "participants:correct": ("officer", ["heron", w.fresh.person.code],
                                 _person(canaries)),
        "participants:recommend": ("vera", ["heron", w.fresh.person.code],
                                   canaries.words("grounds")),
        "participants:decline": ("officer", ["heron", w.reviewed.person.code],
                                 canaries.words("grounds")),
        "workshops:propose": ("facilitator", ["heron"], _plan(canaries)),
        "workshops:revise_plan": ("facilitator", ["heron", ahead.number], _plan(canaries)),
        "workshops:plan": ("facilitator", ["heron", first.number],
                           session | canaries.words("purpose")),
        "workshops:write": ("rapporteur", ["heron", first.number],
                            canaries.words("words") | {"session": 1}),
        "workshops:rewrite": ("rapporteur", ["heron", first.number, w.note.pk],
                              canaries.words("words") | {"edition": 1}),
        "workshops:draft": ("rapporteur", ["heron", free.number], canaries.words("words")),
        "workshops:revise": ("rapporteur", ["heron", first.number],
                             canaries.words("words") | {"edition": 1}),
        "workshops:keep": ("facilitator", ["heron", w.rounds[2].number],
                           canaries.words("reason") | {"key": "name?|boris", "edition": 1}),
    }  # fmt: skip
    for door, (who, args, data) in told.items():
        client = browse(getattr(w, who))
        given = _opening(canaries, client, w) if data is None else data
        if door in ("participants:recommend", "participants:decline"):
            signed = Candidacy.objects.get(person__code=args[1])
            given = given | {"read": vetting.edition(signed)}
        answer = client.post(reverse(door, args=args), given)
        assert answer.status_code == 302, (door, answer.text)


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_stands_nowhere(browse, worker, settings, caplog, capfd):
    begun = leaks.position()
    canaries, w = Canaries(), build()
    type(w.fresh).objects.filter(pk=w.fresh.pk).update(state="in_review")
    _type_into_everything(w, browse, canaries)
    make.workshop(w.heron, by=w.facilitator, state="confirmed", seated=[w.a, w.b])
    Letter.objects.filter(state="due").update(due_at=clock.now())
    delivery.deliver_due()

    places = {
        "database": leaks.dump(),
        "redis": _redis(),
        "keystore": b"".join(
            f.read_bytes() for f in settings.KEYSTORE.rglob("*") if f.is_file()
        ),
        "letters": b"".join(letter.message().as_bytes() for letter in mail.outbox),
        "logs": (caplog.text + "".join(capfd.readouterr())).encode(),
    }

    vast = {
        "changes of the database": leaks.changes(begun),
        "logs and files of the servers": leaks.kept(
            embedded.home(), but=("base", "pg_wal", "postgresql-18", "global")
        ),
        "what is embedded": leaks.kept(
            embedded.var(), but=("postgres", "static", "test")
        ),
    }

    assert len(canaries.typed) > 35
    assert leaks.found(places["database"], ["Carla Conti"]) == ["Carla Conti"]
    assert len(mail.outbox) > 0
    assert leaks.found(vast["changes of the database"], ["Carla Conti"]) != []
    for place, held in vast.items():
        assert leaks.found(held, [STEM]) == [], place
    for place, held in places.items():
        assert leaks.found(held, canaries.typed) == [], place


def _redis():
    with Redis.from_url(live.REDIS_URL) as redis:
        return b"".join(key + (redis.dump(key) or b"") for key in redis.scan_iter())
