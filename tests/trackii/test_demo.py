"""The demo: told through the operations, in every state there is, and telling nothing."""

import ast
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from itertools import pairwise
from pathlib import Path

import leaks
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from allauth.mfa.utils import decrypt
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from dialogues import initiatives, keys, team
from dialogues.models import Initiative, Membership
from participants import undertakings, vetting
from participants.models import Candidacy, Undertaking
from trackii import clock, demo, waiting
from trackii.accounts import adapters
from trackii.accounts.models import User
from trackii.audit import words
from trackii.audit.models import Entry
from trackii.demo import alder, heron, larch, lists, sidelines, tern, wren
from trackii.demo.lagoon import ahead, held, newcomers, people, recent
from trackii.demo.lagoon import story as lagoon_story
from trackii.demo.script import Script
from trackii.outbox import delivery
from trackii.outbox.models import Letter
from trackii.vault import keyring, suite
from workshops import (
    journeys,
    notes,
    programme,
    reviews,
    scheduling,
    seating,
    summaries,
)
from workshops.models import (
    Briefing,
    Journey,
    Note,
    Review,
    Seat,
    Session,
    Summary,
    Workshop,
)

pytestmark = pytest.mark.django_db

HISTORICAL = ["alder", "heron", "larch", "tern", "wren"]
CHEAP = {
    "UNLOCK_MEMORY_KIB": 64,
    "UNLOCK_PASSES": 1,
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}


@pytest.fixture(scope="module")
def house(ground, django_db_blocker, tmp_path_factory):
    """The demo, loaded once and committed, so that pg_dump sees it too."""
    kept = {"KEYSTORE": tmp_path_factory.mktemp("demo") / "keystore"}
    worker = suite.fresh()
    kept["WORKER_PUBLIC"] = suite.public(worker)
    kept["KEYSTORE"].mkdir()
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_")
        ground.leave()  # what other tests stand on is no empty house
        empty = leaks.dump()
        with override_settings(**CHEAP, **kept):
            demo.load()
        yield kept | {"empty": empty, "worker": worker}
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def _in_the_house(house, settings):
    for name in ("KEYSTORE", "WORKER_PUBLIC"):
        setattr(settings, name, house[name])


@pytest.fixture
def lagoon():
    return Initiative.objects.get(code="lagoon")


FLOWS = [
    (vetting.FLOW, Candidacy),
    (undertakings.FLOW, Undertaking),
    (scheduling.FLOW, Workshop),
    (seating.FLOW, Seat),
    (journeys.FLOW, Journey),
    (programme.FLOW, Session),
    (notes.FLOW, Note),
    (summaries.FLOW, Summary),
    (reviews.FLOW, Review),
    (team.FLOW, Membership),
]


@pytest.mark.parametrize(
    ("flow", "model"), FLOWS, ids=[model.__name__ for _flow, model in FLOWS]
)
def test_lagoon_shows_every_state_its_flow_can_reach(lagoon, flow, model):
    begins = model._meta.get_field("state").default
    reachable = {begins} | {step.target for step in flow}

    shown = set(model.objects.filter(initiative=lagoon).values_list("state", flat=True))

    assert shown == {str(state) for state in reachable}


def test_lagoon_has_packs_waiting_and_overtaken_and_letters_due_and_cancelled(lagoon):
    packs = Briefing.objects.filter(initiative=lagoon).values_list("state", flat=True)
    letters = Letter.objects.filter(initiative=lagoon.pk)

    assert set(packs) == {"cleared", "superseded"}
    assert set(letters.values_list("state", flat=True)) == {"due", "held", "cancelled"}


def test_as_the_demo_opens_the_first_letters_of_lagoon_go(lagoon, house, settings):
    settings.WORKER_KEY = house["worker"]
    with clock.at(clock.now() + timedelta(minutes=2)):
        delivery.deliver_due()

    gone = Letter.objects.filter(initiative=lagoon.pk, state="sent")
    kinds = sorted(gone.values_list("kind", flat=True))
    without = [letter for letter in mail.outbox if "/p/#" not in letter.body]
    asked = ["canvass"] * 16
    others = ["invitation"] * 3 + ["own"] + ["reminder"] * 5 + ["review"]
    assert kinds == asked + others
    assert sorted(letter.to[0].partition("@")[0] for letter in without) == [
        "elodie.m", "idris", "tomasz.w", "vera", "viktor",
    ]  # fmt: skip


def test_beside_it_one_waits_for_a_signature_one_is_paused_five_are_history():
    states = dict(Initiative.objects.values_list("code", "state"))

    assert states == dict.fromkeys(HISTORICAL, "concluded") | {
        "lagoon": "active",
        "quince": "paused",
        "saffron": "scoping",
    }


