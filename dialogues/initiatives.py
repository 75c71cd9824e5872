"""Opening and steering an initiative. Nothing begins on one signature."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import code_names, keyholders, team
from dialogues.charter import Archive, Charter
from dialogues.models import Initiative, Membership, Side
from trackii import clock, policy, principal
from trackii.audit import trail
from trackii.policy import Action, Refused
from trackii.prepared import Prepared
from trackii.states import Flow, Overtaken, Step
from trackii.vault import compartments, keyring, sealing

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.db.models import QuerySet

    from trackii.accounts.models import User

State = Initiative.State
FLOW = Flow(
    Step("sign", {State.SCOPING}, State.CONVENING, Action.SIGN,
         gettext_lazy("Sign the opening")),
    Step("begin", {State.CONVENING}, State.ACTIVE, Action.STEER, gettext_lazy("Begin the dialogue"),
         asks=True, leads=True),
    Step("pause", {State.ACTIVE}, State.PAUSED, Action.STEER, gettext_lazy("Pause")),
    Step("resume", {State.PAUSED}, State.ACTIVE, Action.STEER, gettext_lazy("Resume")),
    Step("hand_over", {State.ACTIVE}, State.TRANSFER, Action.STEER,
         gettext_lazy("Move to transfer"), asks=True, leads=True),
    Step("conclude", {State.ACTIVE, State.PAUSED, State.TRANSFER}, State.CONCLUDED,
         Action.STEER, gettext_lazy("Conclude"), asks=True),
    Step("archive", {State.CONCLUDED}, State.ARCHIVED, Action.DESTROY, by_itself=True),
)  # fmt: skip
AT_WORK = {State.CONVENING, State.ACTIVE, State.TRANSFER}
COMPARTMENTS = [
    kind for kind in policy.KEYS if kind != "room"
]  # a room is a workshop's

TRIES = 5  # to find a word that nobody has, before giving up


@dataclass
class Seat:
    """One colleague in one role, as an opening names them."""

    user: User
    role: str


@transaction.atomic
def open_initiative(
    code: str,
    *,
    by: User,
    charter: Charter,
    regime: str,
    seats: list[Seat],
    threshold: int = 5,
) -> Initiative:
    """Open an initiative and name its team. It waits for a second signature.

    Its compartments are made here, each sealed to those who will hold it.
    """
    if team.only_reads(by):
        raise PermissionDenied("who only reads opens nothing")
    if not code_names.was_drawn(code):
        raise ValidationError(_("Take one of the words that were drawn."))
    team.check([(seat.user, seat.role) for seat in seats], opener=by)
    initiative = Initiative(
        code=code,
        regime=regime,
        threshold=threshold,
        archive=charter.archive,
        opened_by=by,
        opened_at=clock.now(),
    )
    principal.let_open(initiative.pk)
    _found_compartments(initiative, seats, by=by)
    initiative.charter = sealing.seal(charter.dump(), of=initiative, field="charter")
    _put_down(initiative)
    _lay_table(initiative, charter.sides, seats, by=by)
    trail.record("open initiative", initiative, by=by)
    if initiative.archive == Archive.DESTROY:  # what no row may decide alone
        trail.record("decide to destroy", initiative, by=by)
    return initiative


@transaction.atomic
def sign(initiative: Initiative, *, by: User, edition: str) -> None:
    """The second signature: from here the team may work.

    `edition` is the one that was on the page, and the vault is open: nobody signs a
    charter she has not seen, nor a team whose keys she could not compare.
    """
    if by.pk == initiative.opened_by_id:
        raise Refused(
            by, Action.SIGN, initiative, "an opening is signed by somebody else"
        )
    policy.require(by, Action.SIGN, initiative)
    initiative.refresh_from_db(from_queryset=Initiative.objects.select_for_update())
    if initiative.state == State.SCOPING:
        read(initiative, by=by)
        if edition != edition_of(initiative):
            raise Overtaken
    signed = {"signed_by": by, "signed_at": clock.now()}
    FLOW.take(initiative, "sign", by=by, **signed)
    named = Membership.objects.filter(initiative=initiative, founding=True)
    named.filter(state=Membership.State.NAMED).update(
        state=Membership.State.ACTIVE, **signed
    )


@transaction.atomic
def steer(initiative: Initiative, verb: str, *, by: User) -> None:
    """Begin, pause, resume, hand over or conclude."""
    if verb not in FLOW.steps or FLOW.steps[verb].needs != Action.STEER:
        raise ValueError(verb)
    policy.require(by, Action.STEER, initiative)
    if verb == "conclude":
        for insist in before_concluding:
            insist(initiative)
    ended = {"concluded_at": clock.now()} if verb == "conclude" else {}
    FLOW.take(initiative, verb, by=by, **ended)


@transaction.atomic
def keep_by_decision(initiative: Initiative, *, by: User) -> None:
    """Decide that all of this is kept: from here no clock runs on it, nobody is reminded."""
    policy.require(by, Action.STEER, initiative)
    Initiative.objects.filter(pk=initiative.pk).update(kept_by_decision=True)
    initiative.refresh_from_db()
    trail.record("keep by decision", initiative, by=by)


def find(code: str, *, by: User) -> Initiative | None:
    """The initiative of a code name, if one may know that there is one."""
    found = _called.objects(code=code, member=policy.member(by))
    for initiative in found:
        policy.remember(by, initiative.pk, initiative.hers)
    return found[0] if found else None


@Prepared
def _called(code: str, member: UUID) -> QuerySet:
    rows = Initiative.objects.seated(Action.VIEW, member).filter(code=code)
    return rows.annotate(hers=policy.seats(member, "pk"))


@Prepared
def _sides(table: UUID) -> QuerySet:
    return Side.objects.filter(initiative=table).exclude(letter="T")


def read(initiative: Initiative, *, by: User) -> Charter:
    """The charter with the sides' names, for the team."""
    policy.require(by, Action.READ_BRIEF, initiative)
    charter = Charter.load(sealing.unseal(initiative, "charter", by=by))
    sides = _sides.objects(table=initiative.pk)
    charter.sides = sealing.unseal_all(sides, "title", by=by)
    return charter


