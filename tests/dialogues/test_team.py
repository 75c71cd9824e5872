"""The team: every change of role takes two, and a leaver's keys go at once."""

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from dialogues import initiatives, ledger, team
from dialogues.models import Membership
from trackii.audit.models import Entry
from trackii.policy import Action, Role, can
from trackii.states import WrongState
from trackii.vault.errors import WrongKey
from trackii.vault.models import Grant
from workshops import notes

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(heron, carla, omar):
    return team.name(heron, omar, Role.ORGANISER, by=carla)


def _seat(heron, who):
    return Membership.objects.get(initiative=heron, user=who)


def test_a_role_counts_when_a_second_person_has_signed(heron, named, omar, carla, vera):
    before = can(omar, Action.INVITE, heron)

    team.sign(named, by=vera)

    assert (before, can(omar, Action.INVITE, heron)) == (False, True)
    assert (named.state, named.named_by, named.signed_by) == ("active", carla, vera)


def test_neither_the_first_signatory_nor_the_subject_signs(heron, carla, farid):
    """Both sit on the team already, so that nothing but their part in it stands against them."""
    second_role = team.name(heron, farid, Role.ORGANISER, by=carla)

    for other in (carla, farid):
        with pytest.raises(PermissionDenied):
            team.sign(second_role, by=other)

    second_role.refresh_from_db()
    assert (second_role.state, second_role.signed_by) == ("named", None)


@pytest.mark.parametrize("who", ["rhea", "ada"])
def test_a_reader_or_an_administrator_does_not_sign(named, request, who):
    with pytest.raises(PermissionDenied):
        team.sign(named, by=request.getfixturevalue(who))

    named.refresh_from_db()
    assert named.state == "named"


def test_of_two_signatures_the_first_counts(named, vera, viktor):
    in_another_tab = Membership.objects.get(pk=named.pk)
    team.sign(named, by=vera)

    with pytest.raises(WrongState, match="it is now on the team"):
        team.sign(in_another_tab, by=viktor)

    assert Membership.objects.get(pk=named.pk).signed_by == vera


@pytest.mark.parametrize(
    "break_in",
    [
        "SET state = 'active'",
        "SET state = 'active', signed_by_id = named_by_id, signed_at = now()",
    ],
)
def test_postgresql_refuses_a_change_of_role_on_one_signature(named, break_in):
    with pytest.raises(IntegrityError, match="a_change_of_role_has_two_signatories"):
        make.by_hand(f"UPDATE dialogues_membership {break_in} WHERE id = %s", named.pk)


def test_only_a_convener_names(heron, farid, omar):
    with pytest.raises(PermissionDenied):
        team.name(heron, omar, Role.ORGANISER, by=farid)

    assert not Membership.objects.filter(user=omar).exists()


def test_a_role_is_held_once(heron, named, omar, carla):
    with pytest.raises(ValidationError, match="Omar Tanner holds that role"):
        team.name(heron, omar, Role.ORGANISER, by=carla)

    with pytest.raises(IntegrityError, match="a_role_is_held_once"):
        make.by_hand(
            "INSERT INTO dialogues_membership (id, initiative_id, user_id, role, state,"
            " founding, named_by_id, named_at) SELECT gen_random_uuid(), initiative_id,"
            " user_id, role, state, founding, named_by_id, named_at FROM dialogues_membership WHERE id = %s",
            named.pk,
        )


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("vera", Role.FACILITATOR),
        ("vera", Role.RAPPORTEUR),
        ("farid", Role.VETTING_OFFICER),
        ("rhea", Role.ORGANISER),
        ("oskar", Role.READER),
    ],
)
def test_a_second_role_that_does_not_go_with_the_first_is_refused(
    heron, carla, request, who, role
):
    colleague = request.getfixturevalue(who)

    with pytest.raises(ValidationError, match="cannot be"):
        team.name(heron, colleague, role, by=carla)

    assert heron.memberships.filter(user=colleague).count() == 1


def test_a_role_only_named_already_stands_against_another(heron, carla, omar):
    team.name(heron, omar, Role.VETTING_OFFICER, by=carla)

    with pytest.raises(ValidationError, match="cannot be"):
        team.name(heron, omar, Role.RAPPORTEUR, by=carla)


