"""What was destroyed and yesterday's backup; a run that is killed; a backup that was altered."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import sleep
from uuid import uuid4

import envelopes
import make
import psycopg
import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from roles import WebClient

from dialogues import custody, destruction, initiatives, recoveries, team
from dialogues.models import Destruction, Recovery
from participants import people, vetting
from participants.models import Candidacy, Person
from trackii import aftermath, backups, clock, condition, embedded, parcels
from trackii.accounts import colleagues
from trackii.accounts import invitations as accounts
from trackii.accounts.models import Invitation
from trackii.audit import chain, trail
from trackii.audit.models import Entry
from trackii.outbox import delivery
from trackii.outbox.models import Letter
from trackii.rows import WORKER
from trackii.running import within
from trackii.vault import (
    codes,
    keystore,
    links,
    rooted,
    sealing,
    spoken,
    suite,
    unlocking,
)  # fmt: skip
from trackii.vault.errors import Shredded
from trackii.vault.models import Grant, Link
from workshops import (
    briefings,
    circulation,
    feeds,
    handouts,
    invitations,
    notes,
    seating,
    summaries,
    undoing,
)
from workshops.models import Briefing, Note, Review, Seat, Summary, Workshop

SEED = bytes(range(suite.SEED))
OWN = backups.own_senders
WORDS = "They fear to lose the winter catch."


def _quiet(_bytes):
    pass


def _sql(name, statement):
    """Outside any transaction, at a database of ours."""
    known = backups._where() | {"dbname": name}
    with psycopg.connect(**known, autocommit=True) as by_hand:
        found = by_hand.execute(statement)
        return found.fetchall() if found.description else []


@contextmanager
def _elsewhere(name):
    """Django at work in another database."""
    own = connection.settings_dict["NAME"]
    _turn_to(name)
    try:
        yield
    finally:
        _turn_to(own)


def _turn_to(name):
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


@pytest.fixture
def empty():
    """An empty database beside the test's own."""
    own = connection.settings_dict["NAME"]
    name = f"{own}_restored"
    _sql(own, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _sql(own, f'CREATE DATABASE "{name}"')
    yield name
    assert within(30, lambda: _dropped(own, name))


def _dropped(own, name):
    """Not while PostgreSQL itself cleans up there: nobody but it may end that."""
    with suppress(psycopg.errors.InsufficientPrivilege):
        _sql(own, f'DROP DATABASE "{name}" WITH (FORCE)')
        return True
    return False


def _tables(name):
    return _sql(name, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")[0][
        0
    ]


def _backup(path):
    backups.backup(path, to=suite.public(SEED), say=_quiet)
    return path


@pytest.mark.django_db(transaction=True)
def test_yesterdays_backup_brings_back_nobody_who_was_erased_and_no_note(
    heron, confirmed, approved, carla, farid, rosa, worker, empty, tmp_path, settings
):
    amal = approved[0]
    held = make.workshop(heron, by=farid, state="in_session", seated=approved)
    first, second = make.session(held, by=farid), make.session(held, by=farid)
    for session in (first, second):
        make.note(session, by=rosa, words=WORDS)
        notes.write(session, by=rosa, words=WORDS)  # a deposit, with the vault locked
    yesterday = _backup(tmp_path / "yesterday")

    for kind, thing in (("person", amal.person_id), ("notes", first.pk)):
        asked = destruction.ask(heron, kind, thing, by=carla)
        destruction.sign(asked, by=farid)
    today = settings.KEYSTORE

    with _elsewhere(empty):
        backups.restore(yesterday, apart=None, by=SEED, senders=OWN(), say=_quiet)
        assert Person.objects.get(pk=amal.person_id).state == "active"
        assert _who(carla) == ["[destroyed]", "Boris Lem"]
        assert _said(rosa) == ["[destroyed]"] * 2 + [WORDS] * 2
        with make.acting(carla), pytest.raises(Shredded):
            people.read_one(Candidacy.objects.get(pk=amal.pk), by=carla)
        hers = Letter.objects.get(person=amal.person_id, state="due")
        with pytest.raises(Shredded):
            sealing.unseal_as_worker(hers, "recipient")

        # It is the keystore that decides: with yesterday's she would live.
        settings.KEYSTORE = tmp_path / "yesterdays keys"
        for key, secret in _kept(yesterday).items():
            keystore.put(key, secret)
        assert _who(carla) == ["Amal Haddad", "Boris Lem"]
        assert _said(rosa) == [WORDS] * 4
        settings.KEYSTORE = today


def _erase(amal, carla, farid):
    asked = destruction.ask(amal.initiative, "person", amal.person_id, by=carla)
    destruction.sign(asked, by=farid)


def _withdraw(amal, carla, farid):
    with make.acting(carla):
        vetting.move(amal, "withdraw", by=carla)
    assert undoing.sweep() == 1


@pytest.mark.parametrize("leave", [_erase, _withdraw])
@pytest.mark.django_db(transaction=True)
def test_yesterdays_backup_opens_no_pack_that_names_who_left(
    confirmed, approved, carla, farid, worker, empty, tmp_path, settings, leave
):
    made = make.briefing(confirmed, by=farid, audience="facilitator")
    briefings.render_waiting()
    yesterday = _backup(tmp_path / "yesterday")

    leave(approved[0], carla, farid)
    today = settings.KEYSTORE

    with _elsewhere(empty):
        backups.restore(yesterday, apart=None, by=SEED, senders=OWN(), say=_quiet)
        pack = Briefing.objects.get(pk=made.pk)
        assert (pack.state, pack.mentions.count()) == ("issued", 2)
        with make.acting(farid), pytest.raises(Shredded):
            briefings.read(pack, by=farid)

        # It is the keystore that decides: with yesterday's it would open.
        settings.KEYSTORE = tmp_path / "yesterdays keys"
        for key, secret in _kept(yesterday).items():
            keystore.put(key, secret)
        with make.acting(farid):
            assert briefings.read(pack, by=farid).startswith(b"%PDF")
        settings.KEYSTORE = today


OBJECTION = "That was said by me alone."
ANSWER = "I come with my brother."


@pytest.mark.django_db(transaction=True)
def test_yesterdays_backup_opens_no_link_of_who_was_erased_and_nothing_she_said_by_it(
    heron, approved, carla, farid, oskar, rosa, worker, empty, tmp_path, settings
):
    amal, boris = approved
    hers = _said_by_link(heron, approved, farid=farid, oskar=oskar, rosa=rosa)
    yesterday = _backup(tmp_path / "yesterday")

    asked = destruction.ask(heron, "person", amal.person_id, by=carla)
    destruction.sign(asked, by=farid)
    with make.acting(rosa):
        [summary] = Summary.objects.all()
        said = circulation.objections(summary, by=rosa)
        assert sorted(each.words for each in said) == [OBJECTION, "[destroyed]"]
    today = settings.KEYSTORE

    with _elsewhere(empty):
        backups.restore(yesterday, apart=None, by=SEED, senders=OWN(), say=_quiet)
        assert Person.objects.get(pk=amal.person_id).state == "active"
        assert _opened(amal, hers, carla, rosa) == dict.fromkeys(SEALED, "destroyed")
        assert _opened(boris, hers, carla, rosa) == OPEN

        # It is the keystore that decides: with yesterday's her words would live.
        settings.KEYSTORE = tmp_path / "yesterdays keys"
        for key, secret in _kept(yesterday).items():
            keystore.put(key, secret)
        assert _opened(amal, hers, carla, rosa) == OPEN
        settings.KEYSTORE = today


OPEN = {
    "language": "en", "offer": "Osier Mill", "words": ANSWER, "words_back": ANSWER,
    "pages": "%PDF", "handed": "The sides spoke of the catch.",
    "objection": OBJECTION, "objection_back": OBJECTION,
}  # fmt: skip
SEALED = [*OPEN]


def _said_by_link(heron, approved, *, farid, oskar, rosa):
    """Both accept by link with a word, are handed a pack, and object to a draft by link.

    Of each: her invitation's code, her review's code and the two words.
    """
    held = make.workshop(heron, by=farid, state="in_session", seated=approved)
    make.attended(held, by=farid)
    make.session(held, by=farid)
    summary = make.summary(held, by=rosa, reader=farid, state="second_read")
    later = timedelta(days=60)  # who sits at the round before is free then
    ahead = make.workshop(heron, by=farid, state="provisional", starts_in=later)
    with make.acting(oskar):
        seats = seating.offer_all(ahead, approved, by=oskar)
        invitations.send_all(ahead, by=oskar)
    invited = _codes()
    for seat in seats:
        link, _keys = links.open_with(codes.read(invited[_address(seat)]))
        seating.accept_by_link(seat, by=link, words=ANSWER)
    pack = make.briefing(ahead, by=oskar)
    briefings.render_waiting()
    pack.refresh_from_db()
    with make.acting(oskar):
        assert handouts.hand_out(pack, by=oskar) == 2
    with make.acting(farid):
        summaries.circulate(summary, by=farid)
        words = {
            review.person_id: circulation.send(review, by=farid)
            for review in summary.reviews.all()
        }
    asked = _codes()
    for review in summary.reviews.all():
        link, _keys = links.open_with(codes.read(asked[_address(review.seat)]))
        circulation.object_by_link(review, by=link, words=OBJECTION)
    return {
        seat.person_id: (invited[at], asked[at], words[seat.person_id])
        for seat in seats
        for at in [_address(seat)]
    }


def _address(seat):
    return {"A-01": "amal", "B-01": "boris"}[seat.candidacy.person.name]


def _codes():
    """What letters carried, by address."""
    mail.outbox.clear()
    with clock.at(clock.now() + timedelta(hours=1)):
        delivery.deliver_due()
    return {
        sent.to[0].partition(".")[0]: envelopes.code(sent.body)
        for sent in mail.outbox
        if "#" in sent.body
    }


def _opened(candidacy, hers, carla, rosa):
    """Everything a link of hers handed out or brought back, for who holds every token."""
    invited, asked, words = hers[candidacy.person_id]
    seat = Seat.objects.get(candidacy=candidacy, workshop__number=2)
    review = Review.objects.get(person=candidacy.person_id)
    link, asked_by = (Link.objects.get(occasion=row.pk) for row in (seat, review))
    seed = links.keys_of(codes.read(invited).token).seed
    pepper = rooted.unwrap(asked_by, "word_pepper")
    base = links.keys_of(codes.read(asked).token).base
    of_words = spoken._seed(asked_by, base, words, pepper)
    sent = partial(sealing.unseal_sent, seed=seed)
    guarded = partial(sealing.unseal_sent, seed=of_words)
    with make.acting(carla):
        ways = {
            "language": lambda: sent(link, "language").decode(),
            "offer": lambda: json.loads(sent(seat, "offer"))["venue"],
            "words": lambda: sealing.unseal(seat, "words", by=carla),
            "words_back": lambda: sent(seat, "words_back").decode(),
            "pages": lambda: sent(seat.handout, "pages")[:4].decode(),
            "handed": lambda: guarded(review, "handed").decode().partition("\n")[0],
            "objection_back": lambda: _objection(guarded(review, "words_back")),
        }
        found = {name: _or_destroyed(way) for name, way in ways.items()}
    with make.acting(rosa):
        way = partial(sealing.unseal, review, "words", by=rosa)
        found["objection"] = _or_destroyed(lambda: _objection(way()))
    return found


def _objection(words):
    return json.loads(words)["words"]


def _or_destroyed(way):
    try:
        return way()
    except Shredded:
        return "destroyed"


@pytest.mark.parametrize("keys", ["of that day", "of today"])
@pytest.mark.django_db(transaction=True)
def test_yesterdays_backup_opens_though_its_keys_were_followed_since(
    heron, carla, farid, oskar, empty, tmp_path, settings, keys
):
    yesterday = _backup(tmp_path / "yesterday")
    his = heron.memberships.get(user=oskar)
    team.name_leaving(his, by=carla)
    with make.acting(farid):
        team.release(his, by=farid)
    kept, today = None, settings.KEYSTORE
    if keys == "of that day":
        kept, settings.KEYSTORE = backups.beside(yesterday), tmp_path / "new machine"

    with _elsewhere(empty):
        backups.restore(yesterday, apart=kept, by=SEED, senders=OWN(), say=_quiet)
        with make.acting(carla):
            assert initiatives.read(heron, by=carla) == make.charter()
        with make.acting(oskar) as ring:
            held = ring.holds("brief", heron.pk, initiative=heron.pk)
    settings.KEYSTORE = today

    assert held == (keys == "of that day")  # then he had not left; today it is marked


def _who(by):
    rows = Person.objects.filter(candidacy__state__in=["confirmed", "accepted"])
    with make.acting(by):
        return [known.name for known in people.read(list(rows), by=by)]


def _said(by):
    held = Workshop.objects.get(pk=Note.objects.first().workshop_id)
    with make.acting(by):
        return [words for _note, words in notes.read(held, by=by)]


def _kept(path):
    return backups._keys(
        backups.beside(path),
        since=clock.now() - timedelta(days=1),
        by=SEED,
        senders=OWN(),
    )


@pytest.mark.django_db
def test_what_dies_between_the_snapshot_and_the_keystore_does_not_come_back(tmp_path):
    stays, goes = uuid4(), uuid4()
    for key in (stays, goes):
        keystore.make(key, within=uuid4())

    path = tmp_path / "today"
    backups.backup(
        path, to=suite.public(SEED), say=lambda _bytes: keystore.destroy(goes)
    )

    assert [*_kept(path)] == [stays]


@pytest.mark.django_db
def test_a_backup_that_was_altered_or_cut_off_is_refused_whole(
    empty, tmp_path, settings, dice
):
    whole = _backup(tmp_path / "whole")
    settings.KEYSTORE = tmp_path / "of the new machine"
    connection.settings_dict["NAME"], own = empty, connection.settings_dict["NAME"]
    try:
        for number, wrong in enumerate(_damaged(whole.read_bytes(), dice)):
            path = tmp_path / f"damaged {number}"
            path.write_bytes(wrong)
            with pytest.raises(parcels.Refused):
                backups.restore(path, apart=None, by=SEED, senders=OWN(), say=_quiet)
            path.unlink()
        for wrong in _damaged(backups.beside(whole).read_bytes(), dice):
            path = tmp_path / "keys"
            path.write_bytes(wrong)
            with pytest.raises(parcels.Refused):
                backups.restore(whole, apart=path, by=SEED, senders=OWN(), say=_quiet)
        with pytest.raises(parcels.Refused, match="another key"):
            backups.restore(
                whole, apart=None, by=suite.fresh(), senders=OWN(), say=_quiet
            )
        with pytest.raises(parcels.Refused, match="another kind"):
            backups.restore(
                backups.beside(whole), apart=None, by=SEED, senders=OWN(), say=_quiet
            )
    finally:
        connection.settings_dict["NAME"] = own

    assert number >= 55
    assert _tables(empty) == 0
    assert not settings.KEYSTORE.exists()


def _damaged(whole, dice):
    """A flipped bit at fifty places; cut at, before and after every border; lengthened."""
    for _ in range(50):
        at = dice.randrange(len(whole))
        yield whole[:at] + bytes([whole[at] ^ 1 << dice.randrange(8)]) + whole[at + 1 :]
    for border in _borders(whole)[:-1]:
        yield from (whole[:border], whole[: border + 1], whole[: border - 1])
    yield whole[:-1]
    yield whole + whole[-20:]
    borders = _borders(whole)
    if len(borders) > 3:  # two chunks in each other's place
        a, b, c = borders[0], borders[1], borders[2]
        yield whole[:a] + whole[b:c] + whole[a:b] + whole[c:]


def _borders(whole):
    """Where the head ends, and each chunk after it."""
    at = len(parcels.MAGIC) + 9
    at += 2 + int.from_bytes(whole[at : at + 2], "big") + 64  # and the signature
    found = [at]
    while at < len(whole):
        at += 4 + int.from_bytes(whole[at : at + 4], "big")
        found.append(at)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["a stranger", "a former house", "nobody"])
