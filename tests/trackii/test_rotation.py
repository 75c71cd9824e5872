"""Every secret is rotated: what the former made opens, is made again, and then does without."""

import os
import re
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import make
import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.db import connection

from dialogues import initiatives
from trackii import clock, generations, rotation
from trackii.accounts import adapters
from trackii.audit import chain, lineage
from trackii.audit.models import Entry, FormerKey, Link
from trackii.outbox import delivery, letters
from trackii.outbox.models import Letter
from trackii.vault import (
    codes,
    keyring,
    links,
    members,
    sealing,
    spoken,
    suite,
    unlocking,
)
from trackii.vault.errors import WrongKey, WrongPassphrase
from trackii.vault.models import Epoch, Grant, MemberKey
from workshops import briefings

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WEB = ["ROOT_KEY", "PEPPER", "AUDIT_KEY"]


def _follow(settings, *names):
    """Restart with new secrets, the old ones beside them."""
    for name in names:
        former = getattr(settings, name)
        setattr(settings, f"{name}_FORMER", [former])
        setattr(settings, name, suite.fresh())
        if name == "ROOT_KEY":
            settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
            settings.SECRET_KEY = suite.fresh().hex()


def _retire(settings, *names):
    """Restart without the old ones."""
    for name in names:
        setattr(settings, f"{name}_FORMER", [])
    settings.SECRET_KEY_FALLBACKS = []


@contextmanager
def _as_worker(settings):
    """The command as the worker's process runs it: with its own keys alone."""
    root, settings.ROOT_KEY = settings.ROOT_KEY, b""
    yield
    settings.ROOT_KEY = root


@pytest.fixture
def web(settings):
    """The web process alone: the worker's key is not at hand."""
    settings.WORKER_KEY = b""
    settings.REDIS_URL += (
        f"?db={8 + int(os.environ.get('PYTEST_XDIST_WORKER', 'gw0')[2:])}"
    )
    unlocking._redis.cache_clear()
    unlocking._redis().flushdb()  # vaults that other tests left open hang on no key here
    yield settings
    unlocking._redis.cache_clear()


def _lines():
    return {line.name: (line.done, line.remaining) for line in rotation.run()}


def test_with_new_secrets_all_opens_as_before(heron, carla, web, browse):
    client, there = browse(carla), "/dialogues/heron/"
    with adapters.of(carla):
        TOTP.activate(carla, SECRET)
    before = client.get(there).text
    while chain.seal():
        continue

    _follow(web, *WEB)

    assert "Ebbing Marsh" in before
    with make.acting(carla):
        assert initiatives.read(heron, by=carla) == make.charter()
    kept = Authenticator.objects.get(user=carla).data["secret"]
    with adapters.of(carla):
        assert get_adapter().decrypt(kept) == SECRET
    assert client.get(there).status_code == 200
    assert members.public_key(carla.member_key)
    assert "rotate_keys" in chain.verify()
    chain.hand_over()
    assert chain.verify() == ""


def test_an_open_vault_stays_open_under_the_key_that_followed(
    heron, carla, web, browse
):
    client = browse(carla)
    former = web.ROOT_KEY
    web.ROOT_KEY, web.ROOT_KEY_FORMER = suite.fresh(), [former]

    assert "Ebbing Marsh" in client.get("/dialogues/heron/").text
    assert dict(_lines())["open vaults"][1] >= 1
    web.ROOT_KEY_FORMER = []
    assert "Ebbing Marsh" not in client.get("/dialogues/heron/").text


def test_a_session_holds_a_rotation_up_until_it_follows_with_its_next_request_or_ends(
    carla, web, browse
):
    client = browse(carla, locked=True)
    assert _lines()["sessions"] == (0, 0)

    _follow(web, "ROOT_KEY")
    waiting = _lines()["sessions"]
    with clock.at(clock.now() + timedelta(hours=13)):
        over = _lines()["sessions"]
    during = client.get("/dialogues/").status_code
    followed = _lines()["sessions"]
    web.ROOT_KEY_FORMER, web.SECRET_KEY_FALLBACKS = [], []

    assert (waiting, over, followed) == ((0, 1), (0, 0), (0, 0))
    assert (during, client.get("/dialogues/").status_code) == (200, 200)


def test_what_can_be_made_again_is_and_then_does_without_the_former(
    heron, carla, farid, web
):
    with adapters.of(carla):
        TOTP.activate(carla, SECRET)
        RecoveryCodes.activate(carla)
        codes = RecoveryCodes.activate(carla).get_unused_codes()
    _follow(web, *WEB)

    first, second = _lines(), _lines()
    _retire(web, "ROOT_KEY")

    assert first["second factors"] == (2, 0)
    assert first["keys of members"] == (MemberKey.objects.count(), 0)
    assert first["keys of compartments"] == (Epoch.objects.count(), 0)
    assert first["grants"] == (Grant.objects.count(), 0)
    assert first["former audit keys"] == (1, 0)
    assert {name: done for name, (done, _left) in second.items() if done} == {}
    rows = {row.type: row for row in Authenticator.objects.filter(user=carla)}
    with adapters.of(carla):
        assert get_adapter().decrypt(rows["totp"].data["secret"]) == SECRET
        assert RecoveryCodes(rows["recovery_codes"]).get_unused_codes() == codes
    with make.acting(carla):
        assert initiatives.read(heron, by=carla) == make.charter()
    assert Entry.objects.filter(verb="rotate", actor=None).count() == 4


