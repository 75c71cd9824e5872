"""Compartments: born sealed to their holders, opened to a newcomer by one of them."""

import make
import pytest
from django.db import transaction

from dialogues import initiatives
from participants import signing
from trackii.audit.models import Entry
from trackii.policy import KEYS, Role
from trackii.vault import compartments, keyring, sealing
from trackii.vault.errors import Corrupt, VaultLocked, WrongKey
from trackii.vault.models import Compartment, Grant

pytestmark = pytest.mark.django_db


def _compartment(initiative, kind):
    return Compartment.objects.get(kind=kind, initiative=initiative.pk)


def _holders(initiative, kind):
    grants = Grant.objects.filter(epoch__compartment=_compartment(initiative, kind))
    return {grant.member.name for grant in grants}


def test_a_compartment_is_born_sealed_to_its_holders_and_nobody_else(heron, team):
    named = {
        kind: {team[role][0].name for role in roles}
        | ({"Viktor Lind"} if Role.VETTING_OFFICER in roles else set())
        for kind, roles in KEYS.items()
        if kind != "room"
    }

    assert {kind: _holders(heron, kind) for kind in named} == named
    assert Compartment.objects.count() == len(named)


def test_who_makes_a_compartment_need_not_hold_it(heron, carla):
    vetted = _compartment(heron, "vetting")

    with make.acting(carla) as ring:
        holds = {
            kind: ring.holds(kind, heron.pk, initiative=heron.pk)
            for kind in ("brief", "vetting")
        }

    assert holds == {"brief": True, "vetting": False}
    assert Entry.objects.get(verb="found", subject=vetted.pk).actor == carla.pk


def test_a_holder_gives_a_newcomer_the_key(heron, carla, omar):
    with make.acting(omar), pytest.raises(WrongKey):
        sealing.unseal(heron, "charter", by=omar)

    with make.acting(carla):
        compartments.give(_compartment(heron, "brief"), to=omar, by=carla)

    grant = Grant.objects.get(member=omar)
    with make.acting(omar):
        assert "Ebbing Marsh" in sealing.unseal(heron, "charter", by=omar)
    assert grant.given_by == carla
    assert Entry.objects.get(verb="give").actor == carla.pk


def test_nobody_gives_what_she_does_not_hold(heron, carla, omar):
    with make.acting(carla), pytest.raises(WrongKey):
        compartments.give(_compartment(heron, "vetting"), to=omar, by=carla)

    assert not Grant.objects.filter(member=omar).exists()


def test_nobody_gives_with_the_vault_locked_nor_with_another_members_keyring(
    heron, carla, farid, omar
):
    brief = _compartment(heron, "brief")

    with pytest.raises(VaultLocked):
        compartments.give(brief, to=omar, by=carla)
    with make.acting(farid), pytest.raises(VaultLocked):
        compartments.give(brief, to=omar, by=carla)

    assert not Grant.objects.filter(member=omar).exists()


def test_who_has_made_no_vault_is_given_no_key(heron, carla):
    nadia = make.user("Nadia Vos", vault=False)

    with make.acting(carla), pytest.raises(WrongKey):
        compartments.give(_compartment(heron, "brief"), to=nadia, by=carla)

    assert not Grant.objects.filter(member=nadia).exists()


def test_a_newcomer_whose_public_key_was_swapped_is_given_nothing(
    heron, carla, omar, ada
):
    make.by_hand(
        "UPDATE vault_memberkey SET public = (SELECT public FROM vault_memberkey"
        " WHERE member_id = %s) WHERE member_id = %s",
        ada.pk, omar.pk,
    )  # fmt: skip

    with make.acting(carla), pytest.raises(Corrupt), transaction.atomic():
        compartments.give(_compartment(heron, "brief"), to=omar, by=carla)

    assert not Grant.objects.filter(member=omar).exists()


def test_a_compartment_is_not_founded_for_a_swapped_key(team, rosa, omar):
    make.by_hand(
        "UPDATE vault_memberkey SET public = (SELECT public FROM vault_memberkey"
        " WHERE member_id = %s) WHERE member_id = %s",
        omar.pk, rosa.pk,
    )  # fmt: skip

    with pytest.raises(Corrupt), transaction.atomic():
        make.initiative(team)

    assert not Compartment.objects.exists()


def test_a_key_that_is_taken_opens_nothing_from_the_next_request_on(
    heron, carla, farid
):
    with make.acting(farid):
        before = initiatives.read(heron, by=farid)

    compartments.take(farid, initiative=heron.pk, kinds=["brief", "ideas"], by=carla)

    assert before == make.charter()
    with make.acting(farid), pytest.raises(WrongKey):
        initiatives.read(heron, by=farid)
    kept = Grant.objects.filter(member=farid).values_list(
        "epoch__compartment__kind", flat=True
    )
    assert set(kept) == {"roster", "channel", "released"}
    assert Entry.objects.filter(verb="take", actor=carla.pk).count() == 2


def test_a_key_taken_at_one_table_still_opens_at_another(team, heron, carla, farid):
    larch = make.initiative(team, code="larch")

    compartments.take(farid, initiative=heron.pk, kinds=list(KEYS), by=carla)

    with make.acting(farid):
        assert initiatives.read(larch, by=farid) == make.charter()


def test_what_is_taken_from_one_is_left_to_the_others(heron, carla, farid):
    compartments.take(farid, initiative=heron.pk, kinds=["brief"], by=carla)

    with make.acting(carla):
        assert initiatives.read(heron, by=carla) == make.charter()
    assert "Farid Mansour" not in _holders(heron, "brief")


def test_a_grant_moved_to_another_member_opens_nothing(heron, carla, vera, viktor):
    candidacy = make.candidacy(
        heron, by=carla, state="recommended", officers=(vera, viktor)
    )
    make.by_hand(
        "UPDATE vault_grant SET member_id = %s WHERE member_id = %s AND epoch_id IN"
        " (SELECT e.id FROM vault_epoch e JOIN vault_compartment c"
        " ON c.id = e.compartment_id WHERE c.kind = 'vetting')",
        carla.pk, viktor.pk,
    )  # fmt: skip

    with make.acting(carla) as ring:
        assert not ring.holds("vetting", heron.pk, initiative=heron.pk)
        with pytest.raises(WrongKey):
            sealing.unseal(candidacy, "recommendation", by=carla)
    with make.acting(vera):
        written = signing.read(candidacy, by=vera)
        assert written == signing.Written("Two references, both warm.", "")


def test_a_grant_moved_to_another_compartment_opens_nothing(heron, carla):
    make.by_hand(
        "UPDATE vault_grant SET sealed_seed = (SELECT g.sealed_seed FROM vault_grant g"
        " JOIN vault_epoch e ON e.id = g.epoch_id JOIN vault_compartment c"
        " ON c.id = e.compartment_id WHERE g.member_id = %s AND c.kind = 'released')"
        " WHERE member_id = %s",
        carla.pk, carla.pk,
    )  # fmt: skip

    with make.acting(carla), pytest.raises(WrongKey):
        sealing.unseal(heron, "charter", by=carla)


def test_a_page_reads_what_its_reader_can_open_and_none_where_she_cannot(
    heron, carla, omar
):
    with make.acting(carla) as ring:
        hers = ring.read(initiatives.read, heron)
    with make.acting(omar) as ring:
        his = ring.read(lambda row, by: sealing.unseal(row, "charter", by=by), heron)
    nobodys = keyring.current().read(initiatives.read, heron)

    assert (hers, his, nobodys) == (make.charter(), None, None)