def test_a_backup_that_another_made_is_refused_before_a_word_of_it_is_said(
    by, empty, tmp_path, settings
):
    """Whoever knows the public half, which is no secret, can make a parcel that opens."""
    settings.KEYSTORE = tmp_path / "keys"
    settings.KEYSTORE.mkdir()
    true, forged = _backup(tmp_path / "true"), tmp_path / "forged"
    content = parcels.read(true, kind=parcels.DATABASE, by=SEED, senders=OWN())
    head = parcels.Head(parcels.DATABASE, clock.now())
    seed = bytes(32) if by == "nobody" else suite.fresh()
    parcels.write(forged, content, head, to=suite.public(SEED), seed=seed)
    if by == "a former house":
        settings.ROOT_KEY = suite.fresh()  # and the one that signed is not known here
        forged = true

    connection.settings_dict["NAME"], own = empty, connection.settings_dict["NAME"]
    try:
        with pytest.raises(parcels.Refused, match="made by another house"):
            backups.restore(forged, apart=None, by=SEED, senders=OWN(), say=_never)
    finally:
        connection.settings_dict["NAME"] = own

    assert _tables(empty) == 0


def _never(_bytes):
    raise AssertionError("something of it was used")


@pytest.mark.django_db
def test_a_signature_of_one_parcel_opens_no_other(tmp_path, empty, settings):
    one, other = _backup(tmp_path / "one"), _backup(tmp_path / "other")
    start = _borders(one.read_bytes())[0]
    swapped = tmp_path / "swapped"
    whole, signed = other.read_bytes(), one.read_bytes()
    swapped.write_bytes(
        whole[: start - 64] + signed[start - 64 : start] + whole[start:]
    )
    mixed = tmp_path / "mixed"
    mixed.write_bytes(signed[:start] + whole[start:])

    for path in (swapped, mixed):
        with pytest.raises(parcels.Refused):
            parcels.verify(path, kind=parcels.DATABASE, by=SEED, senders=OWN())


