"""Wishes: which days she could come is read by who may plan them, and by nobody else."""

from datetime import date, timedelta

import make
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants import folders, wishes
from participants.models import Folder
from participants.own_forms import Availability
from trackii import clock
from trackii.audit.models import Entry
from trackii.policy import Refused
from trackii.vault.models import Link
from workshops import invitations, seating

FIRST, LAST = date(2030, 3, 4), date(2030, 3, 6)
WINDOW = (FIRST, LAST)


@pytest.fixture
def both(db, heron, oskar, approved, worker):
    """Two people, each with a page of her own; the first has said when she could come."""
    with make.acting(oskar):
        for each in approved:
            folders.send(each, by=oskar)
    _say(approved[0], {"2030-03-04": "yes", "2030-03-06": "no", "2030-05-01": "yes"})
    return [each.person for each in approved]


def _say(candidacy, days, **of):
    link = Link.objects.get(occasion=candidacy.pk, state="live", **of)
    folder = Folder.objects.get(link=link)
    folder.candidacy = candidacy
    wishes.say_days(folder, wishes.Said(days=days), by=link)


def test_each_day_of_the_window_she_said_something_about_and_no_other(both, oskar):
    with make.acting(oskar):
        found = wishes.availability(both, WINDOW, by=oskar)

    assert found == {
        both[0].pk: {FIRST: "yes", LAST: "no"},
        both[1].pk: {},
    }


def test_the_last_she_said_counts(both, approved, oskar):
    with clock.at(clock.now() + timedelta(minutes=1)):
        _say(approved[0], {"2030-03-04": "if_need_be"})

    with make.acting(oskar):
        found = wishes.availability(both, WINDOW, by=oskar)

    assert found[both[0].pk] == {FIRST: "if_need_be"}


def test_what_she_said_by_one_link_stands_when_she_speaks_of_another_day_by_another(
    both, approved, heron, farid, oskar
):
    """Two links of hers may be open at once; each shows what was said by it."""
    round_ = make.workshop(heron, by=farid, state="provisional")
    with make.acting(oskar):
        invitations.send(seating.offer(round_, approved[0], by=oskar), by=oskar)
    other = Folder.objects.get(candidacy=approved[0], link__kind="invitation")
    with clock.at(clock.now() + timedelta(minutes=1)):
        wishes.say_days(other, wishes.Said(days={"2030-03-05": "no"}), by=other.link)
    with clock.at(clock.now() + timedelta(minutes=2)):
        _say(approved[0], {"2030-03-04": "if_need_be"}, kind="own")

    with make.acting(oskar):
        found = wishes.availability(both, WINDOW, by=oskar)
        told = wishes.said(approved[0], by=oskar)

    assert found[both[0].pk] | {LAST: "no"} == {
        FIRST: "if_need_be", date(2030, 3, 5): "no", LAST: "no",
    }  # fmt: skip
    assert told.days["2030-03-05"] == "no"


def test_one_entry_for_all_and_no_more_questions_for_two_than_for_one(
    both, approved, oskar
):
    def ask(people):
        before = Entry.objects.filter(verb="unseal").count()
        with make.acting(oskar), CaptureQueriesContext(connection) as captured:
            wishes.availability(people, WINDOW, by=oskar)
        return len(captured), Entry.objects.filter(verb="unseal").count() - before

    _say(approved[1], {"2030-03-05": "yes"})
    ask(both)

    assert ask(both) == ask(both[:1])
    assert ask(both)[1] == 1


def test_who_may_not_know_who_they_are_reads_no_day(both, rosa):
    with make.acting(rosa), pytest.raises(Refused):
        wishes.availability(both, WINDOW, by=rosa)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({4: "yes", 5: "yes", 6: "yes"}, "yes"),
        ({4: "yes", 5: "if_need_be", 6: "yes"}, "if_need_be"),
        ({4: "yes", 5: "if_need_be", 6: "no"}, "no"),
        ({4: "yes", 6: "yes"}, ""),  # a day nobody counts on
        ({4: "yes", 6: "no"}, "no"),
        ({}, ""),
    ],
)
def test_single_days_come_to_one_answer_for_a_stay(said, answer):
    days = [date(2030, 3, day) for day in (4, 5, 6)]
    told = {date(2030, 3, day): word for day, word in said.items()}

    assert wishes.answer_for(told, days) == answer


def test_for_no_day_at_all_there_is_no_answer():
    assert wishes.answer_for({FIRST: "yes"}, []) == ""


def test_what_she_said_of_other_days_stays_when_she_answers_about_these():
    form = Availability(
        {"2030-03-04": "no"},
        days=[FIRST],
        said={"2030-05-01": "yes", "2030-03-04": "yes"},
    )

    assert form.is_valid()
    assert form.days() == {"2030-05-01": "yes", "2030-03-04": "no"}


def test_an_offered_day_is_taken_back_where_something_was_said_of_it():
    said = {"2030-03-04": "yes", "2030-05-01": "no"}
    form = Availability(
        {"2030-03-04": "unsaid"}, days=[FIRST, date(2030, 3, 5)], said=said
    )

    assert form.is_valid()
    assert form.days() == {"2030-03-04": "", "2030-05-01": "no"}
    choices = {name: len(field.choices) for name, field in form.fields.items()}
    assert choices == {"2030-03-04": 4, "2030-03-05": 3}


def test_what_she_takes_back_is_no_answer_and_is_shown_to_nobody(both, approved, oskar):
    with clock.at(clock.now() + timedelta(minutes=1)):
        _say(approved[0], {"2030-03-04": "", "2030-03-06": "no"})

    with make.acting(oskar):
        found = wishes.availability(both, WINDOW, by=oskar)
        told = wishes.said(approved[0], by=oskar)

    assert found[both[0].pk] == {LAST: "no"}
    assert told.answered == [(LAST, "no")]


def test_what_she_takes_back_by_a_later_link_does_not_stand_by_the_earlier(
    both, approved, heron, farid, oskar
):
    round_ = make.workshop(heron, by=farid, state="provisional")
    with make.acting(oskar):
        invitations.send(seating.offer(round_, approved[0], by=oskar), by=oskar)
    other = Folder.objects.get(candidacy=approved[0], link__kind="invitation")
    with clock.at(clock.now() + timedelta(minutes=1)):
        wishes.say_days(other, wishes.Said(days={"2030-03-04": ""}), by=other.link)

    with make.acting(oskar):
        found = wishes.availability(both, WINDOW, by=oskar)

    assert FIRST not in found[both[0].pk]
