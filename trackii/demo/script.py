"""The script: who does what at which hour. It is played in the order of the hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trackii import clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from trackii.demo.troupe import Troupe


@dataclass(frozen=True)
class Act:
    """One act of one member of the cast."""

    at: datetime
    who: str
    do: Callable[..., object]
    of: tuple[Any, ...]


@dataclass
class Script:
    """All acts of all cases, so that the record of the house runs forward in time."""

    troupe: Troupe
    now: datetime
    acts: list[Act] = field(default_factory=list)

    def at(
        self, moment: datetime, who: str, do: Callable[..., object], *of: Any
    ) -> None:
        """Somebody will do this then. The demo tells nothing that is still to come."""
        if moment > self.now:
            raise ValueError(f"{do.__name__} would happen at {moment}")
        self.acts.append(Act(moment, who, do, of))

    def play(self) -> None:
        for act in sorted(self.acts, key=lambda act: act.at):
            with clock.at(act.at), self.troupe.acting(act.who) as user:
                act.do(*act.of, by=user)