def test_who_left_one_role_may_be_named_for_what_did_not_go_with_it(
    heron, carla, viktor, farid
):
    seat = _seat(heron, viktor)
    team.name_leaving(seat, by=carla)
    team.release(seat, by=farid)

    again = team.name(heron, viktor, Role.FACILITATOR, by=carla)

    assert again.state == "named"


def test_a_role_ends_on_the_second_signature_and_not_before(heron, carla, vera, farid):
    seat = _seat(heron, farid)
    team.name_leaving(seat, by=carla)
    before = can(farid, Action.SCHEDULE, heron)

    team.release(seat, by=vera)

    assert (before, can(farid, Action.SCHEDULE, heron)) == (True, False)
    assert (seat.state, seat.leaving_named_by, seat.ended_by) == ("ended", carla, vera)


@pytest.mark.parametrize("who", ["carla", "farid"])
def test_neither_who_asked_nor_the_leaver_signs_a_leave(
    heron, carla, farid, request, who
):
    seat = _seat(heron, farid)
    team.name_leaving(seat, by=carla)

    with pytest.raises(PermissionDenied):
        team.release(seat, by=request.getfixturevalue(who))

    assert _seat(heron, farid).state == "active"


def test_nobody_is_released_whom_nobody_asked_to_release(heron, vera, farid):
    with pytest.raises(PermissionDenied):
        team.release(_seat(heron, farid), by=vera)

    assert _seat(heron, farid).state == "active"


def test_a_second_request_does_not_change_who_asked_first(
    heron, carla, omar, vera, farid
):
    """Else who asks last would make room for the signature of who asked first."""
    team.sign(team.name(heron, omar, Role.CONVENER, by=carla), by=vera)
    seat = _seat(heron, farid)
    team.name_leaving(seat, by=carla)

    team.name_leaving(seat, by=omar)

    assert seat.leaving_named_by == carla


@pytest.mark.parametrize(
    "break_in",
    [
        "SET state = 'ended'",
        "SET state = 'ended', leaving_named_by_id = NULL, leaving_named_at = NULL",
        "SET state = 'ended', ended_by_id = leaving_named_by_id, ended_at = now()",
    ],
)
def test_postgresql_refuses_a_leave_on_one_signature(heron, carla, farid, break_in):
    seat = _seat(heron, farid)
    team.name_leaving(seat, by=carla)

    with pytest.raises(IntegrityError, match="a_leave_has_two_signatories"):
        make.by_hand(f"UPDATE dialogues_membership {break_in} WHERE id = %s", seat.pk)


def test_a_leavers_keys_go_at_once(in_session, heron, carla, vera, rosa):
    make.note(in_session.sessions.get(), by=rosa, words="They fear the winter.")
    seat = _seat(heron, rosa)
    team.name_leaving(seat, by=carla)

    team.release(seat, by=vera)

    assert not Grant.objects.filter(member=rosa).exists()
    with make.acting(rosa), pytest.raises((PermissionDenied, WrongKey)):
        notes.read(in_session, by=rosa)


def test_a_key_that_another_role_carries_stays(heron, carla, farid, vera):
    team.sign(team.name(heron, farid, Role.ORGANISER, by=carla), by=vera)
    seat = heron.memberships.get(user=farid, role=Role.FACILITATOR)
    team.name_leaving(seat, by=carla)

    team.release(seat, by=vera)

    left = Grant.objects.filter(member=farid).values_list(
        "epoch__compartment__kind", flat=True
    )
    assert set(left) == {"brief", "roster", "released"}
    with make.acting(farid):
        assert initiatives.read(heron, by=farid) == make.charter()


def test_the_record_of_a_table_names_its_actors(heron, carla, vera):
    entries = ledger.narrowed(heron)

    names = team.names({entry.actor for entry in entries} | {None})

    assert set(names.values()) == {"Carla Conti", "Farid Mansour"}
    assert names[carla.pk] == "Carla Conti"
    assert entries.count() == Entry.objects.filter(initiative=heron.pk).count()


