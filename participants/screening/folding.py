"""A name taken apart: its words, as they are spelled and as they sound, in whatever script.

Method: Unicode compatibility composition and case folding (UAX #15, #21), every script
written in Latin letters by `anyascii`, then a consonant key of our own in the manner of
Soundex: vowels go but the first, letters that transliterations confuse become one, doubled
letters single. Arabic and Hebrew write few vowels, so words in them are compared by sound.
Titles and particles weigh little and are never dropped: a name made of them is still a name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

LONGEST = 300  # code points of a name that are looked at; official lists stay below
MOST_WORDS = 24  # and words
SYLLABLE = 6  # letters: no syllable of Chinese or Korean has more

# What stands before a name, and is left out or added as people please.
TITLES = frozenset(
    "mr mrs ms miss dr prof professor eng sir lord lady dame count prince princess king"
    " sheikh shaykh shaikh sheik cheikh imam haj haji hajj hajji hadji alhaj alhaji mullah mulla"
    " maulavi mawlawi molvi maulana mawlana qari ustad ustaz sayed sayyid syed mufti"
    " ayatollah hojatoleslam rabbi father rev reverend pastor bishop archbishop"
    " gen general lt lieutenant col colonel maj major capt captain sgt sergeant brig brigadier"
    " adm admiral marshal commander comandante amir emir president minister ambassador"
    " don dona doctor ing lic jr sr junior senior".split()
)
# What binds the parts of a name together, in the languages of official lists.
PARTICLES = frozenset(
    "al el ul ad as ash at az ar an ud ur us bin ben ibn bint bt binti ould wuld uld bou"
    " de del della di da do dos das du des la las le les los van von der den het ter ten zu zur"
    " af av y e i wa aka the ap mc st san ha ov".split()
)
# An apostrophe stands for a letter that is hardly heard: it parts no word.
_ALONG = re.compile(r"['`’‘ʼʿʾʻ´′]+")
_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af])")
_ABJAD = re.compile(r"[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_MARKS = re.compile(
    r"[\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]"
)
_ARTICLE = re.compile(r"^ال(?=\w{3})")
# Before Latin letters: what anyascii leaves out or writes otherwise than names are written.
_ABJAD_LETTERS = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ؤ": "و", "ئ": "ي",
    "ء": "", "ظ": "ز", "ع": "a", "ا": "a", "א": "a", "ע": "a",
})  # fmt: skip
# Latin letters that carry a sound of their own: Turkish, Vietnamese and Nordic among them.
_LATIN_LETTERS = str.maketrans({"ş": "sh", "ç": "ch", "š": "sh", "č": "ch", "ž": "zh",
                                "ć": "ch", "đ": "dj"})  # fmt: skip
_HANGUL = [("eo", "o"), ("eu", "u"), ("g", "k")]
# The article melts into what follows: Abdurrahman is Abdul Rahman, Nureddin is Nur al-Din.
_MELTED = [
    (re.compile(r"^abd[aeiou]?(sh|[rsntdz])\1?(?=[a-z]{3})"), r"abdul\1"),
    (re.compile(r"(?<=[a-z]{2})[aeiou]dd?(?:i|y|ee|ei|ie)ne?$"), r"aldin"),
]
_SOUNDS = [
    (r"tsch|tch|tsh|cz|ch", "c"), (r"sch|sh|sz", "s"), (r"dzh|dj|zh|dz", "j"),
    (r"kh", "k"), (r"gh", "g"), (r"ph", "f"), (r"th", "t"), (r"dh", "d"),
    (r"ck|q", "k"), (r"c(?=[eiy])", "s"), (r"c(?![eiyh])", "k"), (r"x", "ks"),
    (r"v", "b"), (r"z", "s"),
]  # fmt: skip
_TO_SOUND = [(re.compile(pattern), sound) for pattern, sound in _SOUNDS]


class Word(NamedTuple):
    """One word of a name."""

    shown: str  # as it was written
    plain: str  # in Latin letters, folded
    sound: str  # its consonants
    bare: bool = False  # written without its vowels: to be compared by sound
    light: bool = False  # a title, a particle or an initial: weighs little


def words(name: str) -> tuple[Word, ...]:
    """The words of a name, in the order they stand in; nothing is left out."""
    text = unicodedata.normalize("NFKC", name[:LONGEST])
    text = _HAN.sub(r" \1 ", _MARKS.sub("", _ALONG.sub("", text)))
    found: list[Word] = []
    for match in _WORD.finditer(text):
        found += _read(match.group())
    return tuple(found[:MOST_WORDS])


@lru_cache(maxsize=65536)  # lists say the same few thousand words over and over
def _read(shown: str) -> tuple[Word, ...]:
    if _ABJAD.search(shown):
        article = _ARTICLE.match(shown)
        rest = shown[article.end() :] if article else shown
        before = (Word("ال", "al", "al", light=True),) if article else ()
        return before + _made(rest, anyascii(rest.translate(_ABJAD_LETTERS)), bare=True)
    latin = anyascii(shown.casefold().translate(_LATIN_LETTERS))
    if _HAN.match(shown):
        latin = anyascii(shown).casefold()
        for said, written in _HANGUL if shown >= "\uac00" else ():
            latin = latin.replace(said, written)
    return _made(shown, latin)


def _made(shown: str, latin: str, *, bare: bool = False) -> tuple[Word, ...]:
    plain = re.sub(r"[^a-z0-9]", "", latin.casefold())
    if not plain:
        return ()
    light = plain in TITLES or plain in PARTICLES or len(plain) == 1
    return (Word(shown, plain, sound(plain), bare, light),)


@lru_cache(maxsize=65536)
def sound(plain: str) -> str:
    """The consonants of a word, as transliterations confuse them; a first vowel as `a`."""
    said = plain
    for pattern, written in (*_MELTED, *_TO_SOUND):
        said = pattern.sub(written, said)
    first, rest = said[:1], said[1:]
    if first in "aeiou":
        first = "a"
    rest = re.sub(r"[aeiouwy]|h$", "", rest)
    return re.sub(r"(.)\1+", r"\1", first + rest)


_COARSE = str.maketrans({"g": "k", "j": "k", "d": "t", "c": "t", "s": "t"})


@lru_cache(maxsize=65536)
def coarse(heard: str) -> str:
    """A sound without what languages tell apart and others do not: Zafir, Dhafir."""
    return re.sub(r"(.)\1+", r"\1", heard.translate(_COARSE))


_SYLLABLES = [
    (re.compile(r"^(zh|ch|dj|tch|ts|q|j|c)"), "j"), (re.compile(r"^(hs|sh|x)"), "s"),
    (re.compile(r"^g"), "k"), (re.compile(r"^d"), "t"), (re.compile(r"^b"), "p"),
    (re.compile(r"^[rl](?=[yi])"), ""), (re.compile(r"^r"), "l"),
    (re.compile(r"eo|eu|ou|oo|wu|ow|au"), "o"), (re.compile(r"u"), "o"),
    (re.compile(r"ae|ai|ay|ei|ee|e"), "e"), (re.compile(r"^y(?=[ieo])"), ""),
    (re.compile(r"(?<=[aeio])r(?=k)"), ""), (re.compile(r"(?<=[aeio])h$"), ""),
]  # fmt: skip


@lru_cache(maxsize=65536)
def syllable(plain: str) -> str:
    """A short word as a syllable of Chinese or Korean, whichever way it was romanised.

    Blank for a longer word. Zhou and Chow, Chang and Jang, Ri and Lee, Pak and Park.
    """
    if not 2 <= len(plain) <= SYLLABLE or len(re.findall(r"[aeiouyw]+", plain)) != 1:
        return ""
    for pattern, written in _SYLLABLES:
        plain = pattern.sub(written, plain)
    return plain


def joined(*parts: Word) -> Word:
    """Several words of a name as one; an article in the midst is not spelled."""
    plain = "".join(part.plain for part in parts)
    shown = " ".join(part.shown for part in parts)
    return Word(shown, plain, sound(plain), any(part.bare for part in parts))


def forget() -> None:
    """Let go of every word that was read, be it of a list or of whom it was held against."""
    for remembered in (_read, sound, coarse, syllable):
        remembered.cache_clear()
