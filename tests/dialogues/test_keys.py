"""Keys: who holds which, who waits for one, and only what is owed is given."""

from threading import Barrier, Thread

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from dialogues import initiatives, keyholders, keys, team
from dialogues.models import Initiative, Membership
from trackii.accounts import colleagues
from trackii.policy import Role
from trackii.vault import compartments, members
from trackii.vault.errors import VaultLocked
from trackii.vault.models import Compartment, Grant, MemberKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(heron, carla, vera, omar):
    """Omar, who organises from today and holds no key yet."""
    seat = team.name(heron, omar, Role.ORGANISER, by=carla)
    team.sign(seat, by=vera)
    return omar


def _owed(by, initiative=None):
    return {
        (compartment.kind, debt.to.name)
        for debt in keys.owed(by, initiative)
        for compartment in debt.compartments
    }


def test_a_team_as_it_was_named_is_owed_nothing(heron, carla, farid, vera):
    assert [keys.owed(who) for who in (carla, farid, vera)] == [[], [], []]


def test_a_newcomer_is_owed_the_keys_of_her_role_by_whoever_holds_them(
    heron, newcomer, carla, vera, rosa, rhea
):
    wanted = {
        ("brief", "Omar Tanner"),
        ("roster", "Omar Tanner"),
        ("released", "Omar Tanner"),
    }

    assert _owed(carla) == _owed(vera) == wanted
    assert _owed(rosa) == wanted - {("roster", "Omar Tanner")}
    assert _owed(rhea) == set()  # who reads releases hands no key on


def test_who_is_only_named_is_owed_nothing(heron, carla, omar):
    team.name(heron, omar, Role.ORGANISER, by=carla)

    assert _owed(carla) == set()


def test_who_has_made_no_vault_is_owed_nothing_until_she_has(heron, carla, vera):
    nadia = make.user("Nadia Vos", vault=False)
    team.sign(team.name(heron, nadia, Role.READER, by=carla), by=vera)
    before = _owed(carla)

    members.make(nadia, make.PASSPHRASE)

    assert (before, _owed(carla)) == (set(), {("released", "Nadia Vos")})


def test_who_waits_for_a_key_is_told_so_and_is_not_asked_to_unlock_again(
    browse, heron, newcomer, carla
):
    address = heron.get_absolute_url()

    waiting, locked = (
        browse(newcomer).get(address),
        browse(carla, locked=True).get(address),
    )

    assert "Your key to this has not been given yet." in waiting.text
    assert "Unlock to read" not in waiting.text
    assert "Unlock to read" in locked.text
    assert "Your key to this" not in locked.text


def test_a_debt_shows_the_four_words_to_be_compared_and_what_is_owed(
    heron, newcomer, carla
):
    [debt] = keys.owed_at(heron, by=carla)

    assert debt.words == members.four_words(MemberKey.objects.get(member=newcomer))
    assert (debt.to, debt.initiative) == (newcomer, heron)
    assert sorted(debt.kinds) == ["Brief", "Released", "Roster"]


def test_keys_that_are_owed_are_given_and_then_owed_no_more(heron, newcomer, carla):
    with make.acting(carla):
        keys.give(heron, newcomer.pk, by=carla)

    with make.acting(newcomer):
        assert initiatives.read(heron, by=newcomer) == make.charter()
    assert _owed(carla) == set()


def test_who_holds_few_keys_gives_those_and_no_others(heron, newcomer, rosa):
    with make.acting(rosa):
        keys.give(heron, newcomer.pk, by=rosa)

    given = Grant.objects.filter(member=newcomer).values_list(
        "epoch__compartment__kind", flat=True
    )
    assert set(given) == {"brief", "released"}


def test_who_is_owed_nothing_is_given_nothing(heron, newcomer, farid, rhea, ada):
    before = Grant.objects.count()

    for to in (rhea, ada, farid):
        with make.acting(farid), pytest.raises(ValidationError):
            keys.give(heron, to.pk, by=farid)

    assert Grant.objects.count() == before


def test_keys_of_one_table_are_not_given_through_another(
    team, carla, vera, omar, heron, newcomer
):
    larch = make.initiative(team, code="larch")

    with make.acting(carla), pytest.raises(ValidationError):
        keys.give(larch, newcomer.pk, by=carla)

    assert not Grant.objects.filter(member=newcomer).exists()


def test_keys_are_not_given_with_the_vault_locked(heron, newcomer, carla):
    with pytest.raises(VaultLocked):
        keys.give(heron, newcomer.pk, by=carla)

    assert not Grant.objects.filter(member=newcomer).exists()


