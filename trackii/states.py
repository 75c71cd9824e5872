"""When it may be done: one table per process, and a step that is one UPDATE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trackii import policy
from trackii.audit import trail
from trackii.vault.errors import LinkShut
from trackii.vault.models import Link

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from django.db import models

    from trackii.accounts.models import User


@dataclass(frozen=True, slots=True)
class Step:
    """One way from some states to one other.

    `by_itself` marks a step the house takes when nobody presses anything.
    `by_link` marks one that only a participant takes, through her own private link;
    `at_any_time` one of these that she takes while the link opens anything at all.
    `asks` marks a step that cannot be taken back and has a page of its own first.
    `leads` marks what goes on: a row of a list draws it filled, where it stands open, and
    none that asks is drawn in red for it.
    """

    verb: str
    sources: Collection[str]
    target: str
    needs: policy.Action
    label: Any = ""
    by_itself: bool = False
    by_link: bool = False
    at_any_time: bool = False
    asks: bool = False
    leads: bool = False


class WrongState(Exception):
    """The row moved on in the meantime. The sentence is fit to show."""

    def __init__(self, obj: models.Model, verb: str) -> None:
        now = obj.get_state_display()  # type: ignore[attr-defined]
        super().__init__(
            _(
                "Nothing was changed: somebody was here before you, and it is now %(state)s."
            )
            % {"state": str(now).lower()}
        )
        self.obj, self.verb = obj, verb


class Gone(Exception):
    """What a button speaks of is no longer there; `way` is the page that shows so."""

    def __init__(self, words: str, *, way: str) -> None:
        super().__init__(words)
        self.way = way


class Overtaken(Exception):
    """Another edition was saved meanwhile: what was looked at is no longer what stands."""


class Flow:
    """The steps of one process: the table a newcomer reads first."""

    def __init__(self, *steps: Step) -> None:
        self.steps = {step.verb: step for step in steps}

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps.values())

    def open_to(self, user: User, obj: Any) -> list[Step]:
        """The steps this user could take now: what the page draws as buttons."""
        may = policy.actions(user, obj.initiative_id)
        here = [s for s in self if obj.state in s.sources]
        ours = [s for s in here if not s.by_itself and not s.by_link]
        return [step for step in ours if step.needs in may]

    def take(
        self, obj: Any, verb: str, *, by: User | Link | None, **changes: Any
    ) -> None:
        """Move obj one step in a single UPDATE, or raise; then write it down.

        The WHERE clause is the lock: of two people who press at once, one moves
        a row and the other moves none.
        """
        step = self.steps[verb]
        _insist(step, obj, by)
        waiting = type(obj)._base_manager.filter(pk=obj.pk, state__in=step.sources)
        moved = waiting.update(state=step.target, **changes)
        obj.refresh_from_db()
        if not moved:
            raise WrongState(obj, verb)
        trail.record(verb, obj, by=by)

    def take_all(
        self, objs: Sequence[Any], verb: str, *, by: User, **changes: Any
    ) -> None:
        """The same for several of one table, in one UPDATE: all of them move, or none does.

        The record says how many they were; what is to be found by each takes `take_each`.
        """
        self._move(objs, verb, by, changes)
        trail.record(verb, objs[0], by=by, rows=len(objs))

    def take_each(
        self, objs: Sequence[Any], verb: str, *, by: User, **changes: Any
    ) -> None:
        """Likewise, and the record names each of them."""
        self._move(objs, verb, by, changes)
        trail.record_each(verb, objs, by=by)

    def _move(
        self, objs: Sequence[Any], verb: str, by: User, changes: dict[str, Any]
    ) -> None:
        step, first = self.steps[verb], objs[0]
        assert {each.initiative_id for each in objs} == {first.initiative_id}
        _insist(step, first, by)
        waiting = type(first)._base_manager.filter(state__in=step.sources)
        with transaction.atomic():
            keys = [each.pk for each in objs]
            moved = waiting.filter(pk__in=keys).update(state=step.target, **changes)
            if moved != len(objs):
                raise WrongState(first, verb)


def _insist(step: Step, obj: models.Model, by: User | Link | None) -> None:
    """A colleague whom the policy lets, a link that is about this row, or the house."""
    if step.by_link != isinstance(by, Link):
        raise TypeError(f"{step.verb} is taken by a link alone, or by none")
    if isinstance(by, Link):
        hers = by.occasion in getattr(obj, "occasions", (obj.pk,))
        if not hers or not (by.is_live if step.at_any_time else by.takes_answers):
            raise LinkShut
    elif by is not None:
        policy.require(by, step.needs, obj)
    elif not step.by_itself:
        raise TypeError(f"{step.verb} is a person's step: say by whom")


def insist_unchanged(read: str | None, now: str) -> None:
    """Two who correct one thing: the second is told what the first wrote, and decides.

    None is of who had no page before her.
    """
    if read is not None and read != now:
        raise ValidationError(
            _(
                "Somebody saved another edition meanwhile. Where it differs from yours, it "
                "stands beside it: save again to put yours in its place."
            ),
            code="meanwhile",
        )
