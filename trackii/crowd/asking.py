"""A round about whose dates fifty people are asked: twelve periods, every answer there is."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle, islice

from dialogues.models import Initiative
from participants.models import Candidacy
from trackii import clock
from trackii.crowd.staff import Crew
from trackii.vault import sealing
from workshops import offering, scheduling
from workshops.circumstances import Circumstances, Said
from workshops.models import Canvass, Workshop
from workshops.plan import Plan

PEOPLE, PERIODS = 50, 12
WAYS = ("yes", "yes", "if_need_be", "no", "")
FAITHS = ("muslim", "orthodox", "catholic", "jewish")


def canvass(crew: Crew, initiative: Initiative) -> Workshop:
    """One more round of a table, as its dates are being asked about."""
    plan = Plan("An evening at the mill", "Osier Mill", time_zone="Europe/Oslo",
                country="NO")  # fmt: skip
    with crew.acting("facilitator") as farid:
        made = scheduling.propose(initiative, by=farid, plan=plan, quorum=3)
        first = clock.now().replace(minute=0, second=0, microsecond=0)
        for number in range(PERIODS):
            starts = first + timedelta(days=40 + 9 * number)
            ends = starts + timedelta(days=2)
            offering.offer(made, by=farid, starts_at=starts, ends_at=ends)
        found = Candidacy.objects.seatable().filter(initiative=initiative)
        asked = found.select_related("person").order_by("person__code")[:PEOPLE]
        Canvass.objects.bulk_create(
            _answered(made, each, number, crew) for number, each in enumerate(asked)
        )
    return made


def _answered(
    workshop: Workshop, candidacy: Candidacy, number: int, crew: Crew
) -> Canvass:
    row = Canvass(initiative_id=workshop.initiative_id, workshop=workshop)
    row.candidacy = candidacy
    known = Circumstances("Europe/Oslo", "NO", [FAITHS[number % 4]], lead_days=number)
    row.circumstances = sealing.seal(known.dump(), of=row, field="circumstances")
    ways = islice(cycle(WAYS), number, number + PERIODS)
    given = {str(key): way for key, way in enumerate(ways, start=1) if way}
    row.answers = sealing.seal(Said("", given).dump(), of=row, field="answers")
    row.answered_by, row.answered_at = crew["organiser"], clock.now()
    return row
