"""The programme: a regime is fixed when its session opens, and from there only tightens."""

from datetime import timedelta

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from dialogues.models import Initiative
from trackii.states import WrongState
from trackii.vault import keystore
from workshops import programme, scheduling
from workshops.models import Session
from workshops.regimes import RULES

pytestmark = pytest.mark.django_db

TIGHTEST_FIRST = [
    "off_the_record", "deep_background", "chatham_house", "background", "on_the_record",
]  # fmt: skip


@pytest.fixture
def round_(heron, farid, approved, worker):
    """A round in session whose programme is still empty."""
    return make.workshop(heron, by=farid, state="in_session", seated=approved)


@pytest.mark.parametrize("state", ["open", "closed"])
def test_an_opened_session_only_tightens(round_, farid, state):
    for at, regime in enumerate(TIGHTEST_FIRST):
        session = make.session(round_, by=farid, regime=regime)
        if state == "closed":
            programme.close_session(session, by=farid)

        for looser in TIGHTEST_FIRST[at:]:
            with pytest.raises(ValidationError, match="only tightens"):
                programme.set_regime(session, looser, by=farid)
        stood = Session.objects.get(pk=session.pk).regime
        for tighter in reversed(TIGHTEST_FIRST[:at]):
            programme.set_regime(session, tighter, by=farid)

        session = Session.objects.get(pk=session.pk)
        assert (stood, session.regime) == (regime, TIGHTEST_FIRST[0])


def test_a_planned_session_takes_any_regime(round_, farid):
    session = make.session(round_, by=farid, opened=False, regime="off_the_record")

    for regime in TIGHTEST_FIRST[1:]:
        programme.set_regime(session, regime, by=farid)
        assert Session.objects.get().regime == regime


def test_a_session_that_opened_meanwhile_is_not_loosened(round_, farid):
    session = make.session(round_, by=farid, opened=False)
    in_another_tab = Session.objects.get()
    programme.open_session(session, by=farid)

    with pytest.raises(ValidationError, match="only tightens"):
        programme.set_regime(in_another_tab, "on_the_record", by=farid)

    assert Session.objects.get().regime == "chatham_house"


def test_a_session_that_was_tightened_meanwhile_is_not_loosened(round_, farid):
    """The other tab still shows the old regime, from which its wish would be tighter."""
    session = make.session(round_, by=farid, regime="background")
    in_another_tab = Session.objects.get()
    programme.set_regime(session, "off_the_record", by=farid)

    with pytest.raises(ValidationError, match="only tightens"):
        programme.set_regime(in_another_tab, "chatham_house", by=farid)

    assert Session.objects.get().regime == "off_the_record"


def test_the_regimes_a_page_offers_are_those_that_can_be_taken(round_, farid):
    planned = make.session(round_, by=farid, opened=False)
    opened = make.session(round_, by=farid, regime="chatham_house")
    tightest = make.session(round_, by=farid, regime="off_the_record")

    offered = [programme.regimes_open_to(s) for s in (planned, opened, tightest)]

    assert offered == [TIGHTEST_FIRST, TIGHTEST_FIRST[:3], []]


def test_only_a_facilitator_plans_opens_and_tightens(
    round_, farid, carla, vera, rosa, oskar, rhea, omar
):
    session = make.session(round_, by=farid, opened=False)

    for other in (carla, vera, rosa, oskar, rhea, omar):
        with pytest.raises(PermissionDenied):
            make.session(round_, by=other)
        with pytest.raises(PermissionDenied):
            programme.open_session(session, by=other)
        with pytest.raises(PermissionDenied):
            programme.set_regime(session, "off_the_record", by=other)

    kept = Session.objects.get()
    assert (kept.state, kept.regime) == ("planned", "chatham_house")


def test_sessions_are_counted_and_their_purpose_is_the_teams(round_, farid, vera):
    sessions = [make.session(round_, by=farid) for _ in range(2)]

    with make.acting(vera):
        purposes = programme.read(sessions, by=vera)

    assert [session.number for session in sessions] == [1, 2]
    assert purposes == ["What each side would lose."] * 2


