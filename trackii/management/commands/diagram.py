"""Prints every process of the house as a picture: states, and the verb on each arrow."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand
from django.db.models import Model

from dialogues import custody, destruction, holds, initiatives, recoveries, team
from dialogues.models import (
    Custody,
    Destruction,
    Hold,
    Initiative,
    Membership,
    Recovery,
)
from participants import (
    checks,
    demands,
    dormancy,
    extracts,
    undertakings,
    vetting,
)
from participants.models import (
    Candidacy,
    Check,
    Demand,
    Extract,
    Person,
    Undertaking,
)
from trackii.states import Flow
from workshops import (
    aggregates,
    circulars,
    journeys,
    notes,
    programme,
    reviews,
    scheduling,
    seating,
    summaries,
    venues,
)
from workshops.models import (
    Aggregate,
    Circular,
    Journey,
    Note,
    Review,
    Seat,
    Session,
    Summary,
    Venue,
    Workshop,
)

EXAMPLES = """example:
  manage.py diagram > docs/flows.md
"""
HEADING = """# How things move

Made by `manage.py diagram` out of the tables that the house itself obeys: each arrow
is one `Step`, and there is no other way from a state to the next.
"""


class Process(NamedTuple):
    """A flow, the row it moves, and where the table stands in the code."""

    flow: Flow
    moves: type[Model]
    stands_in: str


PROCESSES = [
    Process(initiatives.FLOW, Initiative, "dialogues.initiatives.FLOW"),
    Process(team.FLOW, Membership, "dialogues.team.FLOW"),
    Process(custody.FLOW, Custody, "dialogues.custody.FLOW"),
    Process(recoveries.FLOW, Recovery, "dialogues.recoveries.FLOW"),
    Process(destruction.FLOW, Destruction, "dialogues.destruction.FLOW"),
    Process(holds.FLOW, Hold, "dialogues.holds.FLOW"),
    Process(dormancy.FLOW, Person, "participants.dormancy.FLOW"),
    Process(vetting.FLOW, Candidacy, "participants.vetting.FLOW"),
    Process(undertakings.FLOW, Undertaking, "participants.undertakings.FLOW"),
    Process(checks.FLOW, Check, "participants.checks.FLOW"),
    Process(demands.FLOW, Demand, "participants.demands.FLOW"),
    Process(extracts.FLOW, Extract, "participants.extracts.FLOW"),
    Process(venues.FLOW, Venue, "workshops.venues.FLOW"),
    Process(scheduling.FLOW, Workshop, "workshops.scheduling.FLOW"),
    Process(seating.FLOW, Seat, "workshops.seating.FLOW"),
    Process(journeys.FLOW, Journey, "workshops.journeys.FLOW"),
    Process(programme.FLOW, Session, "workshops.programme.FLOW"),
    Process(circulars.FLOW, Circular, "workshops.circulars.FLOW"),
    Process(notes.FLOW, Note, "workshops.notes.FLOW"),
    Process(summaries.FLOW, Summary, "workshops.summaries.FLOW"),
    Process(reviews.FLOW, Review, "workshops.reviews.FLOW"),
    Process(aggregates.FLOW, Aggregate, "workshops.aggregates.FLOW"),
]


class Command(BaseCommand):
    help = "Print every flow as a Mermaid state diagram, one section each."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES

    def handle(self, **_: Any) -> None:
        self.stdout.write(HEADING)
        for process in PROCESSES:
            self.stdout.write("\n".join(_section(process)))


def _section(process: Process) -> Iterator[str]:
    yield f"\n## {process.moves.__name__}\n\n`{process.stands_in}`\n"
    yield "```mermaid\nstateDiagram-v2"
    yield from (f"    {arrow}" for arrow in _arrows(process))
    yield "```"


def _arrows(process: Process) -> Iterator[str]:
    """From the state a row is born in, by every step, to the states no step leaves."""
    begins = process.moves._meta.get_field("state")
    # Sources are sets: the order is that in which the model names its states.
    states = [str(value) for value, _label in begins.flatchoices]
    yield f"[*] --> {begins.default}"
    for step in process.flow:
        for source in states:
            if source in step.sources:
                yield f"{source} --> {step.target}: {step.verb}"
    left = {str(source) for step in process.flow for source in step.sources}
    reached = {str(step.target) for step in process.flow}
    yield from (f"{state} --> [*]" for state in states if state in reached - left)
