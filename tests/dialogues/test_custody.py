"""Recovery by custodians: off unless two switch it on; two together restore, one alone opens nothing."""

from datetime import timedelta

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from dialogues import custody, initiatives, recoveries, tasks, team
from dialogues.models import Custody, Recovery
from participants import signing
from trackii import clock, rotation
from trackii.audit.models import Entry
from trackii.states import WrongState
from trackii.vault import compartments, keyring, members, suite, unlocking
from trackii.vault import custody as keeping
from trackii.vault.errors import Corrupt, Shredded, VaultLocked, WrongKey
from trackii.vault.models import (
    Compartment,
    Custodian,
    CustodyCopy,
    Epoch,
    Grant,
    MemberKey,
    PassedCopy,
)

pytestmark = pytest.mark.django_db
STRONG = "tulip gravel saxophone monday ferry walnut"


@pytest.fixture
def three():
    return [make.user(name) for name in ("Ines Kern", "Jonas Marr", "Lea Stone")]


@pytest.fixture
def on(heron, three, carla, farid):
    """Named by carla, signed by farid, both with their vaults open."""
    with make.acting(carla):
        named = custody.name(heron, three, by=carla)
    with make.acting(farid):
        custody.sign(named, by=farid)
    return named


@pytest.fixture
def kept(on, heron, carla, vera):
    """Copies of everything: holders of the rest have unlocked since."""
    for who in (carla, vera):
        unlocking.unlock(who, make.PASSPHRASE, session="of today")
    return on


@pytest.fixture
def lost(kept, heron, vera, viktor):
    """Both vetting officers have lost their vaults: nobody holds that key any more."""
    for who in (vera, viktor):
        compartments.begin_anew(who, by=who)
        members.make(who, STRONG)
    return recoveries.ask(heron, by=vera)


def _copies(initiative):
    return CustodyCopy.objects.filter(epoch__compartment__initiative=initiative.pk)


def _as(who, words=make.PASSPHRASE):
    return keyring.unlocked(who, words)


def test_it_is_off_unless_somebody_switches_it_on(heron, carla, browse):
    assert not CustodyCopy.objects.exists()
    assert (
        "Recovery by custodians is off"
        in browse(carla).get("/dialogues/heron/team/").text
    )
    with pytest.raises(ValidationError, match="Nobody keeps keys"):
        recoveries.ask(heron, by=carla)


def test_naming_alone_copies_nothing(heron, three, carla):
    with make.acting(carla):
        custody.name(heron, three, by=carla)

    assert not CustodyCopy.objects.exists()
    assert not Custodian.objects.exists()


def test_who_signs_is_neither_who_named_nor_one_of_the_three(heron, carla, vera, farid):
    named = custody.name(heron, [farid, vera, make.user()], by=carla)

    for who in (carla, farid, vera):
        with pytest.raises(PermissionDenied):
            custody.sign(named, by=who)
    assert Custody.objects.get().state == "named"


@pytest.mark.parametrize(
    "lie", ["signed_by_id = named_by_id", "signed_by_id = first_id", "second_id = first_id"]
)  # fmt: skip
def test_postgresql_refuses_one_hand_in_two_places(on, lie):
    with pytest.raises(IntegrityError):
        make.by_hand(f"UPDATE dialogues_custody SET {lie}")


def test_three_different_colleagues_with_a_vault_are_named(heron, three, carla, ada):
    for people in (
        [three[0], three[0], three[1]],
        [carla, *three[:2]],
        [*three[:2], ada],
        [*three[:2], make.user("Nadia Vos", vault=False)],
    ):
        with pytest.raises(ValidationError):
            custody.name(heron, people, by=carla)
    assert not Custody.objects.exists()


def test_only_a_convener_names_and_ends(heron, three, farid, on):
    with pytest.raises(PermissionDenied):
        custody.name(heron, three, by=farid)
    with pytest.raises(PermissionDenied):
        custody.end(on, by=farid)
    assert Custody.objects.get().state == "on"


def test_copies_are_made_of_what_each_holder_can_open_and_the_rest_follows(
    on, heron, carla, vera
):
    first = set(_copies(heron).values_list("epoch__compartment__kind", flat=True))
    unlocking.unlock(vera, make.PASSPHRASE, session="of today")
    then = set(_copies(heron).values_list("epoch__compartment__kind", flat=True))

    assert first == {"brief", "roster", "ideas", "channel", "released"}
    assert then == first | {"vetting"}
    assert _copies(heron).count() == 3 * 6


