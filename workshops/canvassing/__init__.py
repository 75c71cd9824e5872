"""Which dates people on all sides can keep: a pure engine, offline and deterministic. No Django."""

from workshops.canvassing.almanac import Almanac
from workshops.canvassing.moments import (
    NoSuchZone,
    Skipped,
    Twice,
    instant,
    seen_from,
)
from workshops.canvassing.observances import Faith
from workshops.canvassing.proposals import propose
from workshops.canvassing.question import (
    Answer,
    Option,
    Person,
    Terms,
    Unaskable,
    Venue,
)
from workshops.canvassing.reasons import Reason, Weight
from workshops.canvassing.verdicts import Verdict, score

__all__ = [
    "Almanac", "Answer", "Faith", "NoSuchZone", "Option", "Person", "Reason", "Skipped",
    "Terms", "Twice", "Unaskable", "Venue", "Verdict", "Weight", "instant", "propose",
    "score", "seen_from",
]  # fmt: skip
