"""Run-sheets: the programme of a round as a file that needs no line: hours, rooms, regimes."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from trackii import pdf, policy
from trackii.policy import Action
from workshops import programme, running_order, scheduling
from workshops.models import Workshop

if TYPE_CHECKING:
    from trackii.accounts.models import User


def draw(workshop: Workshop, *, by: User) -> bytes:
    """Every session by the venue's clock. Neither title, place nor people stand on it."""
    policy.require(by, Action.READ_BRIEF, workshop)
    rows = _rows(workshop, by=by)
    days = groupby(rows, key=lambda row: row["starts"].date())
    context = {
        "name": workshop.initiative.name,
        "number": workshop.number,
        "warnings": running_order.warnings(workshop, [row["session"] for row in rows]),
        "days": [{"on": on, "rows": list(these)} for on, these in days],
    }
    return pdf.render("documents/run_sheet.html", context)


def _rows(workshop: Workshop, *, by: User) -> list[dict[str, Any]]:
    plan, found = scheduling.read(workshop, by=by), programme.sessions(workshop)
    purposes, rooms = programme.read(found, by=by), dict(plan.rooms)
    rows = [
        {
            "session": session,
            "starts": session.starts_at.astimezone(plan.zone),
            "ends": session.ends_at.astimezone(plan.zone),
            "purpose": purpose,
            "room": rooms.get(session.room),
        }
        for session, purpose in zip(found, purposes, strict=True)
    ]
    return sorted(rows, key=lambda row: (row["starts"], row["session"].number))
