"""The engines: unlocking, opening, granting, printing, checking, each against its bar."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib.staticfiles import finders
from django.db import transaction
from django.template.loader import render_to_string
from django.test.utils import override_settings

from participants import rescreening, watchlists
from participants.models import Person
from trackii import clock, pdf
from trackii.accounts.models import User
from trackii.bench import dates, names, post
from trackii.crowd import PASSPHRASE, TEAM
from trackii.vault import compartments, keyring, members, sealing, suite
from workshops import disclosure, packing
from workshops.disclosure import tagger
from workshops.models import Note, Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dialogues.models import Initiative

DOCUMENT = "documents/briefing.html"
WORDS = (
    "They spoke of the winter catch, and of what it would mean to share the lagoon. "
)


def measured(
    initiative: Initiative, repeats: int, say: Callable[[str], None]
) -> list[dict[str, Any]]:
    """Each engine's figure, the best of a few runs, and the bar it is held to."""
    rows = []
    for name, engine, unit, bar in ENGINES:
        say(name)
        figure = round(engine(initiative, repeats), 3)
        rows.append({"name": name, "figure": figure, "unit": unit, "bar": bar})
    return rows


def unlock(_initiative: Initiative, repeats: int) -> float:
    """Seconds from six words to a member's seed, at the derivation's real cost."""
    user = User.objects.get(email=TEAM[0].email)
    return _seconds(lambda: members.open_seed(user, PASSPHRASE), repeats)


