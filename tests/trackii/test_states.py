"""Steps: one UPDATE each, and of two who press at once one moves the row."""

from threading import Thread

import make
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from dialogues import initiatives
from dialogues.models import Initiative
from participants import vetting
from participants.models import Candidacy
from trackii.audit.models import Entry
from trackii.policy import Action
from trackii.states import Flow, Step, WrongState
from workshops import (
    aggregates,
    notes,
    programme,
    reviews,
    scheduling,
    seating,
    summaries,
)

State = Initiative.State
FLOW = Flow(
    Step("begin", {State.CONVENING}, State.ACTIVE, Action.STEER),
    Step("expire", {State.CONVENING}, State.CONCLUDED, Action.STEER, by_itself=True),
)


@pytest.mark.django_db
def test_a_step_moves_the_row_and_is_written_down(heron, carla):
    FLOW.take(heron, "begin", by=carla)

    entry = Entry.objects.latest("pk")
    assert (heron.state, Initiative.objects.get().state) == ("active", "active")
    assert (entry.verb, entry.actor, entry.subject) == ("begin", carla.pk, heron.pk)


@pytest.mark.django_db
def test_a_late_click_is_told_what_happened_meanwhile(heron, carla):
    in_another_tab = Initiative.objects.get()
    FLOW.take(heron, "begin", by=carla)
    written = Entry.objects.count()

    with pytest.raises(WrongState, match="it is now active") as late:
        FLOW.take(in_another_tab, "begin", by=carla)

    assert late.value.obj.state == "active"
    assert Entry.objects.count() == written


@pytest.mark.django_db
def test_a_step_needs_its_action(heron, rosa):
    with pytest.raises(PermissionDenied):
        FLOW.take(heron, "begin", by=rosa)

    assert Initiative.objects.get().state == "convening"


@pytest.mark.django_db
def test_a_persons_step_is_not_taken_by_nobody(heron):
    with pytest.raises(TypeError, match="say by whom"):
        FLOW.take(heron, "begin", by=None)

    assert Initiative.objects.get().state == "convening"


@pytest.mark.django_db
def test_a_step_the_house_takes_itself_has_no_actor(heron):
    FLOW.take(heron, "expire", by=None)

    entry = Entry.objects.latest("pk")
    assert (heron.state, entry.verb, entry.actor) == ("concluded", "expire", None)


@pytest.mark.django_db
def test_a_page_draws_the_steps_this_reader_could_take_now(heron, carla, rosa):
    drawn = {
        who.name: [step.verb for step in initiatives.FLOW.open_to(who, heron)]
        for who in (carla, rosa)
    }

    assert drawn == {"Carla Conti": ["begin"], "Rosa Reyes": []}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_moves_and_the_other_is_told(
    heron, carla, vera, viktor
):
    """Viktor's step has looked at the row before vera's is committed; it waits, and loses."""
    candidacy = make.candidacy(heron, by=carla)
    told = []
    other = Thread(target=_press, args=(candidacy.pk, viktor, told))

    with transaction.atomic():
        vetting.move(candidacy, "review", by=vera)
        other.start()
        make.until_somebody_waits()
    other.join()

    assert told == ["WrongState"]
    steps = Entry.objects.filter(verb="review", subject=candidacy.pk)
    assert [entry.actor for entry in steps] == [vera.pk]
    assert Candidacy.objects.get().state == "in_review"


def _press(pk, officer, told):
    try:
        vetting.move(Candidacy.objects.get(pk=pk), "review", by=officer)
        told.append("moved")
    except WrongState as late:
        told.append(type(late).__name__)
    finally:
        connection.close()


FLOWS = {
    "initiatives": initiatives.FLOW,
    "vetting": vetting.FLOW,
    "scheduling": scheduling.FLOW,
    "seating": seating.FLOW,
    "programme": programme.FLOW,
    "notes": notes.FLOW,
    "summaries": summaries.FLOW,
    "reviews": reviews.FLOW,
    "aggregates": aggregates.FLOW,
}

OF_ITSELF = {
    "initiatives": ["archive"],
    "vetting": [
        "change_capacity",
        "take_seat",
        "take_part",
        "withdraw_at_her_word",
        "end",
    ],
    "seating": ["ask_anew", "give_back"],
    "notes": ["summarise", "destroy"],
    "summaries": ["reopen"],
    "aggregates": ["supersede"],
}


@pytest.mark.parametrize("flow", FLOWS)
def test_every_step_of_the_house_is_a_persons_and_has_a_label(flow):
    own = [step.verb for step in FLOWS[flow] if step.by_itself]
    pressed = [s for s in FLOWS[flow] if not s.by_itself and not s.by_link]
    without = [step.verb for step in pressed if not str(step.label)]

    assert without == []
    # What follows from somebody's act, or falls due.
    assert own == OF_ITSELF.get(flow, [])