def test_a_room_that_is_founded_later_is_copied_at_birth(kept, heron, farid):
    make.workshop(heron, by=farid)

    assert _copies(heron).filter(epoch__compartment__kind="room").count() == 3


def test_a_new_epoch_has_new_copies_and_the_old_ones_go(
    kept, heron, carla, farid, oskar
):
    seat = heron.memberships.get(user=oskar)
    team.name_leaving(seat, by=carla)
    with make.acting(farid):
        team.release(seat, by=farid)

    brief = Compartment.objects.get(kind="brief", initiative=heron.pk)
    numbers = CustodyCopy.objects.filter(epoch__compartment=brief).values_list(
        "epoch__number", flat=True
    )
    assert list(numbers) == [2, 2, 2]


def test_two_custodians_restore_what_nobody_holds(
    lost, heron, carla, vera, viktor, three, farid
):
    ines, jonas, _lea = three
    words = recoveries.words_of(lost)

    with _as(ines):
        recoveries.pass_on(lost, by=ines)
    with _as(jonas):
        recoveries.restore(lost, by=jonas)

    assert words == members.four_words(MemberKey.objects.get(member=vera))
    assert Recovery.objects.get().state == "given"
    assert not PassedCopy.objects.exists()
    with _as(vera, STRONG) as ring:
        assert ring.holds("vetting", heron.pk, initiative=heron.pk)
        assert initiatives.read(heron, by=vera) == make.charter()
    verbs = list(Entry.objects.filter(initiative=heron.pk).values_list("verb", "actor"))
    assert {("ask recovery", vera.pk), ("pass_on", ines.pk), ("restore", jonas.pk)} <= {*verbs}  # fmt: skip


def test_what_was_sealed_before_is_read_after(kept, heron, carla, vera, viktor, three):
    person = make.candidacy(
        heron, by=carla, state="recommended", officers=(vera, viktor)
    )
    for who in (vera, viktor):
        compartments.begin_anew(who, by=who)
        members.make(who, STRONG)
    asked = recoveries.ask(heron, by=viktor)

    with _as(three[1]):
        recoveries.pass_on(asked, by=three[1])
    with _as(three[2]):
        recoveries.restore(asked, by=three[2])

    with _as(viktor, STRONG):
        read = signing.read(person, by=viktor)
    assert read.recommendation == "Two references, both warm."


@pytest.mark.parametrize(("first", "second"), [(0, 1), (0, 2), (1, 2)])
def test_any_two_of_the_three_are_enough(lost, vera, three, heron, first, second):
    with _as(three[first]):
        recoveries.pass_on(lost, by=three[first])
    with _as(three[second]):
        recoveries.restore(lost, by=three[second])

    with _as(vera, STRONG) as ring:
        assert ring.holds("vetting", heron.pk, initiative=heron.pk)


def test_one_custodian_alone_opens_nothing(lost, three, vera):
    lea = three[2]
    for who in three:
        ring = keyring.Keyring(who, lambda who=who: members.open_seed(who, make.PASSPHRASE))  # fmt: skip
        for copy in CustodyCopy.objects.all():
            for which in ("inner", "outer"):
                about = keeping._layer(copy, which)
                try:
                    opened = ring.receive(bytes(copy.sealed), about=about)
                except WrongKey:
                    continue
                assert len(opened) > suite.SEED  # a layer for another, and no seed
                with pytest.raises(WrongKey):
                    ring.receive(opened, about=keeping._layer(copy, "inner"))
    with _as(lea), pytest.raises(ValidationError, match="another of the three"):
        recoveries.pass_on(lost, by=lea)
    assert Recovery.objects.get().state == "asked"


def test_who_passed_on_does_not_take_off_the_last_layer_too(lost, three):
    ines = three[0]
    with _as(ines):
        recoveries.pass_on(lost, by=ines)
        with pytest.raises(PermissionDenied):
            recoveries.restore(lost, by=ines)

    assert Recovery.objects.get().state == "passed"


def test_a_custodian_with_the_vault_locked_passes_nothing_on(lost, three):
    with pytest.raises(VaultLocked):
        recoveries.pass_on(lost, by=three[0])

    assert not PassedCopy.objects.exists()
    assert Recovery.objects.get().state == "asked"


def test_nobody_but_the_three_passes_on(lost, carla, farid, viktor):
    for who, words in ((carla, make.PASSPHRASE), (viktor, STRONG)):
        with _as(who, words), pytest.raises(PermissionDenied):
            recoveries.pass_on(lost, by=who)

    assert Recovery.objects.get().state == "asked"


