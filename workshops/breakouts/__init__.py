"""Who sits with whom, round after round: a pure engine, offline and deterministic. No Django."""

from workshops.breakouts.bound import bound
from workshops.breakouts.company import APART, LANGUAGE, Guest, NoPlan
from workshops.breakouts.moving import Objection, meetings, objections
from workshops.breakouts.rounds import Plan, arrange

__all__ = [
    "APART", "LANGUAGE", "Guest", "NoPlan", "Objection", "Plan", "arrange", "bound",
    "meetings", "objections",
]  # fmt: skip
