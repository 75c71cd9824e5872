"""Naming (a): registered names and all that stands for one, and people of any name.

The gate is in `mentions.py`: words of a registered name, in whatever they are dressed.
Here are the looser ways: a title and what follows it, initials, pet names, misspellings.
"""

from __future__ import annotations

from collections.abc import Iterator

from workshops.disclosure.mentions import mentions
from workshops.disclosure.names import PARTICLES
from workshops.disclosure.reading import Clue, Reading
from workshops.disclosure.variants import Variants

_NEARLY = "It is nearly a registered name."
_PERSON = "a person"
_ARTICLES = frozenset("of the de del des du d la le les el los las y e et and".split())
_SHORT = 4  # letters of a title that ends in a stop
_MOST = 5  # words of one name


def registered(reading: Reading) -> Iterator[Clue]:
    """Names of the registry, and the title, the initial and the surname beside them."""
    entries = reading.registry.entries()
    starts = {token.start: at for at, token in enumerate(reading.tokens)}
    ends = {token.end: at for at, token in enumerate(reading.tokens)}
    for start, end, certain, entry in (
        mentions(reading.text, entries) if entries else ()
    ):
        first, last = starts.get(start), ends.get(end)
        sure = certain or not _are_words(reading, first, last)
        yield Clue(
            start,
            end,
            "name",
            sure,
            True,
            "A word of a registered name.",
            entry.proposal,
        )
        if sure and first is not None and last is not None:
            yield from _beside(reading, first, last, entry.proposal)


def _are_words(reading: Reading, first: int | None, last: int | None) -> bool:
    """Whether a name in small letters, or each piece of one, is also a word of the language."""
    if first is None or last is None:
        return True
    return all(
        _is_word(reading, at)
        for at in range(first, last + 1)
        if reading.tokens[at].is_word
    )


def _is_word(reading: Reading, at: int) -> bool:
    return reading.is_common(at) or reading.is_everyday(at) or bool(reading.about[at])


def _beside(reading: Reading, first: int, last: int, proposal: str) -> Iterator[Clue]:
    why = "It stands beside a registered name."
    before = titles(reading, first)
    if before < first:
        yield reading.clue(before, first - 1, "name", why, sure=True, direct=True, proposal=proposal)  # fmt: skip
    elif first and reading.language == "ar" and _has_article(reading, first - 1):
        yield reading.clue(
            first - 1, first - 1, "name", why, direct=True, proposal=proposal
        )
    behind = _initials(reading, last)
    if behind == last and _is_followed(reading, last):
        yield reading.clue(
            last + 1, last + 1, "name", why, direct=True, proposal=proposal
        )
    if behind > last:
        yield reading.clue(last + 1, behind, "name", why, sure=True, direct=True, proposal=proposal)  # fmt: skip


def _has_article(reading: Reading, at: int) -> bool:
    """الشيخ before a name, also where it was misread."""
    return reading.tokens[at].low.removeprefix("و").startswith("ال")


def titles(reading: Reading, first: int) -> int:
    """Where the titles, particles and initials before a name begin."""
    at = first
    while at > 0 and first - at < _MOST:
        before, token = reading.tokens[at - 1], reading.tokens[at]
        if "\n" in token.gap or (
            "." not in before.shown and token.gap not in ("", " ")
        ):
            break
        dotted = before.shown in ".-’'" and at > 1 and not reading.tokens[at - 1].gap
        if dotted and not (_leads(reading, at - 2) or before.shown == "-"):
            break
        if not dotted and not _leads(reading, at - 1):
            break
        at -= 2 if dotted else 1
    while (
        at < first
        and reading.tokens[at].low in _ARTICLES
        and not reading.tokens[at].capital
        and reading.tokens[at + 1].shown != "."
    ):
        at += 1
    return at


