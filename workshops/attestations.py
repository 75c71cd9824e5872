"""Attestations: a letter for a visa, or another paper she shows: true, and no more than is needed.

No letter carries one. The worker prints it and seals it to her own link, where she fetches it.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from dialogues import initiatives
from participants import people
from participants.models import Folder
from trackii import clock, labels, pdf, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.vault import links, sealing
from trackii.vault.errors import VaultError
from trackii.vault.models import Link
from workshops import scheduling
from workshops.models import Attestation, Seat

if TYPE_CHECKING:
    from trackii.accounts.models import User
    from trackii.vault.admission import Visit

State = Attestation.State
TEXTS = Path(__file__).parent / "texts"
LEASE = timedelta(minutes=2)
ATTEMPTS = 3
COMING = {Seat.State.OFFERED, Seat.State.ACCEPTED}


def begin(seat: Seat, language: str, *, by: User) -> str:
    """The letter for a visa in one language, with what is known: to be read and changed."""
    policy.require(by, Action.INVITE, seat)
    [who] = people.read([seat.candidacy.person], by=by)
    plan, workshop = scheduling.read(seat.workshop, by=by), seat.workshop
    words = (TEXTS / f"visa.{language}.txt").read_text("utf-8").strip()
    with translation.override(language):
        first, last = (
            labels.day(each.astimezone(plan.zone)) if each else "…"
            for each in (workshop.starts_at, workshop.ends_at)
        )
    return words.format(name=who.name, place=plan.venue, first=first, last=last)


@transaction.atomic
def ask(seat: Seat, *, by: User, kind: str, language: str, words: str) -> Attestation:
    """Have it printed, and laid behind her link. Its words are the worker's, until they are."""
    policy.require(by, Action.INVITE, seat)
    initiatives.at_work(seat.initiative)
    if seat.state not in COMING:
        raise ValidationError(_("A paper is for who is asked, or comes."))
    if seat.workshop.state not in scheduling.STANDING:
        raise ValidationError(_("A paper says dates. Settle those of the round first."))
    _insist_on_no_code_name(seat, words)
    link = _link_of(seat)
    made = Attestation(
        initiative_id=seat.initiative_id, seat=seat, link=link, kind=kind,
        asked_by=by, asked_at=clock.now(),
    )  # fmt: skip
    job = {"words": words, "language": language, "to": links.public_key(link).hex()}
    made.content = sealing.seal(json.dumps(job), of=made, field="content")
    made.save(force_insert=True)
    trail.record("attest", made, by=by)
    return made


def _insist_on_no_code_name(seat: Seat, words: str) -> None:
    """What goes to a consulate names nothing by which this house knows her or the table."""
    said = words.casefold()
    inside = (seat.initiative.code, seat.candidacy.person.code)
    if any(name.casefold() in said for name in inside):
        raise ValidationError(_("A code name stands in it. Nobody outside knows it."))


def _link_of(seat: Seat) -> Link:
    """Her own page, or else the invitation to this seat: the first that is open."""
    live = Link.objects.filter(state=Link.State.LIVE, deadline_at__gt=clock.now())
    about = [seat.candidacy_id, seat.pk]
    laid = Folder.objects.filter(candidacy=seat.candidacy_id, link__in=live)
    rows = [folder.link for folder in laid.select_related("link")]
    found = sorted(
        (link for link in rows if link.occasion in about),
        key=lambda link: about.index(link.occasion),
    )
    if not found:
        raise ValidationError(_("No link of theirs is open. Send one first."))
    links.insist_on(found[0], seat if found[0].occasion == seat.pk else seat.candidacy)
    return found[0]


def of(seat: Seat) -> list[Attestation]:
    """What was asked for about one seat, the last first."""
    return list(Attestation.objects.filter(seat=seat).select_related("asked_by"))


# --- what the worker does


def render_waiting() -> int:
    """Print what was asked for, one paper at a time, and say how many there were."""
    done = 0
    while made := _claim():
        done += _render(made)
    return done


def _claim() -> Attestation | None:
    """Take the next under a lease, so that a worker that dies loses none."""
    with transaction.atomic():
        free = Q(leased_until=None) | Q(leased_until__lt=clock.now())
        waiting = Attestation.objects.filter(free, state=State.ASKED)
        made = waiting.select_for_update(skip_locked=True).order_by("asked_at").first()
        if made is None:
            return None
        made.leased_until, made.attempts = clock.now() + LEASE, made.attempts + 1
        if made.attempts > ATTEMPTS:
            made.state, made.content = State.FAILED, None
        made.save(update_fields=["leased_until", "attempts", "state", "content"])
    return made


def _render(made: Attestation) -> int:
    if made.state != State.ASKED:
        return 0
    waits = Attestation.objects.filter(pk=made.pk, state=State.ASKED)
    try:
        job = json.loads(sealing.unseal_as_worker(made, "content"))
    except VaultError:
        waits.update(state=State.FAILED, content=None, leased_until=None)
        return 0
    with translation.override(job["language"]):
        pages = pdf.render("documents/attestation.html", {"words": job["words"]})
    sealed = sealing.seal_to(bytes.fromhex(job["to"]), pages, of=made, field="pages")
    issued = waits.update(
        state=State.ISSUED, issued_at=clock.now(), pages=sealed, content=None,
        leased_until=None,
    )  # fmt: skip
    if issued:
        trail.record("issue", made, by=None)
    return issued


# --- what she does herself, by her link


def waiting_for(visit: Visit) -> list[Attestation]:
    """What lies behind the link by which she is in, the last first."""
    rows = Attestation.objects.filter(
        link=visit.link, state=State.ISSUED, seat__state__in=COMING
    )
    return list(rows.select_related("seat__candidacy").order_by("-issued_at"))


def read(visit: Visit, kind: str) -> tuple[Attestation, bytes] | None:
    """The pages of the last of one kind."""
    found = [each for each in waiting_for(visit) if each.kind == kind]
    if not found:
        return None
    return found[0], sealing.unseal_sent(found[0], "pages", seed=visit.keys.seed)