@pytest.mark.django_db
def test_a_restore_that_fails_in_the_middle_leaves_nothing(empty, tmp_path, settings):
    keystore.make(uuid4(), within=uuid4())
    whole = _backup(tmp_path / "whole")
    settings.KEYSTORE = tmp_path / "of the new machine"
    put_back = []

    def and_the_disk_breaks(passed):
        put_back.extend(keystore.everything())
        if passed > parcels.CHUNK:
            raise OSError("The disk broke.")

    connection.settings_dict["NAME"], own = empty, connection.settings_dict["NAME"]
    try:
        with pytest.raises(OSError, match="disk broke"):
            backups.restore(
                whole,
                apart=backups.beside(whole),
                by=SEED,
                senders=OWN(),
                say=and_the_disk_breaks,
            )
    finally:
        connection.settings_dict["NAME"] = own

    assert len(put_back) > 1
    assert (_tables(empty), keystore.everything()) == (0, {})


@pytest.mark.django_db
def test_nothing_is_written_over(tmp_path, settings):
    settings.BACKUP_TO = suite.text(suite.public(SEED))
    (tmp_path / "key").write_text(suite.text(SEED) + "\n")
    call_command("backup", tmp_path / "monday", verbosity=0)
    before = (tmp_path / "monday").read_bytes()

    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", tmp_path / "monday")
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", tmp_path / "monday", key=tmp_path / "key")

    assert (tmp_path / "monday").read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("monday*")) == [
        "monday",
        "monday.keystore",
    ]


