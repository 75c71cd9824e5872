"""How alike two words are: by their letters, by their consonants, by an initial.

Method: the normalised Indel similarity of rapidfuzz (Levenshtein without substitution,
2·LCS / total length) on the folded letters and on the consonant key; where the keys agree,
the vowels between them are held to be a matter of transliteration. Likeness runs from 0 to 1.
"""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz.distance import Indel

from participants.screening.folding import Word, coarse, syllable

LEAST = 0.66  # below, two words have nothing to do with each other
SHORTEST = 3  # letters: of shorter words, only the same one counts as alike
_BY_LETTERS, _BY_SOUND = 0.45, 0.55
_SYLLABLE = 0.85  # so is a syllable that was romanised in two ways
_INITIAL = 0.8
_PART, _PART_LETTERS = (
    0.78,
    5,
)  # a word that begins or ends another, from five letters on
_COARSELY = 0.75
_ACROSS = 0.9  # a script without vowels leaves doubt


class Likeness(NamedTuple):
    """How alike two words are, and why."""

    degree: float
    how: str  # one of: same, spelling, sound, script, initial, joined


NOTHING = Likeness(0.0, "none")


def likeness(one: Word, other: Word) -> Likeness:
    """Compare two words; the degree is 0 where they have nothing to do with each other."""
    if one.plain == other.plain:
        return Likeness(1.0, "same")
    if one.bare != other.bare:
        degree = _ACROSS * Indel.normalized_similarity(one.sound, other.sound)
        return Likeness(degree, "script") if degree >= LEAST else NOTHING
    if min(len(one.plain), len(other.plain)) == 1:
        return _initial(one, other)
    letters = Indel.normalized_similarity(one.plain, other.plain)
    consonants = Indel.normalized_similarity(one.sound, other.sound)
    heard = _BY_LETTERS * letters + _BY_SOUND * consonants
    same_syllable = syllable(one.plain)
    if same_syllable and same_syllable == syllable(other.plain):
        return Likeness(_SYLLABLE, "sound")
    if min(len(one.plain), len(other.plain)) < SHORTEST:
        return NOTHING
    degree = max(letters, heard, _in_part(one.plain, other.plain))
    how = "spelling" if letters >= heard else "sound"
    if (
        degree < _COARSELY
        and letters >= 0.5
        and len(one.sound) > 2
        and coarse(one.sound) == coarse(other.sound)
    ):
        return Likeness(_COARSELY, "sound")
    return Likeness(degree, how) if degree >= LEAST else NOTHING


def _initial(one: Word, other: Word) -> Likeness:
    alike = one.plain[0] == other.plain[0]
    return Likeness(_INITIAL, "initial") if alike else NOTHING


def _in_part(one: str, other: str) -> float:
    """Whether one begins or ends the other: Akhund and Akhundzada."""
    short, long = sorted((one, other), key=len)
    if len(short) < _PART_LETTERS:
        return 0.0
    return _PART if long.startswith(short) or long.endswith(short) else 0.0
