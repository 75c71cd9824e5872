"""LAGOON: invented from end to end, live relative to today, with work in every state."""

from trackii.demo.lagoon.story import tell

__all__ = ["tell"]
