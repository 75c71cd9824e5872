"""The hand inside PostgreSQL: she adds rows, moves them, copies them and puts them back.

She has whatever the web's own role may do, and an account of her own if she likes: an
invitation is a row as well. What she has not is the root key, and the keystore.
"""

import make
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from roles import stepping_into

from dialogues import custody, destruction, initiatives, keys, team
from dialogues.models import Membership
from participants import people
from trackii import clock, principal, rotation
from trackii.accounts import colleagues
from trackii.audit.models import Entry
from trackii.rows import WEB
from trackii.vault import compartments, keyring, keystore, sealing, suite
from trackii.vault import custody as keeping
from trackii.vault.errors import Corrupt, RolledBack, Shredded, WrongKey
from trackii.vault.models import (
    Compartment,
    Custodian,
    CustodyCopy,
    DataKey,
    Epoch,
    Grant,
)
from workshops import scheduling

pytestmark = pytest.mark.django_db

PLANTED = """
INSERT INTO vault_grant (id, epoch_id, member_id, sealed_seed, mac, given_by_id, given_at)
SELECT gen_random_uuid(), id, %(her)s, 'junk', 'junk', %(another)s, now() FROM vault_epoch
"""
COPIED = """
INSERT INTO vault_grant (id, epoch_id, member_id, sealed_seed, mac, given_by_id, given_at)
SELECT gen_random_uuid(), epoch_id, %(her)s, sealed_seed, mac, given_by_id, now()
FROM vault_grant WHERE member_id = %(another)s
"""
MOVED = "UPDATE vault_grant SET member_id = %(her)s WHERE member_id = %(another)s"


def _typed(statement, as_member, **values):
    """SQL under the web's own role, naming whom she likes."""
    with stepping_into(WEB), principal.acting_as(principal.member(as_member.pk)):
        make.by_hand(statement, **values)


def _unlock(browse, *members):
    """Each of them unlocks, and does nothing else."""
    for member in members:
        with_words = {"passphrase": make.PASSPHRASE, "next": "/"}
        answer = browse(member, locked=True).post("/vault/unlock/", with_words)
        assert answer.status_code == 302


def _everything_is_due(by):
    _typed("UPDATE vault_compartment SET due_since = now()", by)


def _seat(initiative, who, role, *, named_by, signed_by):
    """A seat that nobody gave: every signature in it is hers."""
    return Membership.objects.create(
        initiative=initiative, user=who, role=role, state="active",
        named_by=named_by, named_at=clock.now(),
        signed_by=signed_by, signed_at=clock.now(),
    )  # fmt: skip


def _held(who, initiative):
    with make.acting(who) as ring:
        return {
            kind
            for kind in Compartment.Kind.values
            if ring.holds(kind, initiative.pk, initiative=initiative.pk)
        }


@pytest.mark.parametrize(
    "how", [PLANTED, COPIED, MOVED], ids=["planted", "copied", "moved"]
)
def test_a_grant_she_wrote_gains_nothing_when_every_holder_has_unlocked(
    browse, heron, approved, carla, farid, vera, viktor, rosa, oskar, omar, how
):
    """Neither what was sealed before nor what is sealed afterwards, with a seat or without."""
    _typed(how, carla, her=omar.pk, another=viktor.pk)
    _seat(heron, omar, "vetting_officer", named_by=carla, signed_by=farid)
    _everything_is_due(carla)

    _unlock(browse, carla, farid, vera, rosa, oskar)
    with make.acting(carla):
        later = make.candidacy(heron, by=carla, side="A", name="Ines Faye")

    hers = browse(omar)
    pages = [
        hers.get(f"/dialogues/heron/{part}") for part in ("", "people/", "vetting/")
    ]
    shown = "".join(page.text for page in pages)
    assert [page.status_code for page in pages] == [200, 200, 200]
    told = browse(carla).get("/dialogues/heron/people/").text
    for name in ("Amal Haddad", "Ines Faye"):
        assert name in told
        assert name not in shown
    assert make.charter().title not in shown
    assert _held(omar, heron) == set()
    for row, field in ((approved[0].person, "particulars"), (later.person, "particulars"),
                       (approved[0], "grounds"), (heron, "charter")):  # fmt: skip
        with make.acting(omar), pytest.raises(WrongKey):
            sealing.unseal(row, field, by=omar)
    assert Compartment.objects.filter(due_since=None).count() == 6
    assert not Grant.objects.filter(member=omar).exists()