def test_lagoon_meets_by_day_and_inside_its_rounds(lagoon):
    farid = next(m for m in demo.cast() if m.name.startswith("Farid"))
    user = User.objects.get(pk=farid.pk)

    astray, looked_at = [], 0
    with keyring.unlocked(user, farid.passphrase):
        for session in Session.objects.filter(initiative=lagoon):
            looked_at += 1
            zone = scheduling.read(session.workshop, by=user).zone
            begins, ends = (
                moment.astimezone(zone)
                for moment in (session.starts_at, session.ends_at)
            )
            round_ = session.workshop
            by_day = time(7) <= begins.time() < ends.time() <= time(23)
            inside = round_.starts_at <= begins < ends <= round_.ends_at
            if not (by_day and inside and begins.date() == ends.date()):
                astray.append(f"{round_.number}: {begins} – {ends}")

    assert looked_at > 20
    assert astray == []


def test_nothing_ever_falls_due_on_history():
    cases = Initiative.objects.filter(code__in=HISTORICAL)

    assert list(cases.values_list("kept_by_decision", flat=True)) == [True] * 5
    assert Letter.objects.filter(initiative__in=cases.values("pk")).count() == 0
    assert Briefing.objects.filter(initiative__in=cases).count() == 0


def test_history_carries_its_own_dates():
    days = {
        workshop.starts_at.date().isoformat()
        for workshop in Workshop.objects.filter(initiative__code__in=["tern", "alder"])
    }
    tables = Initiative.objects.values_list("pk", flat=True)

    records = [
        list(Entry.objects.filter(initiative=table).order_by("pk")) for table in tables
    ]

    assert days == {"1990-07-08", "1992-10-01", "1988-01-11", "1993-04-10"}
    for record in records:
        assert all(one.at <= other.at for one, other in pairwise(record))


@pytest.mark.parametrize("member", demo.cast(), ids=lambda member: member.name)
def test_everybody_of_the_cast_signs_in_and_unlocks_as_printed(member):
    user = User.objects.get(pk=member.pk)
    totp = Authenticator.objects.get(user=user, type="totp")

    assert user.check_password(member.password)
    with adapters.of(user):
        assert decrypt(totp.data["secret"]) == member.totp
    assert len(_code(member.totp)) == 6
    with keyring.unlocked(user, member.passphrase) as ring:
        assert ring.is_open


def _code(secret):
    return format_hotp_value(hotp_value(secret, next(iter(counters()))))


def test_a_second_loading_is_refused_and_changes_nothing():
    before = Entry.objects.count(), User.objects.count()

    with pytest.raises(demo.NotEmpty):
        demo.load()

    assert (Entry.objects.count(), User.objects.count()) == before
    assert demo.is_open_to("127.0.0.1")


def test_the_desks_of_the_cast_have_work_on_them():
    desks = {}
    for member in demo.cast():
        user = User.objects.get(pk=member.pk)
        with keyring.unlocked(user, member.passphrase):
            desk = waiting.for_member(user, unlocked=True)
        piles = ("openings", "changes", "decisions", "readings", "releases", "keys")
        desks[member.name.split()[0]] = {pile for pile in piles if getattr(desk, pile)}

    assert desks["Carla"] >= {"keys", "releases"}
    assert desks["Farid"] >= {"openings", "changes", "readings", "keys"}
    assert desks["Viktor"] >= {"decisions"}
    assert desks["Ada"] == desks["Femi"] == set()


def test_what_waits_for_carla_is_hers_to_release():
    carla = next(m for m in demo.cast() if m.name.startswith("Carla"))
    user = User.objects.get(pk=carla.pk)

    with keyring.unlocked(user, carla.passphrase), transaction.atomic():
        [account] = waiting.for_member(user, unlocked=True).releases
        summaries.release(account, by=user)
        released = account.state
        transaction.set_rollback(True)

    assert released == "released"


@pytest.mark.parametrize("hour", range(0, 24, 3))
@pytest.mark.parametrize("month", [1, 4, 7, 10])
def test_at_no_hour_of_the_year_is_anything_told_before_its_time(month, hour):
    now = datetime(2031, month, 1, hour, 1, tzinfo=UTC)
    script = Script(None, now)

    lagoon_story.tell(script)
    sidelines.tell(script)

    told = [act.at for act in script.acts]
    assert max(told) <= now
    with pytest.raises(ValueError, match="would happen"):
        script.at(now + timedelta(seconds=1), "carla", lagoon_story.tell)


def test_the_record_has_a_word_for_everything_that_was_told():
    written = set(Entry.objects.values_list("verb", "subject_kind"))

    assert {verb for verb, _kind in written} - set(words.ACTS) == set()
    assert {kind for _verb, kind in written} - set(words.KINDS) == set()


def test_a_newcomer_is_owed_her_keys(lagoon):
    farid = next(m for m in demo.cast() if m.name.startswith("Farid"))
    user = User.objects.get(pk=farid.pk)

    with keyring.unlocked(user, farid.passphrase):
        [owed] = keys.owed_at(lagoon, by=user)

    assert str(owed.to) == "Ruth Amsel"
    assert {each.kind for each in owed.compartments} == {
        "brief",
        "ideas",
        "released",
        "room",
    }


