"""Kinds of people (e): a woman, the young man, the eldest of them, against who was there.

How many of the room does it fit? One is certain, fewer than the threshold is asked about; more
are nobody. A kind that nobody of the room is of speaks of somebody else. Where it is not
recorded of everybody what kind she is, nothing is certain.
"""

from __future__ import annotations

from collections.abc import Iterator

from workshops.disclosure.folding import fold
from workshops.disclosure.people import Participant
from workshops.disclosure.reading import Clue, Reading

# One person, never several: "women" are spoken of without anybody being meant.
_GENDER = {
    "woman": "woman lady femme dame mujer senora женщина женщины женщине женщину женщиной "
    "امراه المراه سيده السيده",
    "man": "man gentleman homme monsieur hombre senor мужчина мужчины мужчине мужчину мужчиной "
    "رجل الرجل",
}
_GENERATION = {
    "younger": "young younger youngest jeune joven молодая молодой молодого молодую молодому "
    "شاب شابه الشاب الشابه",
    "elder": "old older oldest elder eldest elderly aine ainee agee age vieux vieille anciano "
    "anciana mayor пожилая пожилой пожилого пожилую старый старая старейший مسن مسنه المسن عجوز",
}
_OF = {fold(word): kind for kind, words in _GENDER.items() for word in words.split()}
_AGED = {
    fold(word): kind for kind, words in _GENERATION.items() for word in words.split()
}
_NEAR = 2  # words between how old somebody is and what
_SOMEBODY = frozenset(("crowd", "role"))


def kinds(reading: Reading, threshold: int) -> Iterator[Clue]:
    """One of a gender, of a generation, or of both that few of the room are of."""
    room = [each for each in reading.registry.participants if each.code]
    if not any(each.gender or each.generation for each in room):
        return
    for at, token in enumerate(reading.tokens):
        gender, first, last = _OF.get(token.low, ""), at, at
        near = _aged(reading, at) if gender else None
        if token.low in _AGED and not gender:
            near, last = at, _whom(reading, at)
        if not gender and (near is None or last == at):
            continue
        if near is not None:
            first, last = min(first, near), max(last, near)
        generation = _AGED[reading.tokens[near].low] if near is not None else ""
        if clue := _judged(reading, (first, last), room, (gender, generation), threshold):  # fmt: skip
            yield clue


def _aged(reading: Reading, at: int) -> int | None:
    """Where it stands how old she is: right before, or behind her in other languages."""
    for place in (*range(at - 1, at - _NEAR - 1, -1), *range(at + 1, at + _NEAR + 1)):
        if 0 <= place < len(reading.tokens) and reading.tokens[place].low in _AGED:
            return place
    return None


def _whom(reading: Reading, at: int) -> int:
    """The participant, the member of whom it is said that she is young; else where it began."""
    places = range(at + 1, reading.reach(at, _NEAR) + 1)
    around = (*range(max(0, at - _NEAR), at), *places)
    if any(reading.tokens[place].low in _OF for place in around):
        return at  # looked at from there
    for place in places:
        if reading.about[place] & _SOMEBODY:
            return place
    return at


def _judged(
    reading: Reading,
    span: tuple[int, int],
    room: list[Participant],
    kind: tuple[str, str],
    threshold: int,
) -> Clue | None:
    gender, generation = kind
    fits = [
        each
        for each in room
        if gender in ("", each.gender) and generation in ("", each.generation)
    ]
    if not 0 < len(fits) < threshold:
        return None
    whole = all((each.gender or not gender) and (each.generation or not generation) for each in room)  # fmt: skip
    alone = len(fits) == 1 and whole
    return reading.clue(
        *span, "demographic", _why(len(fits)), sure=alone, direct=alone,
        proposal="a participant",
    )  # fmt: skip


def _why(fitting: int) -> str:
    if fitting == 1:
        return "A description that fits one person of the room."
    return f"A description that fits {fitting} people of the room: fewer than the threshold."