def test_a_grant_that_was_given_once_is_not_given_on_to_who_has_no_seat_for_it(
    browse, heron, carla, farid, vera
):
    """His role was ended in the database alone: the grants he has are genuine."""
    _typed(
        "UPDATE dialogues_membership SET state = 'ended', ended_at = now(),"
        " ended_by_id = %(by)s, leaving_named_at = now(), leaving_named_by_id = %(first)s"
        " WHERE user_id = %(his)s",
        carla, his=farid.pk, by=vera.pk, first=carla.pk,
    )  # fmt: skip
    _everything_is_due(carla)

    _unlock(browse, carla)

    assert _held(farid, heron) == {"channel"}  # which carla could not renew
    assert _held(carla, heron) == {"brief", "roster", "ideas", "released"}


def test_a_holder_is_told_that_a_key_is_false_and_it_is_written_down(
    browse, heron, carla, rhea, omar
):
    before = browse(carla).get("/dialogues/heron/team/").text
    _typed(PLANTED, carla, her=omar.pk, another=carla.pk)
    _unlock(browse, carla, rhea)

    desk, page = (
        browse(carla).get(way).text for way in ("/", "/dialogues/heron/team/")
    )
    written = Entry.objects.filter(verb="refuse key", actor=rhea.pk)
    assert "nobody of this house" not in before
    assert "Keys lie in the database that nobody of this house gave." in desk
    assert page.count("A row gives this key to Omar Tanner") == 6
    assert {(each.outcome, each.initiative) for each in written} == {
        ("refused", heron.pk)
    }
    assert Grant.objects.filter(member=omar).count() == 6  # left for who looks into it


def test_a_false_key_does_not_hide_that_one_is_owed(heron, carla, farid, vera, omar):
    team.sign(team.name(heron, omar, "organiser", by=carla), by=vera)
    make.by_hand(PLANTED, her=omar.pk, another=carla.pk)

    [debt] = keys.owed(carla)
    with make.acting(carla):
        keys.give(heron, omar.pk, by=carla)

    assert sorted(debt.kinds) == ["Brief", "Released", "Roster"]
    assert _held(omar, heron) == {"brief", "released", "roster"}


def test_a_rotation_vouches_for_no_key_that_nobody_gave(settings, heron, carla, omar):
    make.by_hand(PLANTED, her=omar.pk, another=carla.pk)
    given = Grant.objects.exclude(member=omar).count()
    settings.ROOT_KEY_FORMER, settings.ROOT_KEY = [settings.ROOT_KEY], suite.fresh()

    lines = {line.name: line for line in rotation.run()}
    settings.ROOT_KEY_FORMER = []

    assert (lines["grants"].done, lines["grants"].refused) == (given, 6)
    assert _held(omar, heron) == set()
    assert _held(carla, heron) == {"brief", "roster", "ideas", "released"}


def test_a_seat_she_wrote_is_not_given_the_key_of_a_new_room(
    heron, approved, carla, farid, rosa, omar, worker
):
    _seat(heron, omar, "rapporteur", named_by=carla, signed_by=farid)

    held = make.workshop(heron, by=farid, state="in_session", seated=approved)
    make.attended(held, by=farid)
    note = make.note(make.session(held, by=farid), by=rosa)

    with make.acting(omar), pytest.raises(WrongKey):
        sealing.unseal(note, "words", by=omar)
    with make.acting(rosa):
        assert sealing.unseal(note, "words", by=rosa) == (
            "They fear to lose the winter catch."
        )
    [debt] = keys.owed(rosa)
    assert (debt.to, "Room" in debt.kinds) == (omar, True)  # after four words, if ever


def test_a_newcomer_nobody_has_compared_words_with_is_owed_the_room_and_not_given_it(
    heron, carla, farid, vera, rosa, omar
):
    team.sign(team.name(heron, omar, "facilitator", by=carla), by=vera)

    room = make.workshop(heron, by=farid)
    before = Grant.objects.filter(member=omar).count()
    with make.acting(farid):
        keys.give(heron, omar.pk, by=farid)
    later = make.workshop(heron, by=farid)

    about = {"epoch__compartment__about__in": [room.pk, later.pk]}
    assert before == 0
    assert Grant.objects.filter(member=omar, **about).count() == 2
    assert Grant.objects.filter(member=rosa, **about).count() == 2


def test_no_room_is_made_that_nobody_could_open(heron, farid, rosa):
    Grant.objects.filter(member__in=[farid.pk, rosa.pk]).delete()

    with pytest.raises(ValidationError, match="holds that of the brief"):
        make.workshop(heron, by=farid)

    assert not Compartment.objects.filter(kind="room").exists()


@pytest.fixture
def three():
    return [make.user(name) for name in ("Ines Kern", "Jonas Marr", "Lea Stone")]