def test_a_custodian_gets_nothing_for_herself(heron, carla, farid, vera, omar):
    """One of the three is on the team, and lost her own: the two others act."""
    people = [farid, omar, make.user("Lea Stone")]
    named = custody.name(heron, people, by=carla)
    with make.acting(vera):
        custody.sign(named, by=vera)
    compartments.begin_anew(farid, by=farid)
    members.make(farid, STRONG)
    asked = recoveries.ask(heron, by=farid)

    with _as(farid, STRONG), pytest.raises(PermissionDenied):
        recoveries.pass_on(asked, by=farid)
    with pytest.raises(IntegrityError):
        make.by_hand(
            "UPDATE dialogues_recovery SET passed_by_id = member_id, passed_at = now()"
        )


def test_a_closed_account_is_given_nothing_back(lost, three, vera):
    type(vera).objects.filter(pk=vera.pk).update(is_active=False)

    with _as(three[0]), pytest.raises(ValidationError):
        recoveries.pass_on(lost, by=three[0])

    assert not PassedCopy.objects.exists()


def test_of_two_who_press_at_once_one_gives(lost, three):
    ines, jonas, lea = three
    with _as(ines):
        recoveries.pass_on(lost, by=ines)
    also = Recovery.objects.get()
    with _as(jonas):
        recoveries.restore(lost, by=jonas)

    with _as(lea), pytest.raises(WrongState, match="it is now given"):
        recoveries.restore(also, by=lea)


def test_only_the_keys_of_her_role_are_given(kept, heron, oskar, three):
    Grant.objects.filter(member=oskar).delete()
    asked = recoveries.ask(heron, by=oskar)
    with _as(three[0]):
        recoveries.pass_on(asked, by=three[0])
    with _as(three[1]):
        recoveries.restore(asked, by=three[1])

    held = Grant.objects.filter(member=oskar).values_list(
        "epoch__compartment__kind", flat=True
    )
    assert set(held) == {"brief", "roster", "released"}


def test_who_lacks_nothing_and_who_has_asked_already_asks_for_nothing(
    lost, heron, carla, vera
):
    with pytest.raises(ValidationError, match="every key"):
        recoveries.ask(heron, by=carla)
    with pytest.raises(ValidationError, match="asked already"):
        recoveries.ask(heron, by=vera)


def test_what_is_withdrawn_is_forgotten(lost, vera, three, farid):
    with _as(three[0]):
        recoveries.pass_on(lost, by=three[0])
    with pytest.raises(PermissionDenied):
        recoveries.withdraw(lost, by=farid)

    recoveries.withdraw(lost, by=vera)

    assert not PassedCopy.objects.exists()
    with _as(three[1]), pytest.raises(WrongState):
        recoveries.restore(lost, by=three[1])


def _after(hours):
    return clock.at(clock.now() + timedelta(hours=hours))


def test_what_not_two_have_answered_in_time_lapses_and_can_be_asked_again(
    lost, vera, three, heron
):
    with _as(three[0]):
        recoveries.pass_on(lost, by=three[0])
    assert PassedCopy.objects.exists()

    with _after(71):
        assert recoveries.lapse_overdue() == 0
    with _after(72):
        assert (recoveries.lapse_overdue(), recoveries.lapse_overdue()) == (1, 0)

    lost.refresh_from_db()
    assert lost.state == "lapsed"
    assert not PassedCopy.objects.exists()
    entry = Entry.objects.get(verb="lapse")
    assert (entry.subject, entry.actor, entry.outcome) == (lost.pk, None, "done")
    with _as(three[1]), pytest.raises(WrongState, match="lapsed"):
        recoveries.restore(lost, by=three[1])
    assert recoveries.ask(heron, by=vera).state == "asked"


@pytest.mark.parametrize("verb", ["pass_on", "restore", "withdraw", "ask"])
def test_nobody_goes_on_with_what_is_overdue_before_the_hour_has_swept_it_up(
    lost, vera, three, heron, verb
):
    if verb != "pass_on":
        with _as(three[0]):
            recoveries.pass_on(lost, by=three[0])
    by = vera if verb in ("withdraw", "ask") else three[1]
    words = STRONG if by == vera else make.PASSPHRASE

    with _after(73), _as(by, words):
        if verb == "ask":
            again = recoveries.ask(heron, by=vera)
            assert (again.state, again.pk == lost.pk) == ("asked", False)
        else:
            with pytest.raises(WrongState, match="lapsed"):
                getattr(recoveries, verb)(lost, by=by)

    lost.refresh_from_db()
    assert lost.state == "lapsed"
    assert not PassedCopy.objects.exists()
    assert not Grant.objects.filter(
        member=vera, epoch__compartment__kind="vetting"
    ).exists()


