"""Spelling: the honest ways to write one name in running text.

Arabic and Hebrew write "and", "to", "in" and "the" onto the word that follows; Russian
bends a name by its case; ø, ö and å are also written oe and aa. Everything here takes and
gives folded words, and looks only at the ends of a word: it is done in so many steps
whatever is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FEWEST = 3  # letters: what is left of a name must still be one
_ARABIC = re.compile(r"[\u0620-\u06ff]+")
_HEBREW = re.compile(r"[\u05d0-\u05ea]+")
_CYRILLIC = re.compile(r"[\u0400-\u052f]+")
_TO_THE = "لل"
_BEFORE_ARABIC = (
    "و ف ب ل ك وب ول وك فب فل فك ال وال فال بال كال وبال فبال وكال لل ولل فلل".split()
)
_AFTER_ARABIC = "ه ها هم هن نا كم ك ي ات ين ون ان تين وا ت".split()
_BEFORE_HEBREW = "ו ה ב ל כ מ ש וה וב ול וכ ומ וש שה שב של כש מה".split()
# Of nouns and of adjectives, in every case and number; й is folded to и.
_ENDINGS = frozenset(
    "а я у ю е и ы і ь ом ем ым им ои еи ою ею ії ии ов ев ых их ам ям ах ях ую юю ая яя "
    "ые ие ии ыи ами ями ыми ими ого его ому ему ові еві".split()
)
_LONGEST_ENDING = max(map(len, _ENDINGS))
_VOWEL = "аеиоуыэюяьі"
_ADJECTIVE = ("ии", "ыи", "ои", "ая", "яя")
_FLEETING = re.compile(r"(.+[^аеиоуыэюя])[ео]([кльмнрсцт])")
# Written out where the letter is missing: Mueller, Joergensen, Haakon.
_SPELLED_OUT = {"ü": "ue", "ö": "oe", "ø": "oe", "ä": "ae", "å": "aa"}
_TWO_FOR_ONE = re.compile(r"([aou])e|a(?=a)")


def without_clitics(word: str) -> Iterator[str]:
    """What may stand in an Arabic or Hebrew word behind what is written onto it."""
    if _ARABIC.fullmatch(word):
        before = _BEFORE_ARABIC
    elif _HEBREW.fullmatch(word):
        before = _BEFORE_HEBREW
    else:
        return
    for prefix in before:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= _FEWEST:
            yield rest
            if prefix.endswith(_TO_THE):
                yield f"ال{rest}"


def stems(name: str) -> Iterator[str]:
    """What stays of a Russian or Ukrainian name in all its cases."""
    if not _CYRILLIC.fullmatch(name) or len(name) < _FEWEST:
        return
    yield name
    if name[-1] in _VOWEL and len(name) > _FEWEST:
        yield name[:-1]
    if name.endswith(_ADJECTIVE) and len(name) > _FEWEST + 2:
        yield name[:-2]
    if len(name) > _FEWEST + 1 and (fleeting := _FLEETING.fullmatch(name)):
        yield fleeting[1] + fleeting[2]


def without_endings(word: str) -> Iterator[str]:
    """What a Cyrillic word may be the case of."""
    if not _CYRILLIC.fullmatch(word):
        return
    yield word
    for length in range(1, _LONGEST_ENDING + 1):
        if word[-length:] in _ENDINGS and len(word) - length >= _FEWEST:
            yield word[:-length]


def bared(word: str) -> Iterator[str]:
    """What an Arabic word may be without what is written onto both its ends."""
    for begun in (word, *without_clitics(word)):
        yield begun
        for ending in _AFTER_ARABIC if _ARABIC.fullmatch(word) else ():
            rest = begun.removesuffix(ending)
            if rest != begun and len(rest) >= _FEWEST:
                yield rest
                yield f"{rest}ه"


def spelled_out(name: str) -> str:
    """A name in small letters, with two letters for one that a keyboard may lack."""
    if name.isascii():
        return name
    return "".join(_SPELLED_OUT.get(letter, letter) for letter in name)


def shortened(word: str) -> str:
    """A folded word with one letter for two, or nothing where too little would be left."""
    if "e" not in word and "aa" not in word:
        return word
    short = _TWO_FOR_ONE.sub(r"\1", word)
    return short if len(short) > _FEWEST else word
