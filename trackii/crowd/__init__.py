"""Invented people in any number, for measuring; on the embedded database alone."""

from trackii.crowd.filling import fill
from trackii.crowd.staff import PASSPHRASE, TEAM, Staff

__all__ = ["PASSPHRASE", "TEAM", "Staff", "fill"]