def _leads(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    single = len(token.low) == 1 and token.is_word
    if reading.language == "ar" and len(token.low) == 2 and token.low[0] == "و":
        single = reading.tokens[at + 1].shown == "."
    dotted = not reading.cased and reading.tokens[at + 1].shown == "."
    initial = single and (token.capital or not token.shown.isascii() or dotted)
    return initial or "title" in reading.about[at] or token.low in PARTICLES


def _initials(reading: Reading, last: int) -> int:
    """Where the initials and capitalised words behind a name end."""
    at, end = last, last
    words = reading.tokens
    while at + 1 < len(words) and at - last < _MOST and "\n" not in words[at + 1].gap:
        token = words[at + 1]
        if token.shown in ".-" and not token.gap:
            at += 1
            continue
        initial = len(token.low) == 1 and token.is_word and words[at + 2 : at + 3] and words[at + 2].shown == "."  # fmt: skip
        named = token.capital and not token.first and words[at].shown != "."
        hyphen = words[at].shown == "-" and not token.gap
        if hyphen and token.is_word:
            at += 1
            end = at
            continue
        named = named or (
            reading.language == "ar" and at == last and token.low.startswith("ال")
        )
        if not (initial or (named and not reading.is_common(at + 1))):
            break
        at += 1
        end = at
    return end


def nearly(reading: Reading) -> Iterator[Clue]:
    """Words that are nearly a registered name: misspelt, misread, shortened, transliterated."""
    entries = reading.registry.entries()
    if not entries:
        return
    variants = Variants(entries)
    known: dict[str, tuple[object, ...]] = {}
    for at, token in enumerate(reading.tokens):
        if not token.is_word or len(token.low) < 3:
            continue
        told = known.get(token.shown)
        if told is None:
            told = known[token.shown] = (_near(reading, at, variants),)
        if told[0] is not None:
            unknown = not (reading.is_common(at) if told[0] == _NEARLY else reading.is_everyday(at))  # fmt: skip
            sure = reading.cased and token.capital and unknown
            yield reading.clue(
                titles(reading, at), _initials(reading, at), "name", str(told[0]),
                sure=sure, direct=True, proposal="a participant",
            )  # fmt: skip


def _near(reading: Reading, at: int, variants: Variants) -> str | None:
    token = reading.tokens[at]
    capital = token.capital and not token.first and reading.cased
    plain = reading.is_everyday(at) and not reading.is_name(at)
    if not capital and (plain or reading.is_public(at)):
        return None
    if (capital or not reading.is_common(at)) and variants.near(token.low):
        return _NEARLY
    written = capital or token.first or not reading.cased or reading.language == "ar"
    if written and variants.pet(token.low):
        return "A registered name begins like it."
    return None


def initials(reading: Reading) -> Iterator[Clue]:
    """Letters with stops: P.-M., В. И., g.o.; certain where somebody's are these."""
    variants = Variants(reading.registry.entries())
    at, words = 0, reading.tokens
    while at < len(words) - 1:
        end, read = _letters(reading, at)
        if len(read) > 1:
            whose = variants.initials.get(read)
            yield reading.clue(
                titles(reading, at), end, "name",
                "Somebody's initials." if whose else "They look like initials.",
                sure=bool(whose), direct=True,
                proposal=whose.proposal if whose else _PERSON,
            )  # fmt: skip
        at = max(at + 1, end)


def _letters(reading: Reading, at: int) -> tuple[int, str]:
    """The last token of initials that begin here, and the letters."""
    read, words, place, end = "", reading.tokens, at, at
    while (
        len(read) <= _MOST
        and place + 1 < len(words)
        and len(words[place].low) == 1
        and words[place].is_word
    ):
        if words[place + 1].shown != "." or words[place + 1].gap or "\n" in words[place].gap * bool(read):  # fmt: skip
            break
        read += words[place].low
        end = place + 1
        place += 2
        while (
            place < len(words) and words[place].shown in "-'’" and not words[place].gap
        ):
            place += 1
        if [t.shown in "d’'" for t in words[place : place + 2]] == [True, True]:
            place += 2
    return (end, read) if len(read) <= 4 else (at, "")


def titled(reading: Reading) -> Iterator[Clue]:
    """A title and the words behind it: whoever they are."""
    words = reading.tokens
    for at, about in enumerate(reading.about):
        if "title" not in about or not words[at].is_word:
            continue
        follow = at + 1
        dotted = (
            len(words[at].low) <= _SHORT
            and follow < len(words)
            and words[follow].shown == "."
            and not words[follow].gap
        )
        follow += dotted
        last = _named(reading, follow, dotted=dotted)
        while last > follow and words[last].low in PARTICLES:
            last -= 1
        if last == follow and words[last].low in PARTICLES:
            continue
        if last >= follow:
            if _is_followed(reading, last):
                yield reading.clue(last + 1, last + 1, "name", "It stands behind a title and a name.", direct=True, proposal=_PERSON)  # fmt: skip
            certain = _certain(reading, follow, at)
            yield reading.clue(at, last, "name", "A title, and a name behind it.", sure=certain, direct=True, proposal=_PERSON)  # fmt: skip


def _is_followed(reading: Reading, last: int) -> bool:
    """Whether an Arabic surname may follow: a word with an article, by nothing parted."""
    follows = reading.language == "ar" and last + 1 < len(reading.tokens)
    return (
        follows
        and _has_article(reading, last + 1)
        and reading.tokens[last + 1].gap == " "
    )


def _certain(reading: Reading, name: int, title: int) -> bool:
    if reading.cased and reading.language != "ar":
        return reading.tokens[name].capital
    return reading.is_name(name) and not reading.is_common(name)


def _named(reading: Reading, at: int, *, dotted: bool) -> int:
    """The last word of a name that begins here, or the place before it."""
    words, last = reading.tokens, at - 1
    for place in range(at, min(at + _MOST, len(words))):
        token = words[place]
        if "\n" in token.gap or not (token.is_word or token.shown in ".-’'"):
            break
        if token.shown in ".-’'":
            if token.gap or (token.shown == "." and len(words[place - 1].low) > 2):
                break
            continue
        if not _may_be_name(reading, place, first=place == at):
            break
        last = place
    return last


def _may_be_name(reading: Reading, at: int, *, first: bool) -> bool:
    token = reading.tokens[at]
    if "title" in reading.about[at] or token.low in PARTICLES:
        return True
    if reading.cased and reading.language != "ar":
        return token.capital
    if len(token.low) == 1:
        return first and (
            reading.tokens[at - 1].shown == "." or len(reading.tokens[at - 1].low) > 1
        )
    return not (reading.is_everyday(at) if first else reading.is_common(at))