@pytest.mark.django_db
def test_an_older_keystore_is_not_put_beside_a_newer_database(tmp_path, empty):
    with clock.at(clock.now() - timedelta(days=1)):
        old = _backup(tmp_path / "old")
    new = _backup(tmp_path / "new")

    with pytest.raises(parcels.Refused, match="older than the database"):
        backups.restore(
            new, apart=backups.beside(old), by=SEED, senders=OWN(), say=_quiet
        )


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_is_ended_by_the_next(heron, carla, settings, times):
    found = [make.candidacy(heron, by=carla, name=f"No {n}") for n in range(15)]
    make.conclude(heron, by=carla, ago=timedelta(days=400))
    done = Destruction.objects.filter(state="done")

    kills = 0
    for _try in range(times(40)):
        process = _run(settings)
        begun = done.count()
        while process.poll() is None and done.count() < begun + 3:
            sleep(0.01)
        if process.poll() is not None:
            break
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
        _nothing_is_called_destroyed_that_is_not(done)

    assert kills >= 2
    assert _run(settings).wait() == 0
    assert done.count() == len(found)
    assert not keystore.everything().keys() & {each.person_id for each in found}
    assert {*Person.objects.values_list("state", flat=True)} == {"erased"}


def _nothing_is_called_destroyed_that_is_not(done):
    standing = keystore.everything().keys()

    assert not standing & {*done.values_list("thing", flat=True)}


