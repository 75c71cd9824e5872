"""Wordings: the texts one initiative asks its participants to agree to, edition by edition."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from dialogues import initiatives
from dialogues.models import Initiative
from participants import folders, undertakings
from participants.models import Candidacy, Undertaking, Wording
from trackii import clock, policy
from trackii.audit import trail
from trackii.policy import Action
from trackii.vault import sealing

if TYPE_CHECKING:
    from participants.undertakings import Words
    from trackii.accounts.models import User


@transaction.atomic
def write(
    initiative: Initiative, kind: str, *, by: User, words: Words, edition: int
) -> Wording:
    """Ask for one text, or change it: then whoever agreed to the old one is asked anew.

    `edition` is the one that was on the page, none being 0.
    """
    policy.require(by, Action.INVITE, initiative)
    initiatives.at_work(initiative)
    Initiative.objects.select_for_update().get(pk=initiative.pk)
    rows = Wording.objects.filter(initiative=initiative, kind=kind)
    last = rows.aggregate(models.Max("edition"))["edition__max"] or 0
    if edition != last:
        raise ValidationError(
            _("Somebody changed this text meanwhile. Look at it again, then change it.")
        )
    made = Wording(initiative=initiative, kind=kind, edition=last + 1,
                   written_by=by, written_at=clock.now())  # fmt: skip
    text = json.dumps(words, ensure_ascii=False)
    made.words = sealing.seal(text, of=made, field="words")
    made.save(force_insert=True)
    trail.record("write", made, by=by)
    _ask_anew(made, by=by)
    return made


def given(initiative: Initiative, kind: str, *, by: User) -> int:
    """How many gave the text as it stands: whoever changes it asks all of them anew."""
    policy.require(by, Action.INVITE, initiative)
    rows = Undertaking.objects.filter(initiative=initiative, wording__kind=kind)
    return rows.filter(state=Undertaking.State.GIVEN).count()


def _ask_anew(wording: Wording, *, by: User) -> None:
    """Whoever had the text, or has a page of her own, has the new one before her."""
    had = {each.pk: each for each in undertakings.supersede(wording)}
    with_page = Candidacy.objects.filter(
        initiative=wording.initiative_id, folders__link__state="live"
    )
    had |= {each.pk: each for each in with_page.distinct()}
    for candidacy in had.values():
        undertakings.offer(candidacy, by=by)
    folders.refresh(wording.initiative, by=by)


@transaction.atomic
def write_standard(initiative: Initiative, *, by: User) -> int:
    """Ask for every text we ship that is not asked for yet, as it is."""
    asked = undertakings.current(initiative)
    fresh = [kind for kind in Wording.Kind.values if kind not in asked]
    for kind in fresh:
        write(initiative, kind, by=by, words=undertakings.standard(kind), edition=0)
    return len(fresh)
