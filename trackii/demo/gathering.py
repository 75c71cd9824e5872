"""Telling a round: proposed, seated, confirmed, held, noted, and its account released."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from trackii.demo.case import Round, Sitting
from workshops import (
    arrangements,
    briefings,
    circulation,
    contents,
    findings,
    invitations,
    keepings,
    notes,
    programme,
    reviews,
    scheduling,
    seating,
    summaries,
)
from workshops.models import Seat, Session, Summary, Workshop

if TYPE_CHECKING:
    from trackii.accounts.models import User
    from trackii.demo.telling import Telling

DAY = timedelta(days=1)
SILENCE = "pass_by"  # what it means is for a facilitator to decide
NOBODY = "Read where it stands: it fits several, or nobody who sat there."
# Kept of a round that confirms with more people on one side than on another, and of no other.
UNEVEN = (
    "One side could send no more this time. The others know, and would rather meet."
)
State = Summary.State


class Gathering:
    """One round on the script, and what is there of it once that is played."""

    workshop: Workshop
    summary: Summary

    def __init__(self, telling: Telling, round_: Round) -> None:
        self.telling, self.script, self.round = telling, telling.script, round_
        self.sessions: list[Session] = []

    def prepare(self) -> None:
        """Proposed, settled with a programme, seats offered and answered."""
        self.propose()
        self.settle()
        self.script.at(self.round.on_the_way(0.2), "oskar", self._offer)
        self.script.at(self.round.on_the_way(0.4), "oskar", self._take_answers)

    def propose(self) -> None:
        self.script.at(self.round.announced_at, "farid", self._propose)

    def settle(self) -> None:
        self.script.at(self.round.on_the_way(0.1), "farid", self._settle)

    def confirm(self, moment: datetime | None = None) -> None:
        """As a rule when it begins: earlier, reminders would wait that nobody ever sent."""
        self.script.at(moment or self.round.starts_at, "farid", self._take, "confirm")

    def take(self, verb: str, moment: datetime) -> None:
        self.script.at(moment, "farid", self._take, verb)

    def brief(self, moment: datetime) -> None:
        """A pack for the participants; clearing it again supersedes the last."""
        self.script.at(moment, "oskar", self._brief)

    def brief_inside(self, moment: datetime, words: dict[str, str]) -> None:
        """A pack for facilitators, who wrote some of it themselves; and one of counts."""
        self.script.at(moment, "farid", self._brief_inside, words)
        self.script.at(moment, "oskar", self._brief_donors)

    def invite(self, moment: datetime) -> None:
        """A private link for everybody who has not answered yet."""
        self.script.at(moment, "oskar", self._invite)

    def arrange(
        self, moment: datetime, *, apart: tuple[str, str], interprets: str
    ) -> None:
        """Three turns of three groups, with two people who are kept apart."""
        self.script.at(moment, "farid", self._arrange, apart, interprets)

    def ask(self, moment: datetime, key: str) -> None:
        """The draft by a private link, to one who has not answered yet."""
        self.script.at(moment, "farid", self._ask, key)

    def hold(self) -> None:
        """Opened, every session in turn, and closed with who was there."""
        self.open()
        for number in range(len(self.round.sittings)):
            self.sit(number)
        self.script.at(self.round.ends_at, "oskar", self._count)
        self.script.at(self.round.ends_at, "farid", self._take, "close")

    def open(self) -> None:
        self.script.at(self.round.starts_at, "farid", self._take, "open")

    def sit(self, number: int) -> None:
        """One session: opened, closed, and its notes sealed before the next begins."""
        begins, ends = self.round.times(self.round.sittings[number])
        self.begin(number, begins)
        self.script.at(ends, "farid", self._end, number)
        for words in self.round.sittings[number].notes:
            self.script.at(ends, "rosa", self._note, number, words, True)

    def begin(self, number: int, moment: datetime) -> None:
        self.script.at(moment, "farid", self._begin, number)

    def jot(self, number: int, moment: datetime) -> None:
        """Notes of a session that still goes on: drafts, as yet."""
        for words in self.round.sittings[number].notes:
            self.script.at(moment, "rosa", self._note, number, words, False)

    def account(self) -> None:
        """The summary, as far along its way as the round says."""
        self._later(7, "rosa", self._draft)
        if self.round.keeps:
            self._later(8, "farid", self._keep_findings)
        way = (
            (State.CHECKED, 9, "rosa", _check),
            (State.SECOND_READ, 12, "farid", _second_read),
            (State.PARTICIPANT_REVIEW, 14, "oskar", summaries.circulate),
            (State.RELEASED, 40, "carla", summaries.release),
            (State.RECALLED, 90, "carla", summaries.recall),
        )
        states = [state for state, *_rest in way]
        if self.round.until not in states:
            return
        for state, days, who, step in way[: states.index(State(self.round.until)) + 1]:
            if state == State.RELEASED:
                self._later(30, "oskar", self._answer_the_rest)
            self._later(days, who, self._step, step)
            if state == State.PARTICIPANT_REVIEW:
                self._later(21, "oskar", self._answer_some)
                self._later(21, "farid", self._decide_on_silence)
        if self.round.heard:
            self._later(30, "oskar", self._answer_the_rest)

    def _later(self, days: int, who: str, do: object, *of: object) -> None:
        self.script.at(self.round.ends_at + days * DAY, who, do, *of)  # type: ignore[arg-type]

    def _propose(self, *, by: User) -> None:
        self.workshop = scheduling.propose(
            self.telling.initiative,
            by=by,
            plan=self.round.plan,
            quorum=self.round.quorum,
        )

    def _arrange(self, apart: tuple[str, str], interprets: str, *, by: User) -> None:
        known = self.telling.candidacies
        one, other, between = (known[k].person.code for k in (*apart, interprets))
        arrangements.keep_apart(self.workshop, [(one, other)], by=by)
        arrangements.arrange(
            self.workshop, by=by, rounds=3, groups=3, interpreters=[between]
        )

    def _settle(self, *, by: User) -> None:
        scheduling.settle(
            self.workshop,
            by=by,
            starts_at=self.round.starts_at,
            ends_at=self.round.ends_at,
        )
        for sitting in self.round.sittings:
            self.sessions.append(self._plan(sitting, by))

    def _plan(self, sitting: Sitting, by: User) -> Session:
        starts_at, ends_at = self.round.times(sitting)
        return programme.plan(
            self.workshop,
            by=by,
            phase=sitting.phase,
            regime=sitting.regime or self.telling.case.regime,
            starts_at=starts_at,
            ends_at=ends_at,
            purpose=sitting.purpose,
        )

    def _offer(self, *, by: User) -> None:
        for key in self.round.guests.split():
            seating.offer(self.workshop, self.telling.candidacies[key], by=by)

    def _take_answers(self, *, by: User) -> None:
        seats, refused = self._seats(), self.round.refuses.split()
        for key in self.round.guests.split():
            if key in self.round.silent.split():
                continue
            answer = seating.decline if key in refused else seating.accept
            answer(seats[key], by=by)

    def _invite(self, *, by: User) -> None:
        invitations.send_all(self.workshop, by=by)

    def _ask(self, key: str, *, by: User) -> None:
        review = self.summary.reviews.get(seat=self._seats()[key], state="asked")
        circulation.send(review, by=by)

    def _take(self, verb: str, *, by: User) -> None:
        scheduling.take(self.workshop, verb, by=by, uneven=UNEVEN)

    def _brief(self, *, by: User) -> None:
        briefings.clear(self.workshop, by=by)

    def _brief_inside(self, words: dict[str, str], *, by: User) -> None:
        for part, said in words.items():
            contents.write(self.workshop, "facilitator", part, by=by, words=said)
        briefings.clear(self.workshop, by=by, audience="facilitator")

    def _brief_donors(self, *, by: User) -> None:
        briefings.clear(self.workshop, by=by, audience="donor")

    def _begin(self, number: int, *, by: User) -> None:
        programme.open_session(self.sessions[number], by=by)

    def _end(self, number: int, *, by: User) -> None:
        programme.close_session(self.sessions[number], by=by)

    def _note(self, number: int, words: str, finished: bool, *, by: User) -> None:
        note = notes.write(self.sessions[number], by=by, words=words)
        if finished:
            notes.seal(note, by=by)

    def _count(self, *, by: User) -> None:
        absent = self.round.absent.split()
        for key, seat in self._seats().items():
            if seat.state == Seat.State.ACCEPTED:
                (seating.miss if key in absent else seating.attend)(seat, by=by)

    def _draft(self, *, by: User) -> None:
        self.summary = summaries.draft(self.workshop, by=by, words=self.round.account)
        found = findings.shown(self.summary, by=by).rows
        slips = [row.key for row in found if row.is_certain and self._slipped(row.key)]
        if slips:
            summaries.generalise(self.summary, dict.fromkeys(slips, ""), by=by)

    def _slipped(self, key: str) -> bool:
        return any(name in key for name in self.round.slips)

    def _keep_findings(self, *, by: User) -> None:
        for word, reason in self.round.keeps.items():
            for row in findings.shown(self.summary, by=by).rows:
                if row.key.endswith(f"|{word}"):
                    keepings.keep(self.summary, row.key, by=by, reason=reason)
        self.summary.refresh_from_db()

    def _step(self, step: object, *, by: User) -> None:
        step(self.summary, by=by)  # type: ignore[operator]

    def _answer_some(self, *, by: User) -> None:
        for key, verb in self.round.answers.items():
            if verb != SILENCE:
                self._answer(key, verb, by=by)

    def _decide_on_silence(self, *, by: User) -> None:
        for key, verb in self.round.answers.items():
            if verb == SILENCE:
                self._answer(key, verb, by=by)

    def _answer(self, key: str, verb: str, *, by: User) -> None:
        review = self.summary.reviews.get(seat=self._seats()[key])
        reviews.answer(review, verb, by=by)

    def _answer_the_rest(self, *, by: User) -> None:
        for review in self.summary.reviews.filter(state="asked"):
            reviews.answer(review, "agree", by=by)

    def _seats(self) -> dict[str, Seat]:
        """The seats of this round by whom they are for."""
        keys = {found.pk: key for key, found in self.telling.candidacies.items()}
        seats = self.workshop.seats.select_related("candidacy__person")
        return {keys[seat.candidacy_id]: seat for seat in seats}


def _check(summary: Summary, *, by: User) -> None:
    """Its author would keep what the check still stops at, and hands it on."""
    for row in findings.shown(summary, by=by).unanswered:
        keepings.keep(summary, row.key, by=by, reason=NOBODY)
    summaries.check(summary, by=by)


def _second_read(summary: Summary, *, by: User) -> None:
    for row in findings.shown(summary, by=by).left:
        keepings.uphold(summary, row.key, by=by)
    summaries.second_read(summary, by=by)
