"""Training: how the models in `models/` were made, so that anybody can make them again.

    python -m training.disclosure --texts FOLDER [--languages en fr …]

FOLDER holds `tab_train.jsonl` (Text Anonymization Benchmark, MIT) and
`echr_fr_train.tsv`, `echr_es_train.tsv` (MAPA, CC BY 4.0). To these come invented
sentences: the phrases of `phrases/`, filled with names, towns and days by Faker from a
fixed seed. The vocabulary is wordfreq's list without Faker's names. Needs the
`train` group of pyproject.toml; identical input gives identical models.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import compress

import pycrfsuite
from faker import Faker
from pymorphy3 import MorphAnalyzer
from wordfreq import get_frequency_dict

from workshops.disclosure.features import Features
from workshops.disclosure.folding import fold
from workshops.disclosure.lexicon import LANGUAGES, lexicon
from workshops.disclosure.tagger import MODELS, NOTHING, lines
from workshops.disclosure.tokens import tokens
from workshops.disclosure.vocabulary import Bloom, Vocabulary

Spans = list[tuple[int, int, str]]
LOCALES = {
    "en": ["en_GB", "en_US", "en_IN", "en_NG", "de_DE", "tr_TR", "pl_PL", "no_NO"],
    "fr": ["fr_FR", "fr_CA", "fr_BE", "fr_DZ"],
    "es": ["es_ES", "es_MX", "es_CO", "es_AR"],
    "ru": ["ru_RU"],
    "ar": ["ar_AA", "ar_SA", "ar_PS", "ar_DZ"],
}
ALIKE = {  # whose names are written in the same letters
    "ru": ["ru_RU", "uk_UA", "bg_BG"],
    "ar": ["ar_AA", "ar_SA", "ar_PS", "ar_DZ", "ar_JO", "fa_IR"],
}
LATIN = [
    "en_GB", "en_US", "en_IN", "en_NG", "en_KE", "fr_FR", "fr_BE", "fr_DZ", "es_ES",
    "es_MX", "es_CO", "de_DE", "de_AT", "it_IT", "pt_BR", "nl_NL", "no_NO", "sv_SE",
    "da_DK", "fi_FI", "pl_PL", "cs_CZ", "hr_HR", "ro_RO", "tr_TR", "hu_HU", "az_AZ",
]  # fmt: skip
KINDS = {  # of the texts' own labels, what we call it
    "PERSON": "person", "PER": "person", "LEGAL_PROFESSIONAL": "person",
    "CODE": "code", "LOC": "place", "ORG": "organisation", "DATETIME": "date",
    "DATE": "date", "TIME": "date", "DEM": "demographic", "NATIONALITY": "demographic",
    "PROFESSION": "demographic", "AGE": "demographic", "QUANTITY": "number",
    "AMOUNT": "number",
}  # fmt: skip
COMMON = {"en": 3.0, "fr": 3.0, "es": 3.0, "ru": 2.6, "ar": 2.6}  # Zipf, wordfreq's own
EVERYDAY = {"en": 4.0, "fr": 4.0, "es": 4.0, "ru": 4.0, "ar": 4.2}
FAMILIAR = 5.2  # Zipf: a name as frequent as that is first of all a word
FILLINGS = 60  # times each phrase is told
SEED = 1960


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--languages", nargs="+", default=LANGUAGES)
    asked = parser.parse_args()
    MODELS.mkdir(exist_ok=True)
    for language in asked.languages:
        packed = made(language, asked.texts)
        (MODELS / f"{language}.model").write_bytes(packed)
        _list(language, packed)


def made(language: str, texts: Path) -> bytes:
    """The vocabulary and the model of one language, in one file."""
    vocabulary = vocabulary_of(language)
    features = Features(lexicon(language), vocabulary)
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {"c1": 0.25, "c2": 0.02, "max_iterations": 120, "feature.minfreq": 3}
    )
    for text, spans in [*_labelled(language, texts), *_invented(language)]:
        for read in _both(text):
            for line in lines(tokens(read)):
                labels = [_label(token.start, token.end, spans) for token in line]
                trainer.append(features.of(line), labels)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "crf"
        trainer.train(str(path))
        packed = vocabulary.packed()
        return len(packed).to_bytes(4, "big") + packed + compress(path.read_bytes(), 9)


def _both(text: str) -> list[str]:
    """The text as it is and in small letters, where these stand in the same places."""
    small = text.lower()
    return [text, small] if small != text and len(small) == len(text) else [text]


def _label(start: int, end: int, spans: Spans) -> str:
    for first, last, kind in spans:
        if first < end and start < last:
            return kind
    return NOTHING


def _labelled(language: str, texts: Path) -> Iterator[tuple[str, Spans]]:
    if language == "en":
        for line in (texts / "tab_train.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            yield from _paragraphs(
                row["text"],
                [
                    (e["start_offset"], e["end_offset"],
                     KINDS.get(e["entity_type"], "other"))
                    for e in row["entities"]
                    if e["identifier_type"] != "NO_MASK"
                ],
            )  # fmt: skip
    elif language in ("fr", "es"):
        text = (texts / f"echr_{language}_train.tsv").read_text("utf-8")
        yield from (_of_columns(block) for block in re.split(r"\n\s*\n", text))


def _paragraphs(text: str, spans: Spans) -> Iterator[tuple[str, Spans]]:
    for match in re.finditer(r"[^\n]+", text):
        start, end = match.span()
        inside = [(a - start, b - start, k) for a, b, k in spans if start <= a < end]
        yield match[0], inside


def _of_columns(block: str) -> tuple[str, Spans]:
    """The words of a table, one a line, with a space between them."""
    text, spans = "", []
    for line in block.splitlines():
        word, _tab, label = line.strip().rpartition(" ")
        word, label = (word.strip(), label) if word else (label, NOTHING)
        if label != NOTHING:
            kind = KINDS.get(label.partition("-")[2], "other")
            spans.append((len(text), len(text) + len(word), kind))
        text += word + " "
    return text, spans


def _invented(language: str) -> Iterator[tuple[str, Spans]]:
    drawn = random.Random(f"{SEED}{language}")  # noqa: S311 -- to be drawn again alike
    people = [Faker(locale) for locale in LOCALES[language]]
    for number, person in enumerate(people):
        person.seed_instance(SEED + number)
    cast = Cast(language, drawn)
    folder = Path(__file__).parent / "phrases"
    phrases = (folder / f"{language}.txt").read_text("utf-8").splitlines()
    for phrase in phrases:
        for _time in range(FILLINGS):
            yield cast.tell(phrase, drawn.choice(people))


class Cast:
    """Puts invented people, towns, bodies and days into phrases."""

    slots = {"P": "person", "F": "person", "S": "person", "L": "place",
             "O": "organisation", "D": "date"}  # fmt: skip
    cases = {"d": "datv", "g": "gent", "i": "ablt", "p": "loct"}

    def __init__(self, language: str, drawn: random.Random) -> None:
        self._words = lexicon(language).listed()
        self._drawn = drawn
        self._morph = MorphAnalyzer() if language == "ru" else None

    def tell(self, phrase: str, person: Faker) -> tuple[str, Spans]:
        text, spans = "", []
        for piece in re.split(r"(\{\w+\})", phrase):
            if not piece.startswith("{"):
                text += piece
                continue
            said = self._said(piece[1], person, self.cases.get(piece[2:-1]))
            spans.append((len(text), len(text) + len(said), self.slots[piece[1]]))
            text += said
        return text, spans

    def _said(self, slot: str, person: Faker, case: str | None) -> str:
        woman = self._drawn.random() < 0.4
        first = person.first_name_female() if woman else person.first_name_male()
        last = person.last_name_female() if woman else person.last_name_male()
        if slot in "PFS":
            named = {"F": first, "S": last, "P": self._full(first, last)}[slot]
            return " ".join(self._inflected(word, case) for word in named.split())
        if slot == "L":
            town, spot = person.city(), self._one("spot").capitalize()
            return self._drawn.choice([town, town, f"{spot} {last}", f"{spot} {town}"])
        if slot == "O":
            return f"{self._one('body').capitalize()} {self._drawn.choice([last, person.city()])}"
        day, month = self._drawn.randint(1, 31), self._one("month")
        return self._drawn.choice([f"{day} {month}", f"{day} {month} 20{day:02}"])

    def _full(self, first: str, last: str) -> str:
        return self._drawn.choice([
            f"{first} {last}", f"{first} {last}", f"{self._one('title')} {last}",
            f"{first[0]}. {last}", f"{first} {last[0]}.", f"{self._one('title')} {first}",
        ])  # fmt: skip

    def _one(self, section: str) -> str:
        return self._drawn.choice(self._words[section])

    def _inflected(self, word: str, case: str | None) -> str:
        if not case or not self._morph:
            return word
        form = self._morph.parse(word)[0].inflect({case})
        return form.word.capitalize() if form else word


def vocabulary_of(language: str) -> Vocabulary:
    """Names as Faker and pymorphy list them; common, what is frequent and no name."""
    frequent = get_frequency_dict(language, wordlist="best")
    common, everyday, familiar = (
        {fold(word) for word, share in frequent.items() if share >= 10 ** (zipf - 9)}
        for zipf in (COMMON[language], EVERYDAY[language], FAMILIAR)
    )
    names = {
        fold(word) for locale in ALIKE.get(language, LATIN) for word in _names(locale)
    }
    if language == "ru":
        names |= _russian_names({"Name", "Surn", "Patr", "Geox"})
    names = {name for name in names - familiar if len(name) > 1}
    called = {
        fold(word)
        for locale in LOCALES[language]
        for word in _names(locale, ("first_names",))
    }
    if language == "ru":
        called |= _russian_names({"Name"})
    everyday -= called - familiar
    return Vocabulary(Bloom.of(common - names), Bloom.of(names), Bloom.of(everyday))


LISTS = ("first_names", "last_names", "cities", "city_names", "countries")


def _names(locale: str, lists: tuple[str, ...] = LISTS) -> Iterator[str]:
    for provider in Faker(locale).factories[0].providers:
        for kind in lists:
            for ending in ("", "_male", "_female"):
                listed = getattr(provider, kind + ending, ())
                for name in () if callable(listed) else filter(_is_said, listed):
                    yield from re.findall(r"[^\W\d_]+", name)


def _is_said(listed: object) -> bool:
    return isinstance(listed, str)


def _russian_names(kinds: set[str]) -> set[str]:
    morph = MorphAnalyzer()
    return {
        fold(word)
        for word, tag, *_rest in morph.dictionary.iter_known_words()
        if kinds & tag.grammemes and "-" not in word
    }


def _list(language: str, packed: bytes) -> None:
    path = MODELS / "models.json"
    listed = json.loads(path.read_text("utf-8")) if path.exists() else {}
    listed[language] = {"sha256": sha256(packed).hexdigest(), "bytes": len(packed)}
    path.write_text(json.dumps(listed, indent=2, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
