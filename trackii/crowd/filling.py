"""Fills the house with invented people for measuring: each envelope is sealed like a real one.

What happens once a table or once a round goes through the operations; people, seats and
notes are stored in bulk. The first team sits at five tables however many there are,
because nobody sits at a hundred; a second team sits at the rest.
"""

from __future__ import annotations

from collections.abc import Callable

from dialogues import code_names
from dialogues import initiatives as opening
from dialogues.charter import Archive, Charter, Method, Scope, ThirdPartyKind
from dialogues.models import Initiative, Membership
from trackii.crowd import people as crowd_of
from trackii.crowd import rounds as meetings
from trackii.crowd.asking import canvass
from trackii.crowd.staff import OTHERS, TEAM, Crew
from workshops.models import Workshop

TABLES = 5  # that the first team sits at

Say = Callable[[int, int], None]


def fill(
    *,
    initiatives: int,
    people: int,
    workshops: int,
    notes: int,
    asking: bool = False,
    say: Say | None = None,
) -> list[Initiative]:
    """Add so many of each, spread evenly; `say` hears how many tables stand.

    With `asking` the first table has one round more, about whose dates people are asked.
    """
    shares = zip(
        _evenly(people, initiatives),
        _evenly(workshops, initiatives),
        _evenly(notes, initiatives),
        strict=True,
    )
    near = Membership.objects.filter(user__email=TEAM[0].email).count()
    crews: dict[str, Crew] = {}
    made = []
    for number, (heads, rounds, words) in enumerate(shares, start=1):
        team = TEAM if near + number <= TABLES else OTHERS
        key = team[0].email
        if key not in crews:
            crews[key] = Crew(team)
        made.append(_table(crews[key], heads, rounds, words))
        if asking and number == 1:
            canvass(crews[key], made[-1])
        if say:
            say(number, initiatives)
    return made


def _table(crew: Crew, heads: int, rounds: int, words: int) -> Initiative:
    initiative = _open(crew)
    crowd_of.gather(crew, initiative, heads)
    held = [meetings.meet(crew, initiative, number) for number in range(rounds)]
    spoken = [
        workshop for workshop in held if workshop.state == Workshop.State.IN_SESSION
    ]
    for workshop, share in zip(spoken, _evenly(words, len(spoken)), strict=True):
        meetings.note(crew, workshop, share)
    return initiative


def _open(crew: Crew) -> Initiative:
    charter = Charter(
        title="The Marsh Talks",
        conflict="Who may fish in the Ebbing Marsh, and since when.",
        third_party="The Lantern Society",
        third_party_kind=ThirdPartyKind.NGO,
        acceptable="Both sides have eaten at its table.",
        scope=Scope.REGIONAL,
        method=Method.PROBLEM_SOLVING,
        archive=Archive.THIRD_PARTY,
        sides=["The Upper Villages", "The Harbour League"],
    )
    seats = [opening.Seat(crew[one.part], one.role) for one in crew.team]
    regime = Initiative.Regime.CHATHAM_HOUSE
    code = code_names.draw()
    with crew.acting("convener") as convener:
        made = opening.open_initiative(
            code, by=convener, charter=charter, regime=regime, seats=seats
        )
    with crew.acting("facilitator") as facilitator:
        opening.sign(made, by=facilitator, edition=opening.edition_of(made))
    return made


def _evenly(whole: int, parts: int) -> list[int]:
    return [whole // parts + (place < whole % parts) for place in range(parts)]
