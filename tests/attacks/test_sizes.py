"""The thief who measures: what is sealed of two hundred people, by its size alone."""

from collections import Counter, defaultdict
from datetime import timedelta
from uuid import uuid4

import make
import pytest

from participants import people
from participants.attributes import Gender, Generation
from participants.models import Candidacy
from participants.particulars import ActorType, Capacity, Particulars, Standing
from participants.undertakings import Signature
from trackii import clock
from trackii.outbox import letters
from trackii.outbox.models import Letter
from trackii.vault import suite
from workshops.canvassing import Option
from workshops.circumstances import ZONES, Asked

pytestmark = pytest.mark.django_db

NAMES = ["Bo Li", "Amal Haddad", "Анна Сергеевна Преображенская-Ковальская", "أمل حدّاد"]
OBSERVANCES = ["", "Shabbat", "Ramadan, both Eids, and the noon prayer on Fridays"]
OFFICES = ["", "", "Deputy minister of fisheries and of the inland waters", "Mayor"]


@pytest.fixture
def crowd(heron, carla, dice):
    """Two hundred people, as unlike one another as a form allows; what each is."""
    side = heron.sides.get(letter="A")
    told = {}
    with make.acting(carla):
        for number in range(200):
            known = Particulars(
                name=dice.choice(NAMES),
                variants=dice.sample(NAMES, dice.randrange(3)),
                email=dice.choice(["", f"p{number}@a-very-long-name.example.net"]),
                phone=dice.choice(["", "+961 70 987 612"]),
                language=dice.choice(["en", "fr", "ar", "ru"]),
                actor_type=dice.choice(ActorType.values),
                affiliation=dice.choice(["", "The Institute of Coastal Peoples"]),
                gender=dice.choice(["", *Gender.values]),
                generation=dice.choice(["", *Generation.values]),
                observances=dice.choice(OBSERVANCES),
            )
            standing = Standing(
                dice.choice(Capacity.values), clock.today().isoformat(),
                dice.choice(OFFICES),
            )  # fmt: skip
            made = people.nominate(
                side, by=carla, particulars=known, standing=standing, case="Heard."
            )
            told[made.pk] = {
                "language": known.language, "actor type": known.actor_type,
                "spellings": len(known.variants), "phone": bool(known.phone),
                "affiliation": bool(known.affiliation), "name": known.name,
                "capacity": standing.capacity, "office": standing.office,
                "gender": known.gender, "generation": known.generation,
                "observances": known.observances,
            }  # fmt: skip
    return told


def _sizes():
    rows = Candidacy.objects.select_related("person")
    return {
        row.pk: (len(row.person.particulars.token), len(row.standing.token))
        for row in rows
    }


def _right(told, attribute, groups):
    """How many are guessed right by who says of each group what most of it are."""
    counted = defaultdict(Counter)
    for pk, what in told.items():
        counted[groups[pk]][what[attribute]] += 1
    return sum(each.most_common(1)[0][1] for each in counted.values())


def test_no_size_tells_anything_of_a_person_better_than_chance(crowd):
    sizes, blind = _sizes(), dict.fromkeys(crowd)
    attributes = list(next(iter(crowd.values())))

    guessed = {each: _right(crowd, each, sizes) for each in attributes}
    by_chance = {each: _right(crowd, each, blind) for each in attributes}

    assert len(crowd) == 200
    assert guessed == by_chance
    assert len(set(sizes.values())) == 1


def test_the_guess_itself_would_find_a_size_that_tells(crowd):
    telling = {pk: len(what["office"]) for pk, what in crowd.items()}

    assert _right(crowd, "office", telling) == 200
    assert _right(crowd, "office", dict.fromkeys(crowd)) < 150


# --- envelopes of one person each, outside her own row


def _one_size(words):
    return len({len(suite.pad(each.encode())) for each in words}) == 1


@pytest.mark.parametrize("venue", ["UTC", "Europe/Oslo", "America/New_York"])
def test_no_size_tells_from_where_somebody_reads_the_dates_she_is_asked_about(venue):
    now = clock.now()
    for count in range(1, 13):
        periods = [
            Option(str(n), now + timedelta(days=7 * n), now + timedelta(days=7 * n + 2))
            for n in range(count)
        ]
        asked = [Asked.of(venue, zone, periods) for zone in sorted(ZONES.values())]

        assert _one_size(each.dump() for each in asked)
        assert [Asked.load(each.dump()).hers for each in asked] == sorted(
            ZONES.values()
        )


def test_no_size_tells_a_name_that_signed():
    signed = [
        Signature(name, "2026-11-23", language, witness)
        for name in [*NAMES, "Ж" * 200]
        for language in ("", "en")
        for witness in ("", "Ж" * 200)
    ]

    assert _one_size(each.dump() for each in signed)


def test_no_size_tells_an_address_that_is_written_to(heron, worker):
    for length in (1, 20, 64):
        letters.post(
            "reminder", initiative=heron.pk, occasion=uuid4(), version="",
            address=f"{'a' * length}@{'b' * length}.example.org", language="en",
            due_at=clock.now() + timedelta(days=3),
        )  # fmt: skip

    assert len({len(each.recipient.token) for each in Letter.objects.all()}) == 1
