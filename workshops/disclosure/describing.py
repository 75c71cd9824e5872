"""Descriptions (e): posts, kin, faith, health, and who is the only one of a kind.

Names removed is not anonymised. A post is judged against the people of the room: how many
does it fit? One is certain, fewer than the threshold is asked about, more are nobody. What
fits nobody speaks of somebody who is not there, and is asked about as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workshops.disclosure.folding import letters
from workshops.disclosure.reading import Clue, Reading, stem

_GENITIVE = {
    "en": frozenset("of for at in from on who".split()),
    "fr": frozenset("de du des d à au aux en".split()),
    "es": frozenset("de del en".split()),
    "ru": frozenset("в по на из".split()),
    "ar": frozenset("في من".split()),
}
_SMALL_WORDS = frozenset(
    "a an the this that these those of to in on at by for from with and or but nor as is was "
    "were are be been his her my their our your its who which what when where one each no "
    "not only also then than so if some any every all both many few more most other another "
    "he she it they we you i had has have did do does would could may might must will can "
    "said says told asked two three four five six new old good young dead tall poor rich only first last same single".split()
)
_ALONE = re.compile("only$|sole$|seule?$|unique$|unic[ao]$|единственн|ال?وحيد")
_WHO = frozenset("who qui que q которая который которые".split())
_WIDE = 4  # words a description goes on for behind "of"
_NEAR = 3  # words between "the only" and what she is


def posts(reading: Reading, threshold: int) -> Iterator[Clue]:
    """Posts, trades and jobs done, with what they are of."""
    fits = _fits(reading)
    for at, about in enumerate(reading.about):
        token = reading.tokens[at]
        listed = "title" in about and stem(token.low) in fits
        if not (listed or "role" in about) or not token.is_word:
            continue
        if token.low in _PEOPLE.get(reading.language, ()) or reading.is_public(at):
            continue
        if token.low in _ANYBODY and not _is_told(reading, at):
            continue
        fitting = fits.get(stem(token.low), set())
        if len(fitting) >= threshold:
            continue
        alone, first, head = len(fitting) == 1, _former(reading, at), _head(reading, at)
        last = _of(reading, head)
        head = head if alone else last
        why, proposal = _why(len(fitting)), "somebody who knows the field"
        yield reading.clue(first, head, "role", why, sure=alone, direct=alone, proposal=proposal)  # fmt: skip
        if last > head:
            yield reading.clue(head + 1, last, "role", why, proposal=proposal)


def deeds(reading: Reading) -> Iterator[Clue]:
    """What somebody did: signed it, served under two governors, owns half the boats."""
    for at, about in enumerate(reading.about):
        if "deed" in about and reading.tokens[at].is_word:
            last = reading.reach(at, _WIDE + 1)
            if last > at:
                yield reading.clue(at, last, "role", "It tells what somebody did.", proposal="")  # fmt: skip


# Whom a released account may speak of: everybody in the room is one of these.
_PEOPLE = {
    "en": frozenset("delegate delegates representative representatives".split()),
    "fr": frozenset("delegues delegue representants".split()),
    "es": frozenset("delegados delegado representantes".split()),
    "ru": frozenset("делегат делегаты представители".split()),
    "ar": frozenset("مندوب مندوبين وفد".split()),
}


_ANYBODY = frozenset("man woman lady gentleman".split())  # but for the radio man


def _is_told(reading: Reading, at: int) -> bool:
    """The radio man, the lady who runs it: not just any."""
    following = reading.tokens[at + 1].low if at + 1 < len(reading.tokens) else ""
    return following == "who" or (at > 0 and _is_noun(reading, at - 1))


def _fits(reading: Reading) -> dict[str, set[int]]:
    """Which people of the room each word of a post or title fits."""
    fits: dict[str, set[int]] = {}
    for number, person in enumerate(reading.registry.participants):
        for words in [*person.roles, *person.titles]:
            for word in letters(words):
                fits.setdefault(stem(word), set()).add(number)
    return fits


def _why(fitting: int) -> str:
    if fitting == 1:
        return "A post that fits one person of the room."
    if fitting:
        return (
            f"A post that fits {fitting} people of the room: fewer than the threshold."
        )
    return "A post: it may tell who somebody is."


def _former(reading: Reading, at: int) -> int:
    """Where a post begins: former, deputy, another post before it."""
    first, _last = reading.compound(at)
    while first > 0 and at - first < _NEAR + 2:
        named = reading.language == "en" and first == at and _is_noun(reading, at - 1)
        before = reading.about[first - 1] & {"former", "role"}
        if "\n" in reading.tokens[first].gap or not (before or named):
            break
        first = reading.compound(first - 1)[0]
    return first


def _is_noun(reading: Reading, at: int) -> bool:
    """Whether an English word may be part of a post: district head, radio man."""
    token = reading.tokens[at]
    return token.is_word and len(token.low) > 1 and token.low not in _SMALL_WORDS


def _head(reading: Reading, at: int) -> int:
    """Where the post itself ends: former, retired, a second post behind it."""
    words, last = reading.tokens, reading.compound(at)[1]
    while last + 1 < len(words) and reading.about[last + 1] & {"role", "former"}:
        if "\n" in words[last + 1].gap:
            break
        last += 1
    return last


def _of(reading: Reading, last: int) -> int:
    """Where a description ends whose post ends at `last`: with what it is of."""
    following = reading.tokens[last + 1].low if last + 1 < len(reading.tokens) else ""
    if following in _GENITIVE[reading.language]:
        return reading.reach(last, _WIDE)
    if reading.language in ("ru", "ar") and _depends(reading, last + 1):
        more = _depends(reading, last + 2) and reading.tokens[last + 2].low.startswith(
            "ال"
        )
        return last + 1 + more
    return last


def _depends(reading: Reading, at: int) -> bool:
    """Whether a word in Russian or Arabic may be what the post before it is of."""
    if at >= len(reading.tokens) or not reading.tokens[at].is_word:
        return False
    gap = reading.tokens[at].gap == " "
    return gap and len(reading.tokens[at].low) > _NEAR


def kin(reading: Reading) -> Iterator[Clue]:
    """Kin and personal ties, with whose they are."""
    for at, about in enumerate(reading.about):
        if (
            "kin" not in about
            or not reading.tokens[at].is_word
            or reading.is_public(at)
        ):
            continue
        first, last = reading.compound(at)
        while first > 0 and at - first < _NEAR + 2 and reading.about[first - 1] & {"mine", "only", "former", "few", "span"}:  # fmt: skip
            first -= 1
        following = (
            reading.tokens[last + 1].low if last + 1 < len(reading.tokens) else ""
        )
        spread = reading.language in ("ru", "ar")  # no preposition says whose
        if spread or reading.about[first] & {"mine"} or following in _GENITIVE[reading.language]:  # fmt: skip
            last = reading.reach(last, 7)
        last = _relative(reading, last)
        yield reading.clue(
            first, last, "relation", "A relative or a personal tie.",
            proposal="somebody close to a participant",
        )  # fmt: skip


def _relative(reading: Reading, last: int) -> int:
    """The same with a clause behind a comma: his daughter, who works there."""
    follows = reading.tokens[last + 1 : last + 4]
    if follows[:1] and follows[0].shown == "," and _WHO & {t.low for t in follows[1:]}:
        return reading.reach(last + 1, 3 * _WIDE)
    return last


def circumstances(reading: Reading) -> Iterator[Clue]:
    """Age, health, faith, origin: what tells one person from another."""
    for at, about in enumerate(reading.about):
        if "tens" in about:
            yield _number_of_years(reading, at)
        if "trait" not in about or reading.is_public(at):
            continue
        if "span" in about and not _age(reading, at):  # years, of which there are many
            continue
        first = _age(reading, at) or at
        if (
            first == at
            and at
            and reading.tokens[at - 1].capital
            and reading.tokens[at].gap == " "
        ):
            first = at - 1
        yield reading.clue(
            min(first, at), max(at, reading.reach(at, _far(reading, at))), "demographic",
            "A circumstance of somebody's life.", proposal="a private circumstance",
        )  # fmt: skip


def _far(reading: Reading, at: int) -> int:
    following = reading.tokens[at + 1].low if at + 1 < len(reading.tokens) else ""
    return _WIDE if following in _GENITIVE[reading.language] else 2


def _number_of_years(reading: Reading, at: int) -> Clue:
    """Thirty-four: an age, more often than not, where it is written out."""
    first, last = reading.compound(at)
    while last + 1 < len(reading.tokens) and reading.about[last + 1] & {"few", "tens", "span"}:  # fmt: skip
        last += 1
    return reading.clue(first, last, "demographic", "It may be somebody's age.", proposal="a private circumstance")  # fmt: skip


def _age(reading: Reading, at: int) -> int:
    """Where the number before "years" begins, if one stands there."""
    behind = [p for p in range(at + 1, reading.reach(at, _NEAR) + 1) if reading.tokens[p].shown.isdigit()]  # fmt: skip
    if behind and "span" not in reading.about[at]:
        return at - 1 if at else 0
    before = at - 1
    while before > 0 and reading.tokens[before].shown in "-‑":
        before -= 1
    if before < 0:
        return 0
    shown = reading.tokens[before].shown
    return before if shown.isdigit() and len(shown) < _NEAR else 0


def singular(reading: Reading) -> Iterator[Clue]:
    """The only woman, the eldest of them, أكبر الحاضرين: one of a kind."""
    sought = {"crowd", "role", "kin", "trait"}
    for at, about in enumerate(reading.about):
        if "only" not in about:
            continue
        last = reading.reach(at, _NEAR)
        behind = [p for p in range(at + 1, last + 1) if reading.about[p] & sought]
        before = at > 0 and reading.about[at - 1] & {"crowd", "role", "title"}
        if behind:
            first = at - 1 if before and reading.language == "ar" else at
            yield _one(reading, first, reading.reach(behind[0], 4))
        elif before:
            yield _one(reading, at - 1, reading.reach(at, 3))


def _one(reading: Reading, first: int, last: int) -> Clue:
    said = {token.low for token in reading.tokens[first : last + 1]}
    crowd = any("crowd" in about for about in reading.about[first : last + 1])
    return reading.clue(
        first, last, "demographic", "It claims that there is one of the kind.",
        sure=crowd and any(map(_ALONE.match, said)), direct=True, proposal="a participant",
    )  # fmt: skip