def test_an_outsider_gives_nothing(heron, newcomer, ada):
    with make.acting(ada), pytest.raises(PermissionDenied):
        keys.give(heron, newcomer.pk, by=ada)

    assert not Grant.objects.filter(member=newcomer).exists()


def test_a_newcomer_is_owed_the_rooms_of_rounds_that_were_there_before(
    heron, carla, farid, vera, rosa, omar
):
    make.workshop(heron, by=farid)
    team.sign(team.name(heron, omar, Role.RAPPORTEUR, by=carla), by=vera)

    assert ("room", "Omar Tanner") in _owed(rosa)
    assert ("room", "Omar Tanner") not in _owed(carla)


def test_the_table_of_keys_names_who_can_open_what_now(heron):
    rows = {row.label: row.names for row in keyholders.table(heron)}

    assert rows == {
        "Brief": [
            "Carla Conti", "Farid Mansour", "Oskar Berg", "Rosa Reyes", "Vera Novak",
            "Viktor Lind",
        ],
        "Roster": ["Carla Conti", "Farid Mansour", "Oskar Berg", "Vera Novak", "Viktor Lind"],
        "Vetting": ["Vera Novak", "Viktor Lind"],
        "Room": [],
        "Ideas": ["Carla Conti", "Farid Mansour", "Rosa Reyes"],
        "Channel": ["Farid Mansour"],
        "Released": [
            "Carla Conti", "Farid Mansour", "Oskar Berg", "Rhea Donnelly", "Rosa Reyes",
            "Vera Novak", "Viktor Lind",
        ],
    }  # fmt: skip


def test_the_team_page_shows_everybodys_four_words_and_none_for_who_has_no_vault(
    heron, carla, vera
):
    nadia = make.user("Nadia Vos", vault=False)
    team.name(heron, nadia, Role.READER, by=carla)

    shown = {holder.seat.user.name: holder.words for holder in keyholders.team(heron)}

    assert shown["Nadia Vos"] is None
    assert shown["Carla Conti"] == members.four_words(
        MemberKey.objects.get(member=carla)
    )
    assert len(shown) == Membership.objects.count() == 8


def test_who_opens_some_rooms_and_not_all_is_named_with_how_many(
    heron, in_session, farid, rosa
):
    make.workshop(heron, by=farid, state="proposed")
    both = Compartment.objects.filter(initiative=heron.pk, kind="room")
    taken = Grant.objects.filter(epoch__compartment=both.first(), member=rosa)
    number = both.count()
    taken.delete()

    rows = {row.label: row.names for row in keyholders.table(heron)}

    assert number == 2
    assert rows["Room"] == ["Farid Mansour", "Rosa Reyes (1 of 2 keys)"]


def test_only_who_has_a_vault_can_be_named_at_an_opening(carla, farid):
    make.user("Nadia Vos", vault=False)

    assert set(keys.with_key()) == {carla.pk, farid.pk}
    assert [who.name for who, _words in keys.words_of([farid, carla])] == [
        "Carla Conti", "Farid Mansour",
    ]  # fmt: skip


def test_a_closed_account_is_owed_nothing_and_the_next_epoch_passes_it_by(
    heron, ada, carla, oskar
):
    room = Compartment.objects.get(about=heron.pk, kind="roster")
    colleagues.close(oskar, by=ada)
    room.refresh_from_db()
    due = room.due_since is not None

    with make.acting(carla):
        compartments.renew_due(by=carla)
        later = make.candidacy(heron, by=carla)

    holders = Grant.objects.filter(epoch__compartment=room).values_list(
        "member__name", flat=True
    )
    assert (due, later.initiative) == (True, heron)
    assert sorted(holders) == [
        "Carla Conti",
        "Farid Mansour",
        "Vera Novak",
        "Viktor Lind",
    ]
    assert _owed(carla) == set()


@pytest.mark.django_db(transaction=True)
def test_who_is_given_a_key_while_she_is_released_keeps_none(
    heron, newcomer, carla, vera
):
    seat = Membership.objects.get(user=newcomer)
    team.name_leaving(seat, by=carla)
    gate, refused = Barrier(2), []

    def give():
        try:
            with make.acting(carla):
                gate.wait()
                keys.give(heron, newcomer.pk, by=carla)
        except ValidationError:
            refused.append(1)
        finally:
            connection.close()

    giver = Thread(target=give)
    with make.acting(vera):
        giver.start()
        with transaction.atomic():
            Initiative.objects.select_for_update().get(pk=heron.pk)
            gate.wait()
            make.until_somebody_waits()  # the giver, for the table
            team.release(seat, by=vera)
    giver.join()

    assert (refused, Grant.objects.filter(member=newcomer).count()) == ([1], 0)