def test_a_session_lies_within_the_dates_of_its_round(round_, farid):
    def plan(starts_at, ends_at):
        with make.acting(farid):
            return programme.plan(
                round_, by=farid, phase="shape", regime="chatham_house",
                starts_at=starts_at, ends_at=ends_at, purpose="",
            )  # fmt: skip

    hour, first, last = timedelta(hours=1), round_.starts_at, round_.ends_at

    for starts, ends in (
        (first - hour, first + hour), (last - hour, last + hour), (first, first),
        (first + hour, first),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match="within the dates"):
            plan(starts, ends)
    assert plan(first, last).number == 1


def test_nothing_is_planned_before_the_dates_are_settled(heron, farid):
    proposed = make.workshop(heron, by=farid)
    proposed.starts_at = proposed.ends_at = make.clock.now()
    undated = heron.workshops.get()

    with make.acting(farid), pytest.raises(ValidationError, match="Settle the dates"):
        programme.plan(
            undated, by=farid, phase="shape", regime="chatham_house",
            starts_at=proposed.starts_at, ends_at=proposed.ends_at, purpose="",
        )  # fmt: skip


@pytest.mark.parametrize("verb", ["cancel", "postpone"])
def test_nothing_is_planned_for_what_is_called_off(confirmed, farid, verb):
    scheduling.take(confirmed, verb, by=farid)

    with pytest.raises(WrongState):
        make.session(confirmed, by=farid, opened=False)


def test_a_session_opens_in_a_round_that_has_opened(confirmed, farid):
    session = make.session(confirmed, by=farid, opened=False)

    with pytest.raises(ValidationError, match="Open the round first"):
        programme.open_session(session, by=farid)

    assert Session.objects.get().state == "planned"


def test_a_session_opens_once_and_closes_once(round_, farid):
    session = make.session(round_, by=farid)
    in_another_tab = Session.objects.get()
    programme.close_session(session, by=farid)

    with pytest.raises(WrongState, match="it is now closed"):
        programme.close_session(in_another_tab, by=farid)
    with pytest.raises(WrongState, match="it is now closed"):
        programme.open_session(session, by=farid)


@pytest.mark.parametrize(
    ("held", "tightest"),
    [
        (["on_the_record", "chatham_house", "background"], "chatham_house"),
        (["on_the_record", "off_the_record"], "off_the_record"),
        (["background"], "background"),
        ([], "off_the_record"),  # of nothing nothing may be told
    ],
)
def test_several_sessions_together_obey_the_tightest(held, tightest):
    assert programme.tightest([Session(regime=regime) for regime in held]) == tightest


def test_every_regime_has_its_rule_and_they_stand_in_order():
    assert programme.TIGHTEST_FIRST == TIGHTEST_FIRST
    assert set(RULES) == set(Initiative.Regime)


@pytest.mark.parametrize(
    ("constraint", "break_in"),
    [
        ("a_session_ends_after_it_starts", "SET ends_at = starts_at"),
        ("sessions_are_counted", "SET number = 1"),
    ],
)
def test_postgresql_refuses_impossible_sessions(round_, farid, constraint, break_in):
    make.session(round_, by=farid)
    make.session(round_, by=farid)

    with pytest.raises(IntegrityError, match=constraint):
        make.by_hand(f"UPDATE workshops_session {break_in}")


def test_a_planned_session_is_struck_out_and_an_open_one_is_not(confirmed, farid):
    planned = make.session(confirmed, by=farid, opened=False)
    scheduling.take(confirmed, "open", by=farid)
    opened = make.session(confirmed, by=farid)

    programme.strike(planned, by=farid)
    with pytest.raises(WrongState):
        programme.strike(opened, by=farid)

    assert list(confirmed.sessions.all()) == [opened]


def test_the_number_of_a_session_that_was_struck_out_is_not_given_again(round_, farid):
    first, second = (make.session(round_, by=farid, opened=False) for _ in range(2))
    files, gone = {*keystore.everything()}, {first.pk, second.pk}
    programme.strike(second, by=farid)

    third = make.session(round_, by=farid, opened=False)
    programme.strike(third, by=farid)
    programme.strike(first, by=farid)
    fourth = make.session(round_, by=farid, opened=False)

    numbers = [each.number for each in (first, second, third, fourth)]
    assert numbers == [1, 2, 3, 4]
    assert files - {*keystore.everything()} == gone
    assert fourth.pk in keystore.everything()