def _surroundings(settings, database, role):
    at = connection.settings_dict
    return os.environ | {
        "TRACKII_ROLE": "worker",
        "DATABASE_URL": f"postgresql://{role}@/{database}?host={at['HOST']}",
        "REDIS_URL": settings.REDIS_URL,
        "TRACKII_KEYSTORE": str(settings.KEYSTORE),
        "TRACKII_AUDIT_KEY": suite.text(settings.AUDIT_KEY),
        "TRACKII_WORKER_KEY": suite.text(SEED),
        "TRACKII_SMTP": "smtp://127.0.0.1:1",
        "TRACKII_SENDER": "desk@trackii.example",
        "TRACKII_ORIGIN": "http://localhost",
    }


def _run(settings):
    env = _surroundings(settings, connection.settings_dict["NAME"], WORKER)
    command = [sys.executable, "-W", "ignore", "manage.py", "shred_due"]
    return subprocess.Popen(
        command, cwd=embedded.HERE, env=env, stdout=subprocess.DEVNULL
    )


# --- what was shut since


@pytest.fixture
def own_redis(settings):
    """A restore forgets every opened vault: not those of the tests that run beside this."""
    own = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    settings.REDIS_URL += f"?db={8 + int(own) % 8}"
    unlocking._redis.cache_clear()
    yield
    unlocking._redis.cache_clear()


