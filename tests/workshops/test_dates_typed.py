"""Dates, quorums and places as somebody tired types them: each is answered beside its box."""

from datetime import timedelta

import make
import pytest
from django.core.exceptions import ValidationError

from trackii import clock
from workshops import scheduling, venues
from workshops.date_forms import DatesForm, OptionForm
from workshops.forms import ProposeForm, SessionForm

pytestmark = pytest.mark.django_db
OSLO = {"zone": "Europe/Oslo"}
SETTLED = {"phase": "shape", "regime": "chatham_house", "purpose": ""}


def _span(starts, ends):
    moments = {"starts_at": starts, "ends_at": ends}
    return {
        f"{name}_{part}": words
        for name, moment in moments.items()
        for part, words in enumerate(moment.split())
    }


@pytest.mark.parametrize("form", [DatesForm, OptionForm, SessionForm])
@pytest.mark.parametrize(
    "ends", ["2031-05-04 09:00", "2031-05-04 08:59", "2031-05-03 18:00"]
)
def test_what_ends_before_it_begins_is_said_beside_its_end(form, ends):
    typed = form(SETTLED | _span("2031-05-04 09:00", ends), **OSLO)

    assert typed.errors == {"ends_at": ["It has to end after it begins."]}


@pytest.mark.parametrize("form", [DatesForm, OptionForm])
def test_a_slip_of_the_month_is_no_round_of_ten_weeks(form):
    typed = form(_span("2031-05-04 09:00", "2031-07-14 17:00"), **OSLO)

    assert typed.errors == {
        "ends_at": ["That is longer than a month. Check both ends."]
    }


@pytest.mark.parametrize(
    ("ends", "is_whole"),
    [
        ("2031-05-05 01:00", True),
        ("2031-05-05 01:01", False),
        ("2031-05-06 21:00", False),
    ],
)
def test_no_day_has_sixty_hours(ends, is_whole):
    typed = SessionForm(SETTLED | _span("2031-05-04 09:00", ends), **OSLO)

    said = [] if is_whole else [
        "A session is over within sixteen hours. Check both ends, or plan one for each day."
    ]  # fmt: skip
    assert typed.errors.get("ends_at", []) == said


def test_a_night_in_which_clocks_change_is_counted_as_it_passes():
    """Oslo, 26 October 2031: from nine in the evening to noon are sixteen hours, not fifteen."""
    typed = SessionForm(SETTLED | _span("2031-10-25 21:00", "2031-10-26 12:01"), **OSLO)

    assert list(typed.errors) == ["ends_at"]


@pytest.mark.parametrize("form", [DatesForm, OptionForm, SessionForm])
@pytest.mark.parametrize(
    ("begins", "said", "meant"),
    [
        ("2031-03-30 02:30", "there is no 02:30", "2031-03-30T01:30:00+00:00"),
        ("2031-10-26 02:30", "02:30 comes twice", "2031-10-26T00:30:00+00:00"),
    ],
)
def test_an_hour_nobody_can_know_is_asked_about_and_its_answer_taken(
    form, begins, said, meant
):
    span = SETTLED | _span(begins, f"{begins[:10]} 12:00")
    asked = form(span, **OSLO)

    assert list(asked.errors) == ["starts_at"]
    assert said in asked.errors["starts_at"][0]
    choices = [value for value, _words in asked.fields["starts_at_meant"].choices]
    assert meant in choices
    answered = form(span | {"starts_at_meant": meant}, **OSLO)
    assert answered.is_valid()
    assert answered.cleaned_data["starts_at"].isoformat() != ""


@pytest.mark.parametrize("quorum", ["0", "-1", "", "two", "61"])
def test_a_quorum_is_somebody(quorum):
    typed = ProposeForm(
        {"title": "A", "time_zone": "UTC", "quorum": quorum, "remind_days": 3}
    )

    assert list(typed.errors) == ["quorum"]


def test_a_side_without_people_is_named_where_the_round_is_confirmed(
    heron, farid, approved, worker, browse
):
    alone = make.workshop(heron, by=farid, state="provisional", seated=approved[:1])

    page = browse(farid).post(f"{alone.get_absolute_url()}confirm/")

    assert page.status_code == 422
    assert "Not enough have accepted on side B: the quorum is 1." in page.text


def test_a_venue_of_another_table_is_none_here(team, heron, farid, browse):
    """Neither by its number nor by its row; and an outline nobody wrote is no page."""
    other = make.initiative(team, code="larch")
    elsewhere = make.venue(other, by=farid)
    held = make.workshop(heron, by=farid, state="provisional")
    way = held.get_absolute_url()

    with make.acting(farid), pytest.raises(ValidationError, match="not known here"):
        venues.hold_at(held, elsewhere, by=farid, time_zone="UTC")
    assert browse(farid).get(f"{way}venue/{elsewhere.number}/").status_code == 404
    assert browse(farid).post(f"{way}programme/outlines/theirs/").status_code == 404
    with make.acting(farid):
        assert scheduling.read(held, by=farid).venue == make.plan().venue


def test_a_period_that_is_asked_about_is_no_longer_either(heron, farid, browse):
    held = make.workshop(heron, by=farid)
    soon = clock.now() + timedelta(days=40)
    span = _span(
        f"{soon:%Y-%m-%d} 09:00", f"{soon + timedelta(days=60):%Y-%m-%d} 09:00"
    )

    page = browse(farid).post(f"{held.get_absolute_url()}dates/canvass/", span)

    assert page.status_code == 422
    assert "That is longer than a month. Check both ends." in page.text