@pytest.fixture
def kept(heron, three, carla, farid):
    """Three custodians, named by carla and signed by farid with the vault open."""
    return _custody(heron, three, carla, farid)


def _custody(initiative, three, first, second):
    named = custody.name(initiative, three, by=first)
    with make.acting(second):
        custody.sign(named, by=second)
    return named


AS_BEFORE = """
UPDATE dialogues_custody SET state = 'on', ended_by_id = NULL, ended_at = NULL
WHERE id = %(ended)s
"""
MOVED_OVER = "UPDATE vault_custodian SET custody = (SELECT id FROM dialogues_custody WHERE state = 'on')"  # fmt: skip


@pytest.mark.parametrize("lie", [None, AS_BEFORE, MOVED_OVER],
                         ids=["put back", "with their custody", "under another's"])  # fmt: skip
def test_dismissed_custodians_she_puts_back_are_sealed_nothing(
    browse, heron, kept, carla, farid, django_capture_on_commit_callbacks, lie
):
    before, rows = CustodyCopy.objects.count(), list(Custodian.objects.values())
    with django_capture_on_commit_callbacks(execute=True):
        custody.end(kept, by=carla)
    if lie == MOVED_OVER:
        _custody(heron, [make.user() for _ in range(3)], carla, farid)
        Custodian.objects.all().delete()
    for row in rows:
        Custodian(**row).save(force_insert=True)
    if lie:
        make.by_hand(lie, **({"ended": kept.pk} if lie == AS_BEFORE else {}))
    _everything_is_due(carla)

    _unlock(browse, carla, farid)

    assert before > 0
    assert CustodyCopy.objects.count() == 0
    assert Compartment.objects.filter(epochs__number=2).count() == 5


def _together(three):
    """What two of them open between them of every copy, as a recovery has them do it."""
    first, second = three[:2]
    seeds = {}
    pair = CustodyCopy.objects.filter(first__member=first, second__member=second)
    for each in pair.select_related("first", "second", "epoch__compartment"):
        with make.acting(first) as ring:
            inner = keeping._outer(each, ring)
        with make.acting(second) as ring:
            seed = ring.receive(inner, about=keeping._layer(each, "inner"))
        seeds[each.epoch.compartment.kind] = seed
    return seeds


def _opens_with(seed, person):
    """Whether a seed of the roster, with every file of the keystore, opens her particulars."""
    for key in DataKey.objects.filter(epoch__compartment__kind="roster"):
        try:
            data = suite.unlock(
                bytes(key.wrapped),
                keyring.data_wrapper(seed, keystore.get(key.pk)),
                about=key.pk.bytes,
            )
            words = suite.unlock(
                person.particulars.token[17:],
                suite.both(data, keystore.get(person.pk)),
                about=sealing._place(person, "particulars"),
            )
        except Corrupt:
            continue
        return b"Haddad" in words
    return False


def test_what_is_sealed_once_custody_has_ended_opens_to_no_two_of_the_three(
    heron, kept, three, carla, django_capture_on_commit_callbacks
):
    """They kept what they could open, and have the whole keystore of today."""
    with make.acting(carla):
        before = make.candidacy(heron, by=carla, name="Amal Haddad").person
    seeds = _together(three)

    with django_capture_on_commit_callbacks(execute=True), make.acting(carla):
        custody.end(kept, by=carla)
        after = make.candidacy(heron, by=carla, name="Basim Haddad").person

    assert _opens_with(seeds["roster"], before)  # they are the keys, and they did open
    assert not _opens_with(seeds["roster"], after)
    with make.acting(carla):
        read = people.read([before, after], by=carla)
        assert [each.name for each in read] == ["Amal Haddad", "Basim Haddad"]


def test_ended_with_the_vault_locked_every_key_of_the_table_is_due_until_a_holder_comes(
    browse, heron, kept, carla, farid, vera, django_capture_on_commit_callbacks
):
    custody.end(kept, by=carla)
    due = Compartment.objects.filter(initiative=heron.pk, due_since__isnull=False)
    kinds = set(due.values_list("kind", flat=True))

    with django_capture_on_commit_callbacks(execute=True):
        _unlock(browse, carla, farid, vera)

    assert kinds == {"brief", "roster", "vetting", "ideas", "channel", "released"}
    assert not due.exists()
    assert Epoch.objects.filter(number=2).count() == 6


def test_a_custody_that_nobody_signed_makes_no_key_due_when_it_ends(
    heron, carla, three
):
    named = custody.name(heron, three, by=carla)

    custody.end(named, by=carla)

    assert not Compartment.objects.filter(due_since__isnull=False).exists()