@pytest.mark.usefixtures("own_redis")
@pytest.mark.django_db(transaction=True)
def test_what_was_shut_since_does_not_stand_open_again(
    heron, confirmed, carla, farid, ada, oskar, omar, empty, tmp_path, browse, settings,
    capsys,
):  # fmt: skip
    seat = confirmed.seats.first()
    with make.acting(oskar):
        invitations.send(seat, by=oskar)
    address = f"/calendar/{feeds.make(farid, by=farid)}.ics"
    accounts.invite("new@example.org", by=ada)
    three = [omar, make.user("Kim One"), make.user("Kim Two")]
    named = custody.name(heron, three, by=carla)
    with make.acting(farid):
        custody.sign(named, by=farid)
    Grant.objects.filter(member=oskar).delete()
    recoveries.ask(heron, by=oskar)
    browser = browse(oskar)
    settings.BACKUP_TO = suite.text(suite.public(SEED))
    (tmp_path / "key").write_text(suite.text(SEED))
    call_command("backup", tmp_path / "then")
    colleagues.close(oskar, by=ada)
    settings.KEYSTORE = tmp_path / "of the new machine"
    capsys.readouterr()

    with _elsewhere(empty), clock.at(clock.now() + timedelta(days=8)):
        call_command("restore", tmp_path / "then", key=tmp_path / "key")
        said = capsys.readouterr().out
        assert Session.objects.count() == UserSession.objects.count() == 0
        assert set(Link.objects.values_list("state", flat=True)) == {"revoked"}
        assert not Invitation.objects.open().exists()
        assert WebClient().get(address).status_code == 404
        assert Recovery.objects.get().state == "lapsed"
        left = Letter.objects.exclude(state="cancelled")
        assert {*left.values_list("kind", "state")} == {("reminder", "uncertain")}
        assert Entry.objects.filter(verb="restore backup", actor=None).count() == 1
        assert browser.get("/").status_code == 302
        while chain.seal():
            continue
        assert chain.verify() == ""

    assert "Oskar Berg <oskar.berg." in said
    assert "> open" in said
    assert "HERON: Oskar Berg, Organiser" in said
    assert f"stood on {clock.now():%Y-%m-%d}" in said
    assert "1 private links" in said


