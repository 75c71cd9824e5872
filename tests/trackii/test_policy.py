"""Who may do what: the table, and the three ways it is heard."""

import make
import pytest
from django.core.exceptions import PermissionDenied

from dialogues import initiatives
from dialogues.models import Initiative, Membership
from participants.models import Candidacy
from trackii import policy
from trackii.accounts.models import User
from trackii.policy import GRANTS, KEYS, Action, Role
from trackii.vault.models import Compartment
from workshops import scheduling

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_asking_and_insisting_give_what_the_table_gives_and_no_more(heron, team, role):
    member = team[role][0]

    insisted = {action for action in Action if policy.can(member, action, heron)}
    asked = policy.actions(member, heron.pk)

    assert insisted == set(asked) == set(GRANTS[role])


def test_somebody_from_elsewhere_may_do_nothing_and_sees_no_row(heron, omar, team):
    make.initiative(team | {Role.CONVENER: [omar]}, code="larch")

    may = {action for action in Action if policy.can(omar, action, heron)}
    visible = Initiative.objects.allowing(Action.VIEW, omar)

    assert may == set()
    assert [initiative.code for initiative in visible] == ["larch"]


def test_an_administrator_is_not_in_the_room(heron, ada):
    may = {action for action in Action if policy.can(ada, action, heron)}

    assert may == policy.actions(ada, heron.pk) == set()


def test_a_closed_account_may_do_nothing_though_its_roles_stand(heron, carla):
    assert policy.can(carla, Action.STEER, heron)
    carla.is_active = False

    may = {action for action in Action if policy.can(carla, action, heron)}

    assert may == set()


def test_two_roles_do_not_make_a_row_appear_twice(team, carla):
    initiative = make.initiative(team | {Role.ORGANISER: [carla]})

    rows = Initiative.objects.allowing(Action.VIEW, carla)

    assert list(rows) == [initiative]
    assert policy.actions(carla, initiative.pk) == (
        GRANTS[Role.CONVENER] | GRANTS[Role.ORGANISER]
    )


def test_before_the_second_signature_the_named_may_look_and_sign_and_nothing_else(team):
    unsigned = make.initiative(team, signed=False)
    [carla] = team[Role.CONVENER]
    [rhea] = team[Role.READER]

    may = [
        {action for action in Action if policy.can(member, action, unsigned)}
        for member in (carla, rhea)
    ]

    assert may == [{Action.VIEW, Action.SIGN, Action.READ_BRIEF}, {Action.VIEW}]
    assert policy.actions(carla, unsigned.pk) == may[0]


def test_who_is_only_named_later_may_do_nothing_until_somebody_signs(
    heron, carla, omar
):
    Membership.objects.create(
        initiative=heron, user=omar, role=Role.FACILITATOR, named_by=carla
    )

    may = {action for action in Action if policy.can(omar, action, heron)}

    assert may == policy.actions(omar, heron.pk) == set()


def test_who_has_left_may_do_nothing(heron, farid, carla, vera):
    make.by_hand(
        "UPDATE dialogues_membership SET state = 'ended', leaving_named_by_id = %s,"
        " leaving_named_at = now(), ended_by_id = %s, ended_at = now() WHERE user_id = %s",
        carla.pk, vera.pk, farid.pk,
    )  # fmt: skip

    may = {action for action in Action if policy.can(farid, action, heron)}

    assert may == policy.actions(farid, heron.pk) == set()


def test_rows_of_two_tables_are_told_apart(heron, team, carla, vera, viktor, omar):
    larch = make.initiative(team | {Role.CONVENER: [omar]}, code="larch")
    here = make.candidacy(heron, by=carla)
    there = make.candidacy(larch, by=omar, name="Boris Lem")

    seen = {
        who.name: list(Candidacy.objects.allowing(Action.READ_PEOPLE, who))
        for who in (carla, omar)
    }
    vetted = Candidacy.objects.allowing(Action.VET, vera)

    assert seen == {"Carla Conti": [here], "Omar Tanner": [there]}
    assert set(vetted) == {here, there}


def test_a_refusal_names_numbers_and_no_words(heron, rhea):
    with pytest.raises(PermissionDenied) as refusal:
        policy.require(rhea, Action.READ_PEOPLE, heron)

    assert str(refusal.value) == (
        f"user {rhea.pk} may not read the people of dialogues.Initiative {heron.pk}"
    )


def test_who_judges_people_does_not_hear_them():
    heard = GRANTS[Role.VETTING_OFFICER] & {Action.READ_NOTES, Action.WRITE_NOTES}
    judging = {role for role in Role if Action.VET in GRANTS[role]}
    holding = {kind for kind, roles in KEYS.items() if Role.VETTING_OFFICER in roles}

    assert heard == set()
    assert judging == {Role.VETTING_OFFICER}
    assert holding == {"brief", "roster", "vetting", "released"}


def test_a_reader_reads_what_is_released_and_holds_one_key():
    holding = [kind for kind, roles in KEYS.items() if Role.READER in roles]

    assert GRANTS[Role.READER] == {Action.VIEW, Action.READ_RELEASED}
    assert holding == ["released"]


def test_whoever_may_read_something_holds_the_key_to_it():
    reading = {
        Action.READ_BRIEF: "brief",
        Action.READ_PEOPLE: "roster",
        Action.VET: "vetting",
        Action.READ_NOTES: "room",
        Action.READ_RELEASED: "released",
    }

    may = {kind: set(policy.granted(action)) for action, kind in reading.items()}

    assert may == {kind: set(KEYS[kind]) for kind in reading.values()}


def test_every_role_and_every_compartment_stands_in_the_tables():
    assert set(GRANTS) == set(Role)
    assert set(KEYS) == set(Compartment.Kind)


def test_what_came_with_a_row_is_what_asking_finds(world, django_assert_num_queries):
    """With a table and with a round, for everybody there, named as yet, or gone."""
    heron, everybody = (
        world.heron,
        [u for u in vars(world).values() if isinstance(u, User)],
    )
    told = []
    for user in everybody:
        asked = policy.actions(User.objects.get(pk=user.pk), heron.pk)
        one, other = (User.objects.get(pk=user.pk) for _find in range(2))
        found = initiatives.find("heron", by=one), scheduling.find("heron", 1, by=other)
        for by, row in zip((one, other), found, strict=True):
            if row is not None:
                with django_assert_num_queries(0):
                    assert policy.actions(by, heron.pk) == asked
                told.append(asked)

    assert len(everybody) > 10
    assert len(set(told)) == len(Role)