def test_a_custodian_whose_account_was_closed_is_sealed_to_no_more_and_the_team_is_told(
    browse, heron, kept, carla, farid, ada
):
    colleagues.close(kept.first, by=ada)
    left = {copy.second_id for copy in CustodyCopy.objects.all()}
    _everything_is_due(carla)

    _unlock(browse, carla, farid)

    third = Custodian.objects.get(member=kept.third)
    lost = Custodian.objects.get(member=kept.first)
    assert left == {third.pk}  # the pair that is still there
    assert CustodyCopy.objects.count() == 0
    assert Entry.objects.get(verb="lose custodian").subject == lost.pk
    team_page, its_page = (
        browse(carla).get(f"/dialogues/heron/{part}/").text
        for part in ("team", "custody")
    )
    assert "the account of one of the three is closed" in team_page
    assert "The account of Ines Kern is closed" in its_page


@pytest.fixture
def left(heron, carla, farid, oskar, django_capture_on_commit_callbacks):
    """Oskar has left, nobody has unlocked since; she has yesterday's rows of his."""
    rows = {
        "grants": list(Grant.objects.values()),
        "seat": Membership.objects.filter(user=oskar).values().get(),
    }
    his = heron.memberships.get(user=oskar)
    team.name_leaving(his, by=carla)
    with django_capture_on_commit_callbacks(execute=True):
        team.release(his, by=farid)
    return rows


@pytest.fixture
def followed(left, browse, carla, farid, django_capture_on_commit_callbacks):
    """And then carla unlocked: what he held has a second epoch."""
    with django_capture_on_commit_callbacks(execute=True):
        _unlock(browse, carla)
    return left


def _put_back(grants):
    Grant.objects.all().delete()
    for row in grants:
        Grant(**row).save(force_insert=True)


def test_a_leavers_keys_and_seat_that_she_puts_back_give_him_nothing(
    browse, heron, left, carla, farid, oskar
):
    Membership.objects.filter(user=oskar).update(**left["seat"])
    _put_back(left["grants"])
    at_once = _held(oskar, heron)

    _unlock(browse, carla, farid)

    assert (at_once, _held(oskar, heron)) == (set(), set())
    assert _held(carla, heron) == {"brief", "roster", "ideas", "released"}
    assert Epoch.objects.filter(number=2).count() == 3
    assert not Grant.objects.filter(member=oskar).exists()


def test_an_epoch_she_takes_back_is_neither_opened_nor_sealed_to(
    browse, heron, followed, farid, oskar
):
    make.by_hand("DELETE FROM vault_grant")
    make.by_hand("DELETE FROM vault_datakey USING vault_epoch AS of"
                 " WHERE of.id = epoch_id AND of.number = 2")  # fmt: skip
    make.by_hand("DELETE FROM vault_epoch WHERE number = 2")
    _put_back(followed["grants"])

    with pytest.raises(RolledBack):
        sealing.seal("after he left", of=heron, field="charter")
    with make.acting(farid):
        with pytest.raises(RolledBack):
            sealing.seal("after he left", of=heron, field="charter")
        with pytest.raises(RolledBack):
            initiatives.read(heron, by=farid)
    page = browse(farid).get("/dialogues/heron/")
    assert (page.status_code, "An older key stands" in page.text) == (409, True)
    assert _held(oskar, heron) == set()


def test_epochs_she_counts_anew_are_not_sealed_to(heron, followed, farid):
    """The leaver's epoch would be the last by its number."""
    make.by_hand("UPDATE vault_epoch SET number = 99 WHERE number = 2")
    make.by_hand("UPDATE vault_epoch SET number = 100 WHERE number = 1")

    with pytest.raises(RolledBack):
        sealing.seal("after he left", of=heron, field="charter")
    for epoch in Epoch.objects.filter(number=100):
        keystore.begin_again(
            epoch.pk
        )  # were the mark not there, the number is vouched for
    with pytest.raises(WrongKey):
        sealing.seal("after he left", of=heron, field="charter")
    with make.acting(farid), pytest.raises(WrongKey):
        initiatives.read(heron, by=farid)


def test_a_renewal_that_comes_to_nothing_leaves_the_epoch_the_last(
    heron, left, carla, django_capture_on_commit_callbacks
):
    with (
        django_capture_on_commit_callbacks(execute=True),
        make.acting(carla),
        transaction.atomic(),
    ):
        compartments.renew_due(by=carla)
        made = Epoch.objects.filter(number=2).count()
        transaction.set_rollback(True)

    with make.acting(carla):
        assert initiatives.read(heron, by=carla) == make.charter()
    assert (made, Epoch.objects.filter(number=2).count()) == (3, 0)


