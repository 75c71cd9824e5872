"""Why the check stopped at something: every rule of it, in words for who reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from workshops.disclosure import Finding

# By the engine's own sentence; a number in it stands as N.
REASONS = {
    # who and what is registered for this room
    "A word of a registered name.": _("A word of a registered name."),
    "It stands beside a registered name.": _("It stands beside a registered name."),
    "It is nearly a registered name.": _("It is nearly a registered name."),
    "A hidden sign turns the direction of these words. Type them anew.": _("A hidden sign turns the direction of these words. Type them anew."),
    "A registered name begins like it.": _("A short form of a registered name, perhaps."),
    "Somebody's initials.": _("The initials of somebody registered."),
    "It is in the registry of this room.": _("A body or a place that is registered for this room."),
    "A word of a body or place in the registry.": _("A word of a body or a place that is registered."),
    "A post that stands in the registry of this room.": _("A post that is registered for somebody of this room."),
    "The real name of a side.": _("The real name of a side: outside it is a letter."),
    "A word of the real name of a side.": _("A word of the real name of a side."),
    "A word of the name of somebody who has no seat in this round.": _("A word of the name of somebody who is known at this table and has no seat in this round."),
    "A code name of this room.": _("The code name of somebody of this room."),
    # what is written like a name, or read like one
    "They look like initials.": _("It looks like initials."),
    "A title, and a name behind it.": _("A title, and a name behind it."),
    "It stands behind a title and a name.": _("It stands behind a title and a name."),
    "It is written like a name.": _("It is written like a name."),
    "The same word is a name elsewhere in this text.": _("The same word is a name elsewhere in this text."),
    "It is a name somewhere.": _("Somewhere this word is a name."),
    "Not a word of this language that is known.": _("Not a word of this language that the check knows."),
    "Letters that stand for a body.": _("Letters that stand for a body."),
    "A house or a body, and what it is called.": _("A house or a body, and what it is called."),
    "It reads like what was masked in texts like this.": _("It reads like what was masked in other texts."),
    "The same word is telling elsewhere in this text.": _("The same word tells something elsewhere in this text."),
    # numbers and days
    "An address or a number to reach somebody.": _("An address or a number by which somebody is reached."),
    "A name on a network.": _("A name on a network."),
    "A number that stands for somebody.": _("A number that stands for somebody."),
    "It may be the number of a journey or a car.": _("It may be the number of a journey or a car."),
    "It may be a number that stands for something.": _("It may be a number that stands for something."),
    "The number of a room, a seat, a file, a journey.": _("The number of a room, a seat, a file or a journey."),
    "A date.": _("A date."),
    "A month.": _("A month."),
    "A day of a month.": _("A day of a month."),
    "A year.": _("A year."),
    "A length of time.": _("A length of time."),
    "A time counted from something that happened.": _("A time counted from something that happened."),
    # who could be meant
    "A post that fits one person of the room.": _("A post that fits one person of the room."),
    "A post that fits N people of the room: fewer than the threshold.": _("A post that fits %(count)s people of the room: fewer than the threshold."),
    "A post: it may tell who somebody is.": _("A post: it may tell who somebody is."),
    "It tells what somebody did.": _("It tells what somebody did."),
    "A description that fits one person of the room.": _("A description that fits one person of the room."),
    "A description that fits N people of the room: fewer than the threshold.": _("A description that fits %(count)s people of the room: fewer than the threshold."),
    "A relative or a personal tie.": _("A relative or a personal tie."),
    "A circumstance of somebody's life.": _("A circumstance of somebody's life."),
    "It may be somebody's age.": _("It may be somebody's age."),
    "It claims that there is one of the kind.": _("It says that there is one of the kind."),
    "A group smaller than the threshold.": _("A group smaller than the threshold."),
    # what was said, and what is out already
    "Somebody's own words.": _("Somebody's own words, in marks."),
    "The notes have these words in the same order.": _("The notes have these words in the same order."),
    "It stands in a summary that was released before.": _("It stands in a summary that was released before: the two together may tell more."),
}  # fmt: skip
_NUMBER = re.compile(r"\d+")


def why(finding: Finding) -> str:
    """Which rule found it, in a sentence."""
    count = _NUMBER.search(finding.why)
    said = str(REASONS[_NUMBER.sub("N", finding.why)])
    return said % {"count": count[0]} if count else said