def test_a_public_key_that_was_swapped_is_not_vouched_for_by_the_new_root_key(
    carla, farid, web
):
    make.by_hand(
        "UPDATE vault_memberkey SET public = (SELECT public FROM vault_memberkey"
        " WHERE member_id = %s) WHERE member_id = %s",
        farid.pk, carla.pk,
    )  # fmt: skip
    _follow(web, "ROOT_KEY")

    [line] = [each for each in rotation.run() if each.name == "keys of members"]

    assert (line.done, line.refused) == (1, 1)
    assert bytes(MemberKey.objects.get(member=carla).mac)[:4] == generations.name(
        web.ROOT_KEY_FORMER[0]
    )


def test_what_was_vouched_for_before_keys_had_names_is_named(heron, carla, web):
    for row in (*MemberKey.objects.all(), *Epoch.objects.all()):
        type(row).objects.filter(pk=row.pk).update(mac=bytes(row.mac)[-32:])
    with make.acting(carla):
        assert initiatives.read(heron, by=carla) == make.charter()

    lines = _lines()

    assert lines["keys of members"] == (MemberKey.objects.count(), 0)
    assert lines["keys of compartments"] == (Epoch.objects.count(), 0)
    assert members.public_key(MemberKey.objects.get(member=carla))


def test_a_passphrase_follows_the_pepper_when_its_member_unlocks(carla, farid, web):
    seed = members.open_seed(carla, make.PASSPHRASE)
    _follow(web, "PEPPER")
    before = _lines()["passphrases"]

    opened = members.open_seed(carla, make.PASSPHRASE)
    after = _lines()["passphrases"]
    _retire(web, "PEPPER")

    assert (before, after) == ((0, 2), (0, 1))
    assert {seed, opened, members.open_seed(carla, make.PASSPHRASE)} == {seed}
    assert Entry.objects.get(verb="follow pepper").actor == carla.pk
    with pytest.raises(WrongPassphrase):
        members.open_seed(farid, make.PASSPHRASE)


def test_a_wrong_guess_moves_no_passphrase(carla, web):
    _follow(web, "PEPPER")
    kept = bytes(MemberKey.objects.get(member=carla).by_passphrase)

    with pytest.raises(WrongPassphrase):
        members.open_seed(carla, "other words")

    assert bytes(MemberKey.objects.get(member=carla).by_passphrase) == kept


def test_a_closed_account_does_not_hold_a_rotation_up(carla, omar, web):
    _follow(web, "PEPPER")
    members.open_seed(carla, make.PASSPHRASE)
    type(omar).objects.filter(pk=omar.pk).update(is_active=False)

    [line] = [each for each in rotation.run() if each.name == "passphrases"]

    assert line.remaining == 0
    assert "1 of closed accounts" in line.note


def test_the_command_refuses_to_retire_what_is_needed_and_agrees_when_it_is_not(
    carla, web, capsys
):
    _follow(web, "ROOT_KEY", "PEPPER")
    with pytest.raises(CommandError, match="Keep the former secrets: 1 still hang"):
        call_command("rotate_keys", retire=True)
    said = capsys.readouterr().out

    members.open_seed(carla, make.PASSPHRASE)
    call_command("rotate_keys", retire=True)

    assert "passphrases: 0 done, 1 remain" in said
    assert "carla" not in said.lower()
    assert capsys.readouterr().out.endswith(
        "Nothing hangs on a former secret any more.\n"
    )


def test_a_key_nobody_can_open_is_a_refusal_too(carla, web):
    web.ROOT_KEY = suite.fresh()  # and the former one is not at hand

    with pytest.raises(CommandError, match="Keep the former secrets"):
        call_command("rotate_keys", retire=True)


# --- the record


@pytest.fixture
def chained(heron):
    while chain.seal():
        continue
    return chain.head()


