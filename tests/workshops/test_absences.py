"""Across tables a colleague is not available, and nothing more: where both conveners said so."""

from datetime import timedelta

import make
import pytest
from django.db import connection, transaction
from django.urls import reverse

from dialogues import absences
from trackii import clock, principal
from trackii.audit.models import Entry
from trackii.policy import Refused, Role
from workshops import offering
from workshops.models import Workshop

A_DAY = timedelta(days=1)


@pytest.fixture
def larch(carla, farid, vera, viktor, omar):
    """Another table, of which farid is a facilitator, too; omar convenes it."""
    team = {
        Role.CONVENER: [omar], Role.FACILITATOR: [farid],
        Role.VETTING_OFFICER: [vera, viktor], Role.RAPPORTEUR: [make.user("Rut Vale")],
    }  # fmt: skip
    return make.initiative(team, code="larch")


@pytest.fixture
def there(larch, farid):
    """A round of that table, in ten days; three days long."""
    return make.workshop(larch, by=farid, state="provisional")


@pytest.fixture
def here(heron, farid, there):
    """A round of ours about which two periods are asked: one of them lies then."""
    made = make.workshop(heron, by=farid)
    with make.acting(farid):
        for later in (A_DAY, 20 * A_DAY):
            starts = there.starts_at + later
            offering.offer(made, by=farid, starts_at=starts, ends_at=starts + A_DAY)
    return made


@pytest.fixture
def both(heron, larch, carla, omar):
    absences.take(heron, "tell_days", by=carla)
    absences.take(larch, "tell_days", by=omar)


def _grid(browse, who, of):
    args = [of.initiative.code, of.number]
    return browse(who).get(reverse("workshops:dates", args=args)).text


def _named(who, here, first, last):
    """What PostgreSQL answers to who asks it herself."""
    me = principal.acting_as(principal.member(who.pk))
    with transaction.atomic(), me, connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM days_taken_elsewhere(%s, %s, %s)", [here.pk, first, last]
        )
        return cursor.fetchall()


def test_it_is_off_until_both_conveners_switch_it_on(
    here, heron, larch, oskar, carla, omar, browse
):
    told = [_grid(browse, oskar, here)]
    absences.take(heron, "tell_days", by=carla)
    told.append(_grid(browse, oskar, here))
    absences.take(larch, "tell_days", by=omar)
    told.append(_grid(browse, oskar, here))
    absences.take(larch, "keep_days", by=omar)
    told.append(_grid(browse, oskar, here))

    assert ["Not available" in page for page in told] == [False, False, True, False]


def test_it_says_a_name_and_that_alone(here, both, there, oskar, browse):
    page = _grid(browse, oskar, here)
    column = browse(oskar).get(
        reverse("workshops:choose", args=["heron", here.number, 1])
    )

    assert page.count("Not available") == 1
    assert "Farid Mansour is not available then." in column.text
    for telling in ("LARCH", "larch", str(there.pk), "another round"):
        assert telling not in page + column.text


def test_who_is_not_available_counts_as_away_whatever_he_said(
    here, both, farid, browse
):
    given = {"1": "yes", "2": "yes", "city": ""}
    browse(farid).post(reverse("workshops:answer", args=["heron", here.number]), given)

    reasons = [
        browse(farid).get(
            reverse("workshops:choose", args=["heron", here.number, key])
        ).text
        for key in (1, 2)
    ]  # fmt: skip

    assert ["Farid Mansour is not available" in each for each in reasons] == [
        True, False,
    ]  # fmt: skip


def test_whoever_settles_dates_is_told_who_is_not_available(
    heron, both, there, farid, browse
):
    made = make.workshop(heron, by=farid)
    span = {
        "starts_at_0": f"{there.starts_at:%Y-%m-%d}", "starts_at_1": "09:00",
        "ends_at_0": f"{there.starts_at:%Y-%m-%d}", "ends_at_1": "17:00",
    }  # fmt: skip
    client = browse(farid)
    client.post(reverse("workshops:settle", args=["heron", made.number]), span)

    page = client.get(made.get_absolute_url())

    assert "Not available then: Farid Mansour." in page.text


def test_a_round_called_off_or_only_wished_for_takes_nobody(
    heron, larch, both, there, oskar
):
    first, last = there.starts_at.date() - A_DAY, there.ends_at.date() + A_DAY
    asked = []
    for state in ("confirmed", "proposed", "postponed", "cancelled"):
        Workshop.objects.filter(pk=there.pk).update(state=state)
        asked.append(bool(_named(oskar, heron, first, last)))

    assert asked == [True, False, False, False]


def test_the_database_answers_with_whole_days_of_ones_own_team_alone(
    heron, larch, both, there, oskar, rosa, rhea, omar, farid
):
    first, last = there.starts_at.date() - A_DAY, there.ends_at.date() + A_DAY

    rows = _named(oskar, heron, first, last)

    assert {row[:2] for row in rows} == {(farid.pk, "Farid Mansour")}
    assert min(row[2] for row in rows) == there.starts_at.date()
    for outsider in (omar, make.user("Nobody Here")):
        assert _named(outsider, heron, first, last) == []
    assert _named(oskar, larch, first, last) == []
    assert _named(oskar, heron, first, first + 2000 * A_DAY) == []


def test_a_convener_alone_switches_it_and_it_is_written_down(heron, farid, carla):
    with pytest.raises(Refused):
        absences.take(heron, "tell_days", by=farid)
    for verb in ("tell_days", "tell_days", "keep_days"):
        absences.take(heron, verb, by=carla)

    said = Entry.objects.filter(subject=heron.pk, verb__endswith="_days")
    assert sorted(said.values_list("verb", flat=True)) == ["keep_days", "tell_days"]


def test_looking_for_dates_keeps_clear_of_what_takes_the_team(
    here, both, there, farid, browse
):
    """The window is three days wide, and all of them are taken."""
    start = there.starts_at.date()
    given = {"first": start, "last": start + 2 * A_DAY, "days": 1}

    page = browse(farid).post(
        reverse("workshops:look", args=["heron", here.number]), given
    )

    assert "Farid Mansour is not available then." in page.text
    assert clock.today() < start
