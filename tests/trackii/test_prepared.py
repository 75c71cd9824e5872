"""Prepared questions: built once, and answered for the values they are asked with each time."""

import make
import pytest
from django.db import connection
from django.db.models import CharField, Value
from django.test.utils import CaptureQueriesContext

from dialogues.models import Initiative
from trackii.prepared import Prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(heron, team):
    return heron, make.initiative(team, code="larch")


def _asking():
    """Who is behind a code name; what never changes of it holds every sign SQL knows."""
    said = Value("100 % of 'it', %s and %%\\", CharField())
    return Prepared(
        lambda code: (
            Initiative.objects.filter(code=code, threshold__in=[5, 7])
            .annotate(said=said)
            .values_list("code", "said")
        )
    )


def test_a_question_is_asked_with_the_values_of_each_time(two):
    asking = _asking()

    answers = [asking(code=code) for code in ("heron", "larch", "wren", "heron")]

    said = "100 % of 'it', %s and %%\\"
    assert answers == [[("heron", said)], [("larch", said)], [], [("heron", said)]]


def test_a_value_is_a_value_whatever_stands_in_it(two):
    asking = _asking()

    assert [asking(code=code) for code in ("x' OR '1'='1", "%s", "heron'--")] == [
        []
    ] * 3
    assert len(asking(code="heron")) == 1


def test_it_says_the_same_as_the_queryset_it_is_made_of(two):
    plain = Initiative.objects.filter(code="larch", state__in=["scoping", "convening"])
    asking = Prepared(
        lambda code: Initiative.objects.filter(
            code=code, state__in=["scoping", "convening"]
        )
    )

    with CaptureQueriesContext(connection) as captured:
        same = asking.objects(code="larch") == list(plain)

    prepared, ours = captured.captured_queries
    assert same
    assert prepared["sql"] == ours["sql"]
