"""What the engines of scheduling refuse is told in a sentence that helps."""

import pytest

from workshops import wording
from workshops.breakouts import NoPlan


@pytest.mark.parametrize("kind", sorted(wording.NO_PLAN))
def test_whatever_stands_in_the_way_of_a_plan_is_a_sentence(kind):
    said = wording.refusal(NoPlan(kind, ["b-02", "a-01"]))

    assert said.endswith(".")
    assert ("A-01, B-02" in said) is ("%(codes)s" in str(wording.NO_PLAN[kind]))