def test_how_long_it_waits_is_a_setting(lost, settings):
    settings.RECOVERY_HOURS = 5

    with _after(6):
        tasks.shred_due()  # as it comes by every hour

    assert Recovery.objects.get().state == "lapsed"


def test_the_pages_say_when_it_lapses_and_that_it_has(lost, carla, three, browse):
    team, hers = "/dialogues/heron/custody/", f"/dialogues/custody/{lost.pk}/"
    before = [browse(carla).get(team).text, browse(three[0]).get(hers).text]

    with _after(73):
        after = browse(three[0]).get(hers)
        late = browse(three[0]).post(hers, follow=True)
        table = browse(carla).get(team)
        kept_page = browse(three[1]).get("/dialogues/custody/")

    assert ["Lapses" in text for text in before] == [True, True]
    assert "Copies are kept of every compartment." in before[0]
    assert "Vera Novak" in before[0]
    assert "Not two of the three answered in time" in after.text
    assert "The words are hers" in before[1]
    assert "The words are hers" not in after.text
    assert "it is now lapsed" in late.text
    assert "Asked for" not in table.text + kept_page.text


def test_who_has_asked_is_not_offered_to_ask_again_and_kinds_of_keys_are_named_once(
    kept, heron, farid, carla, browse
):
    for _number in range(3):
        make.workshop(heron, by=farid)
    compartments.begin_anew(farid, by=farid)
    members.make(farid, make.PASSPHRASE)
    client, where = browse(farid), "/dialogues/heron/custody/"

    before = client.get(where).text
    client.post(f"{where}ask/")
    after = client.get(where).text

    assert "Ask the custodians" in before
    assert before.count("Room") == 1
    assert "Ask the custodians" not in after


def test_postgresql_takes_a_lapse_without_two_hands_and_nothing_given(lost):
    make.by_hand("UPDATE dialogues_recovery SET state = 'lapsed'")

    with pytest.raises(IntegrityError, match="a_recovery_takes_two_custodians"):
        make.by_hand("UPDATE dialogues_recovery SET state = 'given'")


def test_ending_it_destroys_the_copies(lost, kept, carla, three):
    with _as(three[0]):
        recoveries.pass_on(lost, by=three[0])

    custody.end(kept, by=carla)

    for model in (CustodyCopy, Custodian, PassedCopy):
        assert not model.objects.exists()
    assert Recovery.objects.get().state == "withdrawn"


def test_a_drill_opens_and_gives_nothing_and_is_written_down(kept, heron, carla, three):
    before = Grant.objects.count()
    assert not custody.at(heron, by=carla).would_work

    for who in three[:2]:
        with _as(who):
            custody.drill(kept, by=who)

    assert custody.at(heron, by=carla).would_work
    assert (Grant.objects.count(), PassedCopy.objects.count()) == (before, 0)
    assert Entry.objects.filter(verb="drill").count() == 2


@pytest.mark.parametrize("column", ["probe", "sealed"])
def test_a_drill_finds_what_would_not_open(kept, three, column):
    table = {"probe": "vault_custodian", "sealed": "vault_custodycopy"}[column]
    make.by_hand(f"UPDATE {table} SET {column} = %s", suite.fresh(2400))

    with _as(three[0]), pytest.raises(ValidationError, match="It would not work"):
        custody.drill(kept, by=three[0])

    assert not Custodian.objects.exclude(drilled_at=None).exists()


def test_a_custodian_whose_key_is_another_is_not_sealed_to(kept, heron, farid, three):
    compartments.begin_anew(three[0], by=three[0])
    members.make(three[0], STRONG)

    make.workshop(heron, by=farid)

    assert not _copies(heron).filter(epoch__compartment__kind="room").exists()


def test_the_pages_of_the_team_and_of_the_three(
    kept, heron, carla, vera, viktor, three, browse
):
    for who in (vera, viktor):
        compartments.begin_anew(who, by=who)
        members.make(who, make.PASSPHRASE)
    team_page = browse(carla).get("/dialogues/heron/team/").text
    browse(vera).post("/dialogues/heron/custody/ask/")
    ines, jonas = browse(three[0]), browse(three[1])
    asked = f"/dialogues/custody/{Recovery.objects.get().pk}/"

    assert "Recovery by custodians is on" in team_page
    assert "It would work" in ines.post(f"/dialogues/custody/{kept.pk}/drill/", follow=True).text  # fmt: skip
    for client in (ines, jonas):
        kept_page, page = client.get("/dialogues/custody/"), client.get(asked)
        assert "Vera Novak" in kept_page.text
        assert all(word in page.text for word in recoveries.words_of(Recovery.objects.get()))  # fmt: skip
        assert "Ebbing Marsh" not in page.text
        assert client.post(asked).status_code == 302
    assert browse(carla).get(asked).status_code == 404
    assert Recovery.objects.get().state == "given"


