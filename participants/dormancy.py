"""Dormancy: who cannot come for now is kept, and left in peace until somebody makes her active."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy

from dialogues import initiatives
from participants import rechecks
from participants.models import Candidacy, Person
from trackii.outbox import letters
from trackii.policy import Action
from trackii.states import Flow, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from trackii.accounts.models import User

State = Person.State
FLOW = Flow(
    Step("make_dormant", {State.ACTIVE}, State.DORMANT, Action.NOMINATE,
         gettext_lazy("Make dormant"), asks=True),
    Step("make_active", {State.DORMANT}, State.ACTIVE, Action.NOMINATE,
         gettext_lazy("Make active again")),
    Step("erase", {State.ACTIVE, State.DORMANT}, State.ERASED, Action.DESTROY,
         by_itself=True),
)  # fmt: skip
OVER = {Candidacy.State.WITHDRAWN, Candidacy.State.DECLINED}
# Whoever counts on her coming appends itself when it is ready.
on_rest: list[Callable[[Candidacy], None]] = []


@transaction.atomic
def make_dormant(person: Person, *, by: User) -> None:
    """She cannot come for now, and may again: nobody asks, seats, counts or reminds her.

    What two officers decided stays as it is. Her own page stays hers: she may still take
    back what she gave, and be forgotten.
    """
    FLOW.take(person, "make_dormant", by=by)
    candidacy = Candidacy.objects.select_related("person").get(person=person)
    rechecks.cancel_all(person.pk, by=by)
    letters.cancel(candidacy.pk, by=by)
    for tell in on_rest:
        tell(candidacy)


@transaction.atomic
def make_active(person: Person, *, by: User) -> None:
    """She may come again, from where she stood. Seats and letters are made anew, by hand."""
    initiatives.at_work(person.initiative)
    FLOW.take(person, "make_active", by=by)
    rechecks.post_all(person.pk)


def open_to(user: User, candidacy: Candidacy) -> list[Step]:
    """The steps a page offers: none about somebody who is not to come at all."""
    return [] if candidacy.state in OVER else FLOW.open_to(user, candidacy.person)