def words_around(member: User) -> list[str]:
    """What her tables go by, as far as she can open it now: no passphrase is made of that."""
    words: list[str] = []
    for initiative in Initiative.objects.seated(Action.READ_BRIEF, member.pk):
        words.append(initiative.code)
        charter = keyring.current().read(read, initiative)
        if charter is not None:
            words += [charter.title, charter.conflict, charter.third_party]
            words += charter.sides
    return words


def edition_of(initiative: Initiative) -> str:
    """What an opening's second signature says it has read: charter, team, and its keys.

    A digest, mostly of sealed words: it tells one edition from another, and no more.
    """
    told = [initiative.regime, str(initiative.threshold)]
    told += [sealing.mark(initiative, "charter")]
    told += [
        sealing.mark(side, "title") for side in _sides.objects(table=initiative.pk)
    ]
    for holder in keyholders.team(initiative):
        told += [str(holder.seat.user_id), holder.seat.role, *(holder.words or [])]
    return sha256("|".join(told).encode()).hexdigest()


# What higher apps show on the page of an initiative: they append when they are ready.
bars_of: list[Callable[[Initiative], list[Any]]] = []
rounds_of: list[Callable[[Initiative], list[Any]]] = []
# What must be settled first: each raises with a sentence if it is not.
before_concluding: list[Callable[[Initiative], None]] = []


def rounds(initiative: Initiative) -> list[Any]:
    """The rounds of an initiative, for its timeline."""
    return [one for list_rounds in rounds_of for one in list_rounds(initiative)]


def bars(initiative: Initiative) -> list[Any]:
    """How many stand for each side, for its balance."""
    return [one for list_bars in bars_of for one in list_bars(initiative)]


def at_work(initiative: Initiative) -> None:
    """Insist that people may be put forward and workshops held just now."""
    if initiative.state not in AT_WORK:
        raise ValidationError(
            _("The initiative is %(state)s: there is no work on it just now.")
            % {"state": initiative.get_state_display().lower()}
        )


def _put_down(initiative: Initiative) -> None:
    """Store it; a word that is taken is drawn anew, and nobody is told of the other."""
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return initiative.save(force_insert=True)
        except IntegrityError:
            initiative.code = code_names.draw()
    return initiative.save(force_insert=True)


def _found_compartments(initiative: Initiative, seats: list[Seat], *, by: User) -> None:
    for kind in COMPARTMENTS:
        holders = [seat.user for seat in seats if seat.role in policy.KEYS[kind]]
        compartments.found(
            kind, initiative.pk, initiative=initiative.pk, holders=holders, by=by
        )


def _lay_table(
    initiative: Initiative, sides: list[str], seats: list[Seat], *, by: User
) -> None:
    for letter, title in zip("ABCDEF", sides, strict=False):
        side = Side(initiative=initiative, letter=letter)
        side.title = sealing.seal(title, of=side, field="title")
        side.save(force_insert=True)
    third = Side(initiative=initiative, letter="T")
    third.title = sealing.seal(str(_("The third party")), of=third, field="title")
    third.save(force_insert=True)
    for seat in seats:
        Membership.objects.create(
            initiative=initiative,
            user=seat.user,
            role=seat.role,
            founding=True,
            named_by=by,
            named_at=clock.now(),
        )
