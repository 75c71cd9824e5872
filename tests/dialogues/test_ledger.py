"""The record as its reader narrows it: by whom, which act, about whom, on which days."""

from datetime import timedelta

import make
import pytest
from django.urls import reverse

from dialogues import ledger
from participants import people
from trackii import clock
from trackii.audit import choices, trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(heron, carla, farid, vera, viktor):
    """Two people put forward: one by each; one of them reviewed, and read of."""
    amal = make.candidacy(heron, by=carla, state="recommended", officers=(vera, viktor))
    boris = make.candidacy(heron, by=farid, side="B", name="Boris Lem")
    with make.acting(farid):
        people.read([amal.person], by=farid)
    return amal, boris


def _said(heron, **chosen):
    return {(entry.verb, entry.actor) for entry in ledger.narrowed(heron, **chosen)}


def test_by_whom(heron, told, carla, farid):
    by_carla = ledger.narrowed(heron, who=str(carla.pk))

    assert {entry.actor for entry in by_carla} == {carla.pk}
    assert ("nominate", farid.pk) in _said(heron, who=str(farid.pk))
    assert {name for _pk, name in ledger.team(heron)} >= {
        "Carla Conti",
        "Rhea Donnelly",
    }


def test_by_the_house_and_by_private_links(guests, world):
    trail.record("fall due", world.heron, by=None)

    house = ledger.narrowed(world.heron, who="house")
    links = ledger.narrowed(world.heron, who="link")

    assert {entry.actor for entry in house} == {None}
    assert links.count() == 0
    trail.record("use link", guests.invitation, by=guests.invitation)
    assert {entry.verb for entry in links.all()} == {"use link"}


def test_by_act_and_by_kind_of_thing(heron, told, carla, farid):
    assert _said(heron, act="nominate") == {
        ("nominate", carla.pk), ("nominate", farid.pk),
    }  # fmt: skip
    kinds = ledger.narrowed(heron, kind="participants.person")
    assert {entry.subject_kind for entry in kinds} == {"participants.person"}


def test_about_whom_by_code_name_and_about_nobody_else(heron, told, farid):
    amal, boris = told

    about = ledger.narrowed(heron, thing=" A-01 ")
    of_boris = ledger.narrowed(heron, thing="b-01")

    assert {"nominate", "recommend", "unseal"} <= {entry.verb for entry in about}
    assert boris.pk not in {entry.subject for entry in about}
    assert [(e.verb, e.subject) for e in of_boris] == [("nominate", boris.pk)]
    assert not ledger.narrowed(heron, thing="a-99").exists()
    assert amal.pk in {entry.subject for entry in about}


def test_a_seat_and_an_answer_are_about_whom_they_are_of(world):
    seat = world.seat
    trail.record("offer", seat, by=world.organiser)

    code = seat.candidacy.person.code
    about = ledger.narrowed(world.heron, thing=code, kind="workshops.seat")

    assert seat.pk in {entry.subject for entry in about}


def test_on_which_days_whole_ones(heron, told):
    today = clock.today()
    yesterday = today - timedelta(days=1)

    assert ledger.narrowed(heron, since=today, until=today).exists()
    assert not ledger.narrowed(heron, until=yesterday).exists()
    assert not ledger.narrowed(heron, since=today + timedelta(days=1)).exists()


def test_the_page_keeps_what_was_chosen_and_says_what_makes_no_sense(
    heron, told, carla, browse
):
    url = reverse("dialogues:record", args=["heron"])
    chosen = {"who": str(carla.pk), "act": "nominate", "thing": "A-01", "acts": "on"}

    found = browse(carla).get(url, chosen).text
    odd = browse(carla).get(url, {"since": "yesterday", "act": "nominate"})
    turned = browse(carla).get(url, {"since": "2026-03-02", "until": "2026-03-01"}).text

    assert found.count("<tr>") == 2  # the heading, and one entry
    assert f'<option value="{carla.pk}" selected>Carla Conti' in found
    assert 'value="A-01"' in found
    assert (odd.status_code, odd.text.count("<tr>")) == (200, 3)
    assert "Enter a valid date" in odd.text
    assert "It lies before the first day." in turned


def test_nobody_finds_out_of_another_table(team, heron, told, carla):
    larch = make.initiative(team, code="larch")
    elsewhere = make.candidacy(larch, by=carla)

    about = ledger.narrowed(heron, thing=elsewhere.person.code)

    assert elsewhere.pk not in {entry.subject for entry in about}
    assert {entry.initiative for entry in about} == {heron.pk}


def test_every_act_and_kind_that_was_done_is_offered_once(heron, told):
    done = ledger.done(heron)
    acts = choices.acts({verb for verb, _kind in done})
    kinds = choices.kinds({kind for _verb, kind in done})

    assert len({said for _verb, said in acts}) == len(acts) > 3
    assert {verb for verb, _said in acts} <= {verb for verb, _kind in done}
    assert {label for label, _said in kinds} <= {kind for _verb, kind in done}
    assert "accounts.user" not in dict(kinds)
