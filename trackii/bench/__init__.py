"""Measures the main pages and engines against floors served the same way in the same run."""

from trackii.bench.report import measure, tell

__all__ = ["measure", "tell"]