def test_what_was_told_is_there_for_who_may_read_it(lagoon):
    rhea = next(m for m in demo.cast() if m.name.startswith("Rhea"))
    carla = next(m for m in demo.cast() if m.name.startswith("Carla"))
    reader, convener = (User.objects.get(pk=m.pk) for m in (rhea, carla))
    out = Summary.objects.filter(initiative=lagoon, state="released")
    released = out.earliest("released_at")

    with keyring.unlocked(reader, rhea.passphrase):
        text = summaries.read_released(released, by=reader)
    with keyring.unlocked(convener, carla.passphrase):
        charter = initiatives.read(lagoon, by=convener)

    assert "On a participant's proposal" in text
    assert charter.conflict == people.CHARTER.conflict


def test_a_dump_of_the_database_tells_none_of_it(house):
    frame = (house["empty"] + " ".join(_choices()).encode()).lower()
    published = set().union(*map(_pieces, _strings([lists.LATER])))  # to anybody
    told = [word for word in _told() if word.lower().encode() not in frame]
    told = [word for word in told if word not in published]

    dump = leaks.dump()

    assert len(told) > 500
    assert "We grew up in the same h" in told  # a conflict that a colleague declares
    assert b"lagoon" in dump  # the code name is plain, so the search does find
    assert leaks.found(dump, ["Carla Conti"]) == ["Carla Conti"]
    assert leaks.found(dump, told) == []


def test_a_word_is_found_in_every_form():
    word = "Дело о мосте"
    disguises = [
        b"x" * shift + form + b"x"
        for form in (
            word.encode(),
            word.upper().encode(),
            word.encode("utf-16-le"),
            word.encode().hex().encode(),
        )
        for shift in range(3)
    ]
    disguises += [
        leaks.b64encode(b"x" * shift + word.encode() + b"tail") for shift in range(3)
    ]

    assert [d for d in disguises if leaks.found(d, [word]) != [word]] == []
    assert leaks.found(b"nothing of it", [word]) == []


def test_of_many_words_in_a_large_file_each_is_found_wherever_it_stands():
    words = [f"Somebody {number:04} of here" for number in range(200)]
    edge = leaks.PIECE - 3  # across where one piece ends and the next begins
    large = b"\x00" * edge + b"SOMEBODY 0007 OF HERE" + b"\x00" * edge
    large += leaks.b64encode(b"x" + words[11].encode() + b"tail") + words[190].encode()

    assert leaks.found(large, words) == [words[7], words[11], words[190]]
    assert leaks.found(large[leaks.PIECE + 20 :], words) == [words[11], words[190]]


def _told():
    """Every sentence, name, place, address and number that the cases were told with."""
    history = [case.CASE for case in (alder, heron, larch, tern, wren)]
    modules = (ahead, held, newcomers, people, recent, sidelines)
    invented = [
        value
        for module in modules
        for name, value in vars(module).items()
        if name.isupper()
    ]
    strings = [*_strings([history, larch.OFFICIALS, invented]), *_in_passing()]
    return sorted(set().union(*map(_pieces, strings)))


def _in_passing():
    """Every sentence the telling itself holds: findings, reasons, what was declared.

    Not the cast's own: names, addresses and tasks of colleagues are plain.
    """
    whole = Path(demo.__file__).parent
    for path in sorted({*whole.rglob("*.py")} - {whole / "people.py"}):
        tree = ast.parse(path.read_text())
        about = {ast.get_docstring(n, clean=False) for n in ast.walk(tree) if _tells(n)}
        for node in ast.walk(tree):
            said = node.value if isinstance(node, ast.Constant) else None
            if isinstance(said, str) and " " in said and said not in about:
                yield said


def _tells(node):
    return isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)


def _choices():
    """Words every house has in plain columns: states, phases, regimes, roles."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            yield from (
                str(value) for value, _label in getattr(field, "choices", None) or []
            )


# What directs the telling and is never stored: keys of the cast, hours, states.
CUES = set(
    "key code team guests refuses silent absent hours turns language until regime phase"
    " time_zone slips".split()
)


def _strings(told):
    if is_dataclass(told) and not isinstance(told, type):
        for field in fields(told):
            if field.name not in CUES:
                yield from _strings(getattr(told, field.name))
    elif isinstance(told, str) and not isinstance(told, Enum):
        yield told
    elif isinstance(told, list | tuple):
        for each in told:
            yield from _strings(each)


def _pieces(text):
    """The names in a text, and how each of its sentences begins."""
    sentences = [part.strip() for part in text.replace("\n", ". ").split(". ")]
    names = {
        word
        for sentence in sentences
        for word in sentence.split()[len(sentence) > 40 :]
        if word[:1].isupper()
    }
    pieces = names | {sentence[:24] for sentence in sentences}
    bare = {piece.strip(".,:;!?\"'()«» ") for piece in pieces}
    return {piece for piece in bare if len(piece) > 4}


def test_lagoon_asks_about_dates_and_has_put_people_into_groups(lagoon):
    asked = lagoon.workshops.get(state="canvassing")

    assert asked.canvasses.exclude(answered_at=None).count() == 7
    assert lagoon.workshops.exclude(arrangement=None).count() == 1