def opening_names(initiative: Initiative, repeats: int) -> float:
    """Milliseconds to open 1,000 sealed names of one initiative, with the entry in the record."""
    people = list(Person.objects.filter(initiative=initiative))
    rows = (people * (1000 // len(people) + 1))[:1000]
    return _opening(rows, "particulars", "facilitator", repeats)


def opening_notes(initiative: Initiative, repeats: int) -> float:
    """Milliseconds to open 2,000 notes of 4 kB of one room."""
    session = Session.objects.filter(initiative=initiative, workshop__number=1)[0]
    note = Note(
        initiative_id=initiative.pk, workshop_id=session.workshop_id, session=session
    )
    with _at_work("rapporteur"):
        rows = [_sealed_note(note, (WORDS * 51)[:4000]) for _ in range(2000)]
    return _opening(rows, "words", "rapporteur", repeats)


def granting(initiative: Initiative, repeats: int) -> float:
    """Milliseconds to found a compartment that opens for 20 members."""
    with override_settings(UNLOCK_MEMORY_KIB=64, UNLOCK_PASSES=1):
        people = [_member() for _ in range(20)]
    try:
        return 1000 * _seconds(lambda: _found(initiative, people), repeats)
    finally:
        User.objects.filter(pk__in=[member.pk for member in people]).delete()


def printing(_initiative: Initiative, repeats: int) -> float:
    """A ten-page pack from its content to its pages, over WeasyPrint's own time for its HTML."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 -- slow import

    context = packing.printable(_pack())
    markup, sheet = render_to_string(DOCUMENT, context), finders.find("print.css")

    def own() -> object:
        return HTML(string=markup).write_pdf(stylesheets=[CSS(filename=sheet)])

    floors, ours = [], []
    own()
    for _ in range(max(2, repeats // 4)):
        floors.append(_seconds(own, 1))
        ours.append(_seconds(lambda: pdf.render(DOCUMENT, context), 1))
    return median(ours) / median(floors)


def looking_again(initiative: Initiative, _repeats: int) -> float:
    """Seconds to look for everybody again on 20,000 names, for each 1,000 of them.

    By the clock, from an officer's press to the worker's last result, for a whole table.
    """
    watchlists.add([names.a_list()], by=None)
    seed = suite.fresh()
    with override_settings(WORKER_KEY=seed, WORKER_PUBLIC=suite.public(seed)):
        start = time.perf_counter()
        with _at_work("officer") as officer:
            people = rescreening.ask(initiative, by=officer)
        rescreening.look_for_waiting()
        took = time.perf_counter() - start
    looked = rescreening.progress(initiative)
    if looked.unlooked or looked.missed:
        raise RuntimeError(f"not everybody was looked for: {looked}")
    return took * 1000 / people


def checking(initiative: Initiative, repeats: int) -> float:
    """Kilobytes a second of text looked through for 200 people's names."""
    entries = [
        disclosure.Entry([f"Amal {word}", f"{word} Haddad"], [f"{word}@example.net"])
        for word in (f"Corvan{number}" for number in range(200))
    ]
    text = (WORDS * 5 + "Corvan7 agreed. ") * 300
    return (
        len(text.encode())
        / 1000
        / _seconds(lambda: disclosure.find(text, entries), repeats)
    )


def _alone(
    act: Callable[[], object], per_second: int = 1
) -> Callable[[Initiative, int], float]:
    """An engine that needs no initiative, in seconds or in a part of them."""
    return lambda _initiative, repeats: per_second * _seconds(act, repeats)


def looking(_initiative: Initiative, repeats: int) -> float:
    """Milliseconds to look at 100 kB of text through every layer, the model being loaded."""
    room = disclosure.Registry(
        [disclosure.Participant([f"Amal Corvan{number}"]) for number in range(20)]
    )
    text = (WORDS * 5 + "Corvan7 agreed, on 3 May, in room 14. ") * 200
    took = _seconds(lambda: disclosure.look(text, room, language="en"), min(repeats, 3))
    return 1000 * took * 100_000 / len(text.encode())


def _load() -> None:
    """Read the models of all languages, and vouch for them."""
    tagger.tagger.cache_clear()
    tagger.insist_on_models()


ENGINES: list[tuple[str, Callable[[Initiative, int], float], str, float | None]] = [
    ("unlock", unlock, "s", 1.5),
    ("opening 1,000 sealed names", opening_names, "ms", 40),
    ("opening 2,000 notes of 4 kB", opening_notes, "ms", 150),
    ("granting 20 members", granting, "ms", 20),
    ("ten-page briefing", printing, "× WeasyPrint", 1.3),
    ("disclosure check", checking, "kB/s", None),
    ("scoring 60 dates for 60 people", _alone(dates.scoring, 1000), "ms", 200),
    ("proposing dates over a year", _alone(dates.proposing), "s", 1),
    ("breakouts of 24 over 5 rounds", _alone(dates.splitting), "s", 2),
    ("disclosure check, every layer", looking, "ms per 100 kB", 1000),
    ("disclosure check, loading", _alone(_load), "s", 0.5),
    ("reading a list of 20,000", names.building, "s", 5),
    ("screening on 20,000 names", names.searching, "ms", 50),
    ("memory of 20,000 names", names.holding, "MB", 300),
    ("a letter, of 10,000", post.delivering, "ms", 5),
    ("looking again for 1,000 people", looking_again, "s", 60),
]


def _seconds(act: Callable[[], object], repeats: int) -> float:
    """The least disturbed of a few runs: what else the machine does is no cost of ours."""
    found = []
    for _ in range(min(repeats, 9)):
        start = time.perf_counter()
        act()
        found.append(time.perf_counter() - start)
    return min(found)


def _opening(rows: list[Any], field: str, part: str, repeats: int) -> float:
    with _at_work(part) as user:
        return 1000 * _seconds(
            lambda: sealing.unseal_all(rows, field, by=user), repeats
        )


@contextmanager
def _at_work(part: str) -> Iterator[User]:
    user = User.objects.get(email=f"bench-{part}@example.org")
    with keyring.unlocked(user, PASSPHRASE):
        yield user


def _sealed_note(like: Note, words: str) -> Note:
    note = Note(
        initiative_id=like.initiative_id,
        workshop_id=like.workshop_id,
        session_id=like.session_id,
    )
    note.words = sealing.seal(words, of=note, field="words")
    return note


def _member() -> User:
    user = User(email=f"bench-{uuid4().hex}@example.org", name="Bench newcomer")
    user.set_unusable_password()
    user.save()
    members.make(user, PASSPHRASE)
    return user


def _found(initiative: Initiative, people: list[User]) -> None:
    """Nothing of it stays: a compartment without a workshop would be a room without a door."""
    with transaction.atomic():
        compartments.found(
            "room", uuid4(), initiative=initiative.pk, holders=people, by=people[0]
        )
        transaction.set_rollback(True)


def _pack() -> dict[str, Any]:
    starts = clock.now().replace(microsecond=0)
    line = {
        "phase": "Needs and fears",
        "regime": "Chatham House Rule",
        "purpose": WORDS * 6,
    }
    hours = [starts + timedelta(hours=hour) for hour in range(9)]
    spans = [(begins.isoformat(), ends.isoformat()) for begins, ends in pairwise(hours)]
    days = [
        {
            "date": (starts + timedelta(days=day)).date().isoformat(),
            "sessions": [line | {"starts": s, "ends": e} for s, e in spans],
        }
        for day in range(9)
    ]
    return {
        "name": "HERON", "round": 1, "edition": 1, "title": "An evening at the mill",
        "venue": "Osier Mill", "address": "Lower Lane 4", "practical": WORDS * 20,
        "safety": WORDS * 20, "zone": "Europe/Oslo", "days": days,
        "starts": starts.isoformat(), "ends": (starts + timedelta(days=9)).isoformat(),
    }  # fmt: skip