def _unguarded(*statements):
    with connection.cursor() as cursor:
        for table in ("audit_entry", "audit_link"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement, *values in statements:
            cursor.execute(statement, values)
        for table in ("audit_entry", "audit_link"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_the_record_is_whole_across_two_rotations_and_without_the_former_keys(
    chained, web
):
    for _round in range(2):
        _follow(web, "AUDIT_KEY")
        assert "rotate_keys" in chain.verify(chained)
        rotation_of = list(rotation.run())
        while chain.seal():
            continue
        _retire(web, "AUDIT_KEY")
        assert chain.verify(chained) == ""

    assert rotation_of[-4].name == "former audit keys"
    assert len({bytes(link.key) for link in Link.objects.all()}) == 3
    assert FormerKey.objects.count() == 2


def test_a_link_that_is_older_than_names_still_counts(chained, web):
    _unguarded(("UPDATE audit_link SET key = ''",))
    _follow(web, "AUDIT_KEY")
    chain.hand_over()
    while chain.seal():
        continue
    _retire(web, "AUDIT_KEY")

    assert chain.verify() == ""


def test_who_got_hold_of_a_former_key_forges_neither_what_was_nor_what_comes(
    chained, web
):
    stolen = web.AUDIT_KEY
    _follow(web, "AUDIT_KEY")
    chain.hand_over()
    while chain.seal():
        continue
    _retire(web, "AUDIT_KEY")
    assert chain.verify() == ""
    third = Entry.objects.order_by("pk")[2].pk

    _unguarded(
        ("UPDATE audit_entry SET verb = 'nothing' WHERE id = %s", third),
        ("DELETE FROM audit_link",),
    )
    present, web.AUDIT_KEY = web.AUDIT_KEY, stolen
    while chain.seal():
        continue
    web.AUDIT_KEY = present

    assert re.search("was altered", chain.verify())


def test_who_cuts_the_record_below_a_rotation_is_found_out(chained, web):
    _follow(web, "AUDIT_KEY")
    chain.hand_over()
    _retire(web, "AUDIT_KEY")

    _unguarded(("DELETE FROM audit_link WHERE position > 4",))

    assert "cut off" in chain.verify()


def test_a_former_key_in_the_database_is_wrapped(chained, web):
    former = web.AUDIT_KEY
    _follow(web, "AUDIT_KEY")
    chain.hand_over()

    row = FormerKey.objects.get()
    assert former not in bytes(row.wrapped)
    assert [kept.key for kept in lineage.kept()] == [former]
    web.AUDIT_KEY, web.AUDIT_KEY_FORMER = bytes(32), []
    assert lineage.kept() == []


# --- letters and packs


@pytest.fixture
def post(heron, worker):
    def one(**changes):
        told = {
            "initiative": heron.pk, "occasion": heron.pk, "version": "1",
            "address": "amal.haddad@example.net", "language": "en",
            "due_at": clock.now() + timedelta(days=1),
        }  # fmt: skip
        return letters.post("reminder", **told | changes)

    return one


def test_a_letter_does_not_go_twice_because_the_audit_key_is_another(post, settings):
    letter = post()
    numbers = delivery.message_id(letter)

    _follow(settings, "AUDIT_KEY")
    chain.hand_over()
    during = post()
    _retire(settings, "AUDIT_KEY")

    assert (letter is None, during, post()) == (False, None, None)
    assert numbers in delivery.message_ids(letter)
    assert post(occasion=uuid4()) is not None


def test_letters_and_packs_on_their_way_are_sealed_again_by_the_worker(
    post, settings, confirmed, oskar, farid
):
    letter, pack = post(), make.briefing(confirmed, by=oskar)
    naming = make.briefing(confirmed, by=farid, audience="facilitator")
    _follow(settings, "WORKER_KEY")
    settings.WORKER_PUBLIC = suite.public(settings.WORKER_KEY)
    newer = post(occasion=uuid4())
    waiting = Letter.objects.exclude(recipient=None).count()

    with _as_worker(settings):
        first, second = _lines(), _lines()
    _retire(settings, "WORKER_KEY")

    # All letters but the newer, and two packs.
    assert (first, second) == ({"worker": (waiting + 1, 0)}, {"worker": (0, 0)})
    for row in (letter, newer):
        row.refresh_from_db()
        assert b"amal.haddad" in sealing.unseal_as_worker(row, "recipient")
    assert briefings.render_waiting() == 2
    for each in (pack, naming):
        each.refresh_from_db()
        assert each.state == "issued"


def test_a_letter_sealed_to_a_former_key_goes_before_anybody_rotates(post, settings):
    letter = post()
    _follow(settings, "WORKER_KEY")

    assert b"amal.haddad" in sealing.unseal_as_worker(letter, "recipient")
    settings.WORKER_KEY_FORMER = []
    with pytest.raises(WrongKey):
        sealing.unseal_as_worker(letter, "recipient")


def test_a_vault_that_is_opened_by_hand_follows_as_well(heron, carla, web):
    _follow(web, *WEB)

    with keyring.unlocked(carla, make.PASSPHRASE):
        assert initiatives.read(heron, by=carla) == make.charter()

    assert members.follows(MemberKey.objects.get(member=carla))


def test_a_live_link_is_vouched_for_anew_and_opens_as_before(heron, oskar, web):
    row = SimpleNamespace(pk=uuid4(), initiative_id=heron.pk, anchors=())
    ends = clock.now() + timedelta(days=7)
    made = links.make(
        "review", of=row, language="ar", deadline=ends, by=oskar, with_words=True
    )
    _follow(web, *WEB)

    before = dict(_lines())["private links"]
    _retire(web, "ROOT_KEY")

    opened = [links.open_with(codes.read(each)) for each in (made.once, made.code)]
    assert before == (1, 0)
    assert [links.language(link, keys) for link, keys in opened] == ["ar", "ar"]
    assert len(spoken.say(opened[1][0], opened[1][1].base, made.words)) == suite.SEED