def test_what_waits_for_a_second_signature_is_taken_back(heron, named, carla, oskar):
    hers = heron.memberships.get(user=oskar)
    team.name_leaving(hers, by=carla)

    team.take_back(named, by=carla)
    team.take_back(hers, by=carla)

    assert not Membership.objects.filter(user=named.user).exists()
    hers.refresh_from_db()
    assert (hers.state, hers.leaving_named_by) == ("active", None)


@pytest.mark.parametrize("change", ["a leave", "a naming"])
def test_nobody_takes_back_what_was_asked_about_herself(
    heron, carla, omar, vera, browse, change
):
    """Two conveners: one asks that the other goes, or names her for something more."""
    team.sign(team.name(heron, omar, Role.CONVENER, by=carla), by=vera)
    if change == "a leave":
        asked = _seat(heron, carla)
        team.name_leaving(asked, by=omar)
    else:
        asked = team.name(heron, carla, Role.ORGANISER, by=omar)

    with pytest.raises(PermissionDenied, match="by another than its subject"):
        team.take_back(asked, by=carla)

    hers = f"/dialogues/heron/team/{asked.pk}/"
    page = browse(carla).get("/dialogues/heron/team/").text
    assert f"{hers}take-back/" not in page
    assert f"{hers}take-back/" in browse(omar).get("/dialogues/heron/team/").text
    kept = Membership.objects.get(pk=asked.pk)
    expected = ("active", omar) if change == "a leave" else ("named", None)
    assert (kept.state, kept.leaving_named_by) == expected


def test_a_signed_role_is_not_taken_back_by_one_hand(heron, carla, oskar):
    with pytest.raises(WrongState):
        team.take_back(heron.memberships.get(user=oskar), by=carla)

    assert heron.memberships.get(user=oskar).state == "active"


def test_of_two_last_conveners_who_leave_at_once_one_stays(
    heron, carla, farid, omar, vera
):
    """Both leaves were asked for; whoever signs second is told that it is the last."""
    team.sign(team.name(heron, omar, Role.CONVENER, by=carla), by=vera)
    hers, his = (
        heron.memberships.get(user=carla, role="convener"),
        heron.memberships.get(user=omar),
    )
    team.name_leaving(hers, by=omar)
    team.name_leaving(his, by=carla)

    with CaptureQueriesContext(connection) as asked:
        team.release(hers, by=farid)
    with pytest.raises(ValidationError, match="this is the last"):
        team.release(his, by=vera)

    locks = [q["sql"] for q in asked if "FOR UPDATE" in q["sql"]]
    assert any("dialogues_initiative" in sql for sql in locks)


def test_the_record_is_narrowed_to_refusals_or_to_acts(heron, carla, browse):
    with make.acting(carla):
        initiatives.read(heron, by=carla)
    browse(carla).post(f"/dialogues/heron/team/{heron.memberships.first().pk}/sign/")

    refused = ledger.narrowed(heron, outcome="refused")
    acts = ledger.narrowed(heron, acts=True)

    assert {entry.outcome for entry in refused} == {"refused"}
    assert "unseal" in {entry.verb for entry in ledger.narrowed(heron)}
    assert "unseal" not in {entry.verb for entry in acts}
    page = browse(carla).get("/dialogues/heron/record/?outcome=refused&acts=yes")
    assert page.text.count("Refused</td>") == refused.count() == 1


LATE_FOUNDER = """
    INSERT INTO dialogues_membership (id, initiative_id, user_id, role, founding, state,
           named_by_id, named_at, signed_by_id, signed_at)
    SELECT gen_random_uuid(), initiative_id, user_id, 'convener', true, 'active',
           user_id, now(), named_by_id, now()
      FROM dialogues_membership WHERE role = 'reader'
"""


@pytest.mark.parametrize(
    "forged",
    [
        LATE_FOUNDER,
        "UPDATE dialogues_membership SET role = 'vetting_officer' WHERE role = 'reader'",
        "UPDATE dialogues_membership SET user_id = named_by_id WHERE role = 'reader'",
    ],
)
def test_nobody_becomes_a_founder_once_the_table_stands(heron, forged):
    with pytest.raises(IntegrityError, match="only an opening names"):
        make.by_hand(forged)
