"""Joining: words that a reader sees as one, though something stands between their letters.

F a r i d, Fa-rid, Ad**aeze**, a word broken at the end of its line, a tag or an entity in
the middle of it. What is joined must be the beginning of a registered name at every step,
so that hardly anything is tried.
"""

from __future__ import annotations

import html
import re

from workshops.disclosure.folding import UNSEEN, Word
from workshops.disclosure.likeness import as_latin
from workshops.disclosure.names import LEADING, LONGEST, Names

_FEWEST = 3  # letters: A. L. is nobody's name
_WIDEST = 4  # signs within one word: two stars that end, two that begin
_BETWEEN_LETTERS = 3  # signs between letters that stand alone
_PADDING = "\u2060"
_MARKUP = re.compile(
    r"(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,9});)"
    r"|<!--[^>]{0,400}-->|</?[A-Za-z][^<>]{0,400}>"
    r"|\]\([^()\n]{0,400}\)|!?\[(?!\])"
)


def undressed(text: str) -> str:
    """The text as a browser shows its markup, every letter where it was or further on."""
    return _MARKUP.sub(_shown, text)


def _shown(match: re.Match[str]) -> str:
    length = len(match[0])
    if not match["entity"]:
        return UNSEEN * length
    shown = html.unescape(match[0])[:1]
    return shown + _PADDING * (length - 1)


def end_of(shown: str, text: str, end: int) -> int:
    """Where a word of the shown text ends in the text: behind the whole of an entity."""
    while shown[end : end + 1] == _PADDING != text[end]:
        end += 1
    return end


def joined(found: list[Word], names: Names) -> list[Word]:
    """The words, with those that are parts of one name put together and named."""
    read: list[Word] = []
    at, gaps = 0, [word.gap for word in found[1:]]
    while at < len(found):
        word, taken = found[at], 1
        if at < len(gaps) and not _stands_apart(word.folded, gaps[at], names):
            word, taken = _longest(found, at, names)
        else:
            word = _named(word, names)
        read.append(word)
        at += taken
    return read


def _named(word: Word, names: Names) -> Word:
    name = names.name_in(word.folded)
    return word._replace(folded=name) if name and name != word.folded else word


def _stands_apart(folded: str, gap: str, names: Names) -> bool:
    """Most words do: what follows them can be no part of the same."""
    if folded not in names.begun and folded.isascii() and UNSEEN not in gap:
        return True
    spaced = gap == " " or (gap.endswith(" ") and gap.isprintable())
    return spaced and len(folded) > 1 and folded not in LEADING


def _longest(found: list[Word], at: int, names: Names) -> tuple[Word, int]:
    word = found[at]
    best = _named(word, names), 1
    if not _glued(word):
        best = _whole(found, at, names) or best
    for begun in (word.folded, *as_latin(word.folded)):
        if begun in names.begun:
            best = max(best, _grown(found, at, begun, names) or best, key=_taken)
    return best


def _taken(best: tuple[Word, int]) -> int:
    return best[1]


def _glued(word: Word) -> bool:
    """Whether nothing that anybody sees parts it from the word before."""
    return bool(word.gap) and not word.gap.strip(UNSEEN)


def _whole(found: list[Word], at: int, names: Names) -> tuple[Word, int] | None:
    """All that is parted by nothing anybody sees, as one word."""
    end, whole = at + 1, found[at].folded
    while end < len(found) and _glued(found[end]) and len(whole) <= LONGEST:
        whole += found[end].folded
        end += 1
    name = names.name_in(whole) if end > at + 1 else ""
    return (_word(name, found, at, end), end - at) if name else None


def _grown(
    found: list[Word], at: int, begun: str, names: Names
) -> tuple[Word, int] | None:
    """The longest name that begins here, word by word."""
    best, latin = None, begun != found[at].folded
    for end in range(at + 1, len(found)):
        following = found[end]
        if not _clings(found[end - 1], following):
            break
        begun += _latin(following.folded) if latin else following.folded
        if begun not in names.begun:
            break
        if begun in names.telling and len(begun) >= _FEWEST:
            best = _word(begun, found, at, end + 1), end + 1 - at
    return best


def _latin(folded: str) -> str:
    return folded if folded.isascii() else min(as_latin(folded), default=folded)


def _word(name: str, found: list[Word], at: int, end: int) -> Word:
    return Word(name, found[at].start, found[end - 1].end, found[at].gap)


def _clings(left: Word, right: Word) -> bool:
    gap = right.gap.replace(UNSEEN, "")
    alone = len(left.folded) == len(right.folded) == 1
    if alone and len(gap) <= _BETWEEN_LETTERS:
        return True
    if gap.isspace():
        broken = right.gap.startswith(UNSEEN) and "\n" in gap
        return broken or (len(gap) == 1 and left.folded in LEADING)
    if gap[:1] in {"-", "\u2010"} and gap[1:].isspace():
        return "\n" in gap
    return len(gap) <= _WIDEST and not any(map(_parts, gap))


def _parts(sign: str) -> bool:
    return sign.isspace() or sign.isdigit()