@pytest.mark.usefixtures("own_redis")
@pytest.mark.django_db(transaction=True)
def test_opened_vaults_are_forgotten_and_the_record_begins_where_the_backup_ends(
    heron, carla, empty, tmp_path
):
    while chain.seal():
        continue
    then = _backup(tmp_path / "then")
    for _act in range(3):
        trail.record("act", heron, by=carla)
    chain.seal()
    half = unlocking.unlock(carla, make.PASSPHRASE, session="s")

    with _elsewhere(empty):
        told = []
        backups.restore(
            then, apart=None, by=SEED, senders=OWN(), say=_quiet,
            then=lambda made_at: told.append(aftermath.settle(made_at)),
        )  # fmt: skip
        chain.seal()
        assert chain.verify() == ""

    assert told[0].lost == 3
    assert unlocking.find(half, carla, session="s", slide=False) is None


KILLED = """
import os, signal
from pathlib import Path
from trackii import backups
from django.conf import settings

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

backups.restore(
    Path({path!r}), apart=backups.beside(Path({path!r})), by=bytes(range(32)),
    senders=backups.own_senders(), {how},
)
"""
PLACES = {
    "before the database": "say=die",
    "in the middle of it": "say=lambda n: n > 70_000 and die()",
    "before it was shut": "say=print, then=die",
}


@pytest.mark.usefixtures("own_redis")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", PLACES)
def test_a_restore_that_is_killed_goes_on_when_it_is_begun_again(
    place, heron, browse, carla, empty, tmp_path, settings
):
    browse(carla)
    then, keys = _backup(tmp_path / "then"), keystore.everything()
    other = _backup(tmp_path / "other")
    settings.KEYSTORE = tmp_path / "of the new machine"
    script = KILLED.format(path=str(then), how=PLACES[place])
    command = [sys.executable, "-W", "ignore", "manage.py", "shell", "--no-imports"]
    env = _surroundings(settings, empty, connection.settings_dict["USER"]) | {
        "TRACKII_ROLE": "web", "TRACKII_ROOT_KEY": suite.text(settings.ROOT_KEY),
        "TRACKII_PEPPER": suite.text(settings.PEPPER), "TRACKII_HOSTS": "localhost",
        "TRACKII_WORKER_PUBLIC": suite.text(suite.public(SEED)),
        "PATH": str(Path(sys.prefix, "bin")),  # the programs that come with the server
    }  # fmt: skip
    ran = subprocess.run(
        [*command, "-c", script], cwd=embedded.HERE, env=env, capture_output=True
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    assert keystore.everything() != {}
    [line] = [each for each in condition.report() if each.name == "Keystore"]
    assert "interrupted" in line.words

    how = {"by": SEED, "senders": OWN(), "say": _quiet, "then": aftermath.settle}
    with _elsewhere(empty):
        with pytest.raises(parcels.Refused, match="Another backup was being restored"):
            backups.restore(other, apart=backups.beside(other), **how)
        partial = next(iter(keys))
        keystore.destroy(partial)  # its write was cut in half
        keystore.put(partial, b"")
        assert backups.restore(then, apart=backups.beside(then), **how) == len(keys)
        assert Session.objects.count() == 0
        with make.acting(carla):
            assert people.read([], by=carla) == []
        assert keystore.everything() == keys

    assert not backups.is_unfinished()