# --- who writes to the database


def test_who_writes_herself_in_as_a_custodian_is_not_sealed_to(on, heron, farid, omar):
    make.by_hand("UPDATE vault_custodian SET member_id = %s WHERE place = 1", omar.pk)

    make.workshop(heron, by=farid)

    assert not _copies(heron).filter(epoch__compartment__kind="room").exists()


def _put_back(heron, dump):
    """Whoever has yesterday's dump and writes to the database puts its rows back."""
    for table, rows in dump.items():
        for row in rows:
            columns = ", ".join(row)
            values = ", ".join(["%s"] * len(row))
            make.by_hand(
                f"INSERT INTO {table} ({columns}) VALUES ({values})", *row.values()
            )


def _dumped(*models):
    return {model._meta.db_table: list(model.objects.values()) for model in models}


def test_who_was_dismissed_and_is_written_in_again_is_sealed_and_vouched_for_by_nothing(
    kept, heron, carla, farid, three, settings
):
    yesterday = _dumped(Custodian)
    custody.end(kept, by=carla)
    _put_back(heron, yesterday)
    assert Custodian.objects.count() == 3

    make.workshop(heron, by=farid)  # a room that is founded
    unlocking.unlock(carla, make.PASSPHRASE, session="of tomorrow")  # what is missing
    Compartment.objects.update(due_since=clock.now())
    with make.acting(farid):
        compartments.renew_due(by=farid)  # and a new epoch
    former, settings.ROOT_KEY = settings.ROOT_KEY, suite.fresh()
    settings.ROOT_KEY_FORMER = [former]
    line = next(each for each in rotation.run() if each.name == "custodians")

    assert not CustodyCopy.objects.exists()
    assert (line.done, line.remaining) == (0, 0)
    assert [keeping.key_of(row) for row in Custodian.objects.all()] == [None] * 3


def test_copies_out_of_a_backup_stay_shut_once_it_has_ended(
    lost, kept, heron, carla, three
):
    with _as(three[0]):
        recoveries.pass_on(lost, by=three[0])
    yesterday = _dumped(Custodian, CustodyCopy, PassedCopy)
    rooms = [room.pk for room in recoveries.lost(heron, lost.member)]
    custody.end(kept, by=carla)
    _put_back(heron, yesterday)

    again = keeping.pass_on
    for who in three:
        with _as(who):
            assert again(lost.pk, rooms, to_help=lost.member_id, by=who) == 0
    with _as(three[0]), pytest.raises(Shredded):
        keeping.drill(heron.pk, by=three[0])
    with _as(three[1]), pytest.raises(Shredded):
        keeping.restore(lost.pk, rooms, to=lost.member, by=three[1])


def test_a_copy_moved_to_another_custodian_or_epoch_opens_nothing(lost, three, heron):
    ines = three[0]
    vetting_epoch = Epoch.objects.get(compartment__kind="vetting", compartment__initiative=heron.pk)  # fmt: skip
    make.by_hand(
        "UPDATE vault_custodycopy c SET sealed = (SELECT sealed FROM vault_custodycopy d"
        " WHERE d.first_id = c.first_id AND d.second_id = c.second_id AND d.epoch_id <>"
        " c.epoch_id LIMIT 1) WHERE epoch_id = %s",
        vetting_epoch.pk,
    )  # fmt: skip

    with _as(ines), pytest.raises(Corrupt):
        recoveries.pass_on(lost, by=ines)

    assert not PassedCopy.objects.exists()


def test_a_request_moved_to_another_member_gives_her_nothing_she_may_not_hold(
    lost, three, rhea, heron
):
    make.by_hand("UPDATE dialogues_recovery SET member_id = %s", rhea.pk)
    moved = Recovery.objects.get()

    with _as(three[0]), pytest.raises(ValidationError):
        recoveries.pass_on(moved, by=three[0])

    assert not Grant.objects.filter(
        member=rhea, epoch__compartment__kind="vetting"
    ).exists()
