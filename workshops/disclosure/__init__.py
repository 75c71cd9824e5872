"""What a text gives away: a pure engine, offline and deterministic. No Django, no database."""

from workshops.disclosure.check import Finding, find, replace
from workshops.disclosure.edition import edition
from workshops.disclosure.names import Entry

__all__ = ["Entry", "Finding", "edition", "find", "replace"]
