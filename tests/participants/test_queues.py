"""The vetting queue: who waits, and what stands between each of them and a decision."""

from datetime import timedelta

import lists
import make
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from participants import conflicts, queues, watchlists
from participants.models import Candidacy, Check
from trackii import clock
from trackii.vault import sealing

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor(heron, carla, vera, viktor):
    """In review, nothing of her looked into yet."""
    who = {"name": "Noor Aziz", "officers": (vera, viktor)}
    return make.candidacy(heron, by=carla, state="in_review", **who)


def _line(heron, by, of):
    rows = queues.waiting(heron, by=by)[0:50]
    return next(row for row in rows if row["candidacy"] == of.pk)


def _checks(of, **changes):
    Check.objects.filter(person=of.person_id, kind__in=changes.pop("kinds")).update(
        **changes
    )


def test_who_was_put_forward_waits_to_be_taken_into_review(heron, carla, vera):
    fresh = make.candidacy(heron, by=carla)

    line = _line(heron, vera, fresh)

    assert (line["hand"], line["lacks"]) == ("taking into review", "")


def test_each_check_that_is_not_cleared_says_how_far_it_is(heron, noor, vera):
    line = _line(heron, vera, noor)

    assert line["hand"] == "the first signature"
    assert line["lacks"] == "pending: every check"


def test_signed_by_one_past_its_day_matched_and_overtaken_are_told_apart(
    heron, noor, vera, viktor
):
    make.cleared(noor, (vera, viktor), but=("office",))
    office = Check.objects.get(person=noor.person_id, kind="office")
    with make.acting(vera):
        make.found(office, by=vera)
    _checks(noor, kinds=["identity"], expires_on=clock.today() - timedelta(days=1))
    watchlists.add([lists.un((2, "VORNAK TELLISQ")).encode()], by=None)

    lacks = _line(heron, vera, noor)["lacks"]

    assert lacks == (
        "past its day: Identity · the lists moved on: Sanctions"
        " · to be confirmed by another officer: Official post"
    )


def test_cleared_of_everything_only_signatures_are_missing(heron, noor, vera, viktor):
    make.cleared(noor, (vera, viktor))
    with make.acting(vera):
        make.sign(noor, "recommend", by=vera, grounds="Sound.")

    assert _line(heron, vera, noor)["hand"] == "another officer's signature"
    assert _line(heron, viktor, noor)["hand"] == "your signature"
    assert _line(heron, viktor, noor)["lacks"] == ""


def test_what_the_queue_says_is_missing_is_what_the_gate_refuses_for(
    heron, noor, vera, viktor
):
    make.cleared(noor, (vera, viktor), but=("office", "interests"))
    with make.acting(vera):
        make.sign(noor, "recommend", by=vera, grounds="Sound.")
    missing = _line(heron, viktor, noor)["lacks"].split(": ")[1]

    with (
        pytest.raises((ValidationError, IntegrityError)) as refused,
        make.acting(viktor),
    ):
        make.sign(noor, "approve", by=viktor, grounds="Sound.")

    for kind in missing.split(", "):
        assert kind in str(refused.value)


def test_until_its_last_hour_a_day_counts(heron, noor, vera, viktor):
    make.cleared(noor, (vera, viktor))
    _checks(noor, kinds=["identity"], expires_on=clock.today())

    assert _line(heron, vera, noor)["lacks"] == ""


def test_a_capacity_that_one_resolved_waits_for_a_second(heron, noor, vera, viktor):
    make.cleared(noor, (vera, viktor))
    words = sealing.seal("He speaks for himself.", of=noor, field="resolution")
    Candidacy.objects.filter(pk=noor.pk).update(
        resolved_by=vera, resolved_at=clock.now(), resolution=words
    )

    assert _line(heron, viktor, noor)["lacks"] == "a second officer for the capacity"


def test_who_is_close_to_her_is_told_that_another_signs(heron, noor, vera, viktor):
    with make.acting(viktor):
        conflicts.declare(noor, by=viktor, words="We went to school together.")

    assert _line(heron, viktor, noor)["hand"] == "somebody else: you are close to them"
    assert _line(heron, vera, noor)["hand"] == "the first signature"


def test_the_page_says_it_in_words(browse, heron, noor, vera):
    page = browse(vera).get("/dialogues/heron/vetting/").text

    assert "pending: every check" in page
