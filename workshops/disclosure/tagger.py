"""The tagger: a small conditional random field that says how likely a word gives away.

Linear-chain CRF (Lafferty et al. 2001; python-crfsuite) over hashed features, one model a
language in `models/`, at most 1 MB each. A model that is missing, or is not the one that
was committed, is `Broken`: nothing is released that was not looked through.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from zlib import decompress

import pycrfsuite

from workshops.disclosure.features import Features
from workshops.disclosure.lexicon import LANGUAGES, lexicon
from workshops.disclosure.tokens import Token
from workshops.disclosure.vocabulary import Vocabulary

MODELS = Path(__file__).parent / "models"
NOTHING = "O"


class Broken(Exception):
    """The model of a language cannot be read: nothing can be checked, nothing released."""

    def __init__(self, language: str) -> None:
        super().__init__(
            f"The disclosure check's model for “{language}” is missing or damaged. "
            "Nothing is released until it is put back."
        )


class Tagged(NamedTuple):
    """How likely a token gives something away, and what kind of thing it most likely is."""

    chance: float
    kind: str


class Tagger:
    """Reads one language."""

    def __init__(self, model: bytes, vocabulary: Vocabulary, language: str) -> None:
        self.vocabulary = vocabulary
        self.features = Features(lexicon(language), vocabulary)
        self._model = model  # the tagger reads it where it lies
        self._crf = pycrfsuite.Tagger()
        self._crf.open_inmemory(model)
        self._kinds = [label for label in self._crf.labels() if label != NOTHING]

    def read(self, tokens: Sequence[Token]) -> list[Tagged]:
        """One judgement a token, line by line."""
        return [each for line in lines(tokens) for each in self._line(line)]

    def _line(self, line: Sequence[Token]) -> Iterator[Tagged]:
        crf = self._crf
        crf.set(self.features.of(line))
        for place in range(len(line)):
            chance = 1 - crf.marginal(NOTHING, place)
            kind = ""
            if chance > 0.02:
                kind = max(self._kinds, key=lambda k: crf.marginal(k, place))
            yield Tagged(chance, kind)


_LINE = 400  # tokens: a longer line is read in pieces


def lines(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    number = 0

    def line(token: Token) -> int:
        nonlocal number
        number += "\n" in token.gap
        return number

    for _number, group in groupby(tokens, key=line):
        whole = list(group)
        for at in range(0, len(whole), _LINE):
            yield whole[at : at + _LINE]


def insist_on_models() -> None:
    """Every language can be looked through, or Broken: a room may write in any of them."""
    for language in LANGUAGES:
        tagger(language)


@cache
def tagger(language: str) -> Tagger:
    """The tagger of a language. Broken, if its files are not what was committed."""
    try:
        listed = json.loads((MODELS / "models.json").read_text(encoding="utf-8"))
        packed = (MODELS / f"{language}.model").read_bytes()
        if sha256(packed).hexdigest() != listed[language]["sha256"]:
            raise Broken(language)
        length = int.from_bytes(packed[:4], "big")
        vocabulary = Vocabulary.unpacked(packed[4 : 4 + length])
        return Tagger(decompress(packed[4 + length :]), vocabulary, language)
    except Broken:
        raise
    except Exception as error:
        raise Broken(language) from error
