"""What a text gives away: a pure engine, offline and deterministic. No Django, no database."""

from workshops.disclosure.blind import Blind, marked
from workshops.disclosure.check import Finding, find, instead, replace, setting
from workshops.disclosure.edition import edition
from workshops.disclosure.layers import Context, look
from workshops.disclosure.names import Entry, Unregistered
from workshops.disclosure.people import Participant, Registry
from workshops.disclosure.tagger import Broken, insist_on_models

__all__ = [
    "Blind",
    "Broken",
    "Context",
    "Entry",
    "Finding",
    "Participant",
    "Registry",
    "Unregistered",
    "edition",
    "find",
    "insist_on_models",
    "instead",
    "look",
    "marked",
    "replace",
    "setting",
]
