"""Packing: what is put into a pack of each audience, by somebody who may read it; and as it is printed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dialogues import initiatives
from dialogues.charter import ThirdPartyKind
from participants import people
from trackii.vault import sealing
from workshops import arrangements, contents, figures, logistics, scheduling
from workshops.models import Briefing, Workshop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from participants.models import Person
    from participants.particulars import Particulars
    from trackii.accounts.models import User
    from workshops.contents import Part
    from workshops.models import Seat
    from workshops.plan import Plan

Audience = Briefing.Audience


def gather(briefing: Briefing, *, by: User) -> dict[str, Any]:
    """Everything the worker prints, in words and ISO dates."""
    workshop, audience = briefing.workshop, briefing.audience
    draft = contents.of(workshop, audience)
    parts = [part.key for part in contents.chosen(draft)]
    pack: dict[str, Any] = {
        "name": workshop.initiative.name,
        "round": workshop.number,
        "edition": briefing.edition,
        "audience": audience,
        "parts": parts,
    }
    if audience == Audience.DONOR:
        return pack | {"counts": asdict(figures.count(workshop, by=by))}
    plan = scheduling.read(workshop, by=by)
    pack |= _plain(workshop, plan)
    if "programme" in parts:
        pack["days"] = _days(workshop, plan, by=by)
    if audience == Audience.PARTICIPANT:
        return pack | _host(workshop, by=by)
    return pack | _inside(workshop, parts, by=by) | {
        "written": contents.read(draft, by=by)
    }  # fmt: skip


def coming(workshop: Workshop) -> list[Person]:
    """Whom a pack for facilitators names: whoever comes, or was there."""
    return [seat.candidacy.person for seat in _coming(workshop)]


def _coming(workshop: Workshop) -> Sequence[Seat]:
    return logistics.coming(workshop)


def _plain(workshop: Workshop, plan: Plan) -> dict[str, Any]:
    assert workshop.starts_at is not None
    assert workshop.ends_at is not None
    names = ("title", "venue", "address", "practical", "safety")
    return {name: getattr(plan, name) for name in names} | {
        "zone": plan.time_zone,
        "starts": workshop.starts_at.astimezone(plan.zone).isoformat(),
        "ends": workshop.ends_at.astimezone(plan.zone).isoformat(),
    }


def _host(workshop: Workshop, *, by: User) -> dict[str, str]:
    """Who invites: the third party by its name, never anybody who comes."""
    charter = initiatives.read(workshop.initiative, by=by)
    kind = ThirdPartyKind(charter.third_party_kind).label
    return {"host": charter.third_party, "host_kind": str(kind)}


def _inside(workshop: Workshop, parts: list[str], *, by: User) -> dict[str, Any]:
    """What facilitators have to know of people: those who come, by side, and who is kept apart."""
    charter = initiatives.read(workshop.initiative, by=by)
    seats = _coming(workshop)
    if not seats:
        raise ValidationError(_("Nobody has accepted yet: there is nobody to tell of."))
    known = people.read([seat.candidacy.person for seat in seats], by=by)
    named = {
        seat.candidacy.person.code: who.name
        for seat, who in zip(seats, known, strict=True)
    }
    found: dict[str, Any] = {"sides": _sides(seats, known, charter.lettered, by=by)}
    if "apart" in parts:
        pairs = arrangements.read_apart(workshop, by=by)
        found["apart"] = [
            [[code.upper(), named[code]] for code in pair]
            for pair in pairs
            if {*pair} <= named.keys()
        ]
    if "conflict" in parts:
        found["conflict"] = charter.conflict
    return found


def _sides(
    seats: Sequence[Seat],
    known: Sequence[Particulars],
    lettered: list[tuple[str, str]],
    *,
    by: User,
) -> list[dict[str, Any]]:
    """Who comes, side by side: names, languages, and what each needs in the room. No food."""
    needs = {need.code: need for need in logistics.needs(seats, by=by)}
    titles = dict(lettered)
    sides: dict[str, dict[str, Any]] = {}
    for seat, who in zip(seats, known, strict=True):
        person = seat.candidacy.person
        letter = person.side.letter
        side = {"letter": letter, "title": titles.get(letter, ""), "people": []}
        need = needs.get(person.name)
        line = {
            "code": person.name,
            "name": who.name,
            "languages": who.languages,
            "access": need.access if need else [],
            "withheld": bool(need and need.is_withheld),
        }
        sides.setdefault(letter, side)["people"].append(line)
    return [sides[letter] for letter in sorted(sides)]


def _days(workshop: Workshop, plan: Plan, *, by: User) -> list[dict[str, Any]]:
    sessions = list(workshop.sessions.order_by("starts_at"))
    purposes = sealing.unseal_all(sessions, "purpose", by=by)
    days: dict[str, list[dict[str, str]]] = {}
    for session, purpose in zip(sessions, purposes, strict=True):
        starts = session.starts_at.astimezone(plan.zone)
        line = {
            "starts": starts.isoformat(),
            "ends": session.ends_at.astimezone(plan.zone).isoformat(),
            "phase": session.get_phase_display(),
            "regime": session.get_regime_display(),
            "purpose": purpose,
        }
        days.setdefault(starts.date().isoformat(), []).append(line)
    return [{"date": day, "sessions": lines} for day, lines in days.items()]


# --- on paper


def printable(pack: dict[str, Any]) -> dict[str, Any]:
    """Dates out of ISO words, which keep the venue's own offset; and the parts in their order."""
    for name in {"starts", "ends"} & pack.keys():
        pack[name] = datetime.fromisoformat(pack[name])
    for day in pack.get("days", []):
        day["date"] = date.fromisoformat(day["date"])
        for line in day["sessions"]:
            line["starts"] = datetime.fromisoformat(line["starts"])
            line["ends"] = datetime.fromisoformat(line["ends"])
    audience = pack.setdefault("audience", Audience.PARTICIPANT)
    keys = pack.get("parts", [part.key for part in contents.PARTS[Audience(audience)]])
    found = (contents.part(audience, key) for key in keys)
    parts = [_laid(part, pack) for part in found if part]
    return {"pack": pack, "parts": parts, "audience": Audience(audience).label}


def _laid(part: Part, pack: dict[str, Any]) -> dict[str, Any]:
    name = "written" if part.written else part.key
    return {
        "title": part.title,
        "template": f"documents/parts/{name}.html",
        "words": pack.get("written", {}).get(part.key, ""),
    }
