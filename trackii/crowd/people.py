"""The people of one table, ten fates in turn, each sealed by who would have sealed it."""

from __future__ import annotations

import random
from datetime import timedelta

from dialogues.models import Initiative, Side
from participants.models import Candidacy, Person
from participants.particulars import ActorType, Capacity, Particulars, Standing
from trackii import clock
from trackii.accounts.models import User
from trackii.audit import trail
from trackii.audit.models import Entry
from trackii.crowd.staff import Crew
from trackii.vault import keystore, sealing

_FIRST = "Amal Boris Celia Darko Emre Fatou Goran Hana Idris Jelena Karim Lena".split()
_LAST = "Abiri Bolan Cedrik Dorvan Elmas Farro Gintar Hellad Ivero Jastin Kordo".split()
_C = Candidacy.State
# What becomes of ten of a side, one after the other: four wait for officers.
FATES = (
    _C.NOMINATED, _C.APPROVED, _C.IN_REVIEW, _C.ACCEPTED, _C.SOUNDED_OUT,
    _C.CONFIRMED, _C.IN_REVIEW, _C.INVITED, _C.DECLINED, _C.APPROVED,
)  # fmt: skip
DECIDED = {_C.APPROVED, _C.INVITED, _C.ACCEPTED, _C.CONFIRMED, _C.DECLINED}


def gather(crew: Crew, initiative: Initiative, heads: int) -> None:
    sides = list(Side.objects.filter(initiative=initiative).exclude(letter="T"))
    with crew.acting("convener") as convener:
        found = [
            _candidacy(initiative, sides[number % len(sides)], number, convener)
            for number in range(heads)
        ]
    reviewed = [each for each in found if each.state in DECIDED]
    reviewed += [each for each in found if each.state == _C.IN_REVIEW][::2]
    _sign(crew, "officer", reviewed, "recommended", "recommendation")
    decided = [each for each in found if each.state in DECIDED]
    _sign(crew, "second-officer", decided, "decided", "grounds")
    Person.objects.bulk_create([each.person for each in found])
    Candidacy.objects.bulk_create(found)
    Entry.objects.bulk_create(
        [trail.entry("nominate", each, by=each.nominated_by) for each in found]
    )


def _candidacy(initiative: Initiative, side: Side, number: int, by: User) -> Candidacy:
    pair = number // 2  # one of each side; both meet the same fate
    code = f"{side.letter.lower()}-{pair + 1:02d}"
    person = Person(initiative=initiative, side=side, code=code)
    keystore.make(person.pk, within=initiative.pk)
    known = _somebody(number)
    person.particulars = sealing.seal(known.dump(), of=person, field="particulars")
    person.care = sealing.seal(known.dump_care(), of=person, field="care")
    made = Candidacy(
        initiative=initiative,
        person=person,
        state=FATES[pair % len(FATES)],
        nominated_by=by,
        nominated_at=clock.now() - timedelta(hours=number),
    )
    standing = Standing(Capacity.PERSONAL, clock.today().isoformat())
    made.standing = sealing.seal(standing.dump(), of=made, field="standing")
    made.case = sealing.seal("The fishers listen to her.", of=made, field="case")
    return made


def _somebody(number: int) -> Particulars:
    drawn = random.Random(number)  # noqa: S311 -- the same crowd every time
    name = f"{drawn.choice(_FIRST)} {drawn.choice(_LAST)}"
    return Particulars(
        name=name,
        variants=[name.upper()],
        email=f"somebody-{number}@example.net",
        phone=f"+000 555 {number:05d}",
        actor_type=drawn.choice(list(ActorType)),
        affiliation="A village council",
    )


def _sign(crew: Crew, part: str, rows: list[Candidacy], act: str, field: str) -> None:
    with crew.acting(part) as officer:
        for each in rows:
            setattr(each, f"{act}_by", officer)
            setattr(each, f"{act}_at", clock.now())
            setattr(
                each,
                field,
                sealing.seal("Nothing stands against her.", of=each, field=field),
            )