def test_who_reads_marks_what_a_cut_off_renewal_left_unmarked(
    heron, left, carla, django_capture_on_commit_callbacks
):
    first = Epoch.objects.get(compartment__kind="brief")
    with make.acting(carla):
        compartments.renew_due(by=carla)  # and the process ends before the mark is set
    before = keystore.has_ended(first.pk)

    with django_capture_on_commit_callbacks(execute=True), make.acting(carla):
        initiatives.read(heron, by=carla)

    assert (before, keystore.has_ended(first.pk)) == (False, True)


JUNK_GRANT = """
UPDATE vault_grant SET sealed_seed = 'junk' WHERE member_id = %(hers)s AND epoch_id IN
(SELECT of.id FROM vault_epoch AS of JOIN vault_compartment AS room
 ON room.id = of.compartment_id WHERE room.kind = 'ideas')
"""
JUNK_EPOCH = """
INSERT INTO vault_epoch (id, compartment_id, number, public, mac, made_at)
SELECT gen_random_uuid(), id, 2, 'junk', 'junk', now()
FROM vault_compartment WHERE kind = 'ideas'
"""


@pytest.mark.parametrize(
    ("lie", "said"),
    [(JUNK_GRANT, "Keys lie in the database that nobody of this house gave."),
     (JUNK_EPOCH, "A new key is due: Ideas.")],
    ids=["a grant", "an epoch"],
)  # fmt: skip
def test_one_room_that_cannot_be_renewed_stops_no_other_and_is_told(
    browse, heron, carla, lie, said
):
    _typed(lie, carla, **({"hers": carla.pk} if lie == JUNK_GRANT else {}))
    _everything_is_due(carla)

    _unlock(browse, carla)

    due = Compartment.objects.filter(due_since__isnull=False)
    ideas = Compartment.objects.get(kind="ideas")
    assert {room.kind for room in due} == {"ideas", "vetting", "channel"}
    refused = Entry.objects.get(verb="renew", outcome="refused")
    assert (refused.subject, refused.actor) == (ideas.pk, carla.pk)
    assert said in browse(carla).get("/").text


def test_a_public_key_she_swapped_is_passed_by_and_the_others_are_not(
    browse, heron, carla, farid, vera, ada
):
    make.by_hand("UPDATE vault_memberkey SET public = %s WHERE member_id = %s",
                 suite.public(suite.fresh()), farid.pk)  # fmt: skip
    _everything_is_due(carla)

    _unlock(browse, carla)

    last = Grant.objects.filter(epoch__number=2, epoch__compartment__kind="roster")
    assert set(last.values_list("member__name", flat=True)) == {
        "Carla Conti", "Oskar Berg", "Vera Novak", "Viktor Lind",
    }  # fmt: skip
    assert browse(carla).get("/").status_code == 200
    assert Entry.objects.filter(verb="refuse key", actor=carla.pk).count() == 4


def test_who_has_no_seat_any_more_renews_nothing_away_from_those_who_have(
    browse, heron, carla, farid
):
    make.by_hand("DELETE FROM dialogues_membership WHERE user_id = %s", carla.pk)
    _everything_is_due(farid)
    with make.acting(carla):
        compartments.renew_due(by=carla)
    before = Epoch.objects.filter(number=2).count()

    _unlock(browse, farid)

    assert (before, Epoch.objects.filter(number=2).count()) == (0, 5)
    assert _held(farid, heron) == {"brief", "roster", "ideas", "channel", "released"}


def test_a_room_that_was_destroyed_is_given_no_key_again(
    browse, heron, in_session, carla, farid, rosa
):
    note = make.note(in_session.sessions.first(), by=rosa)
    with make.acting(farid):
        scheduling.take(in_session, "close", by=farid)
    asked = destruction.ask(heron, "round", in_session.pk, by=carla)
    destruction.sign(asked, by=farid)
    before = set(keystore.everything())
    _everything_is_due(carla)

    _unlock(browse, farid)

    room = Compartment.objects.get(kind="room", about=in_session.pk)
    files = {key.pk for key in DataKey.objects.filter(epoch__compartment=room)}
    assert (room.due_since, room.epochs.count()) == (None, 1)
    assert files & set(keystore.everything()) == set()
    assert len(set(keystore.everything()) - before) == 5  # of those that live
    with make.acting(rosa), pytest.raises(Shredded):
        sealing.unseal(note, "words", by=rosa)
