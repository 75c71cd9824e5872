"""General words: what the check proposes to write instead, in the language of the text.

A generalisation and never an invention: each says less than what it stands for. Where it
stands in a text, it is no finding in its turn, whatever its words are about elsewhere.
"""

import re
from functools import cache

ENGLISH = (
    "a participant", "a member of the third party", "a person", "a place",
    "an organisation", "an affiliated body", "around that time", "some", "a number",
    "a private circumstance", "an address", "somebody who knows the field",
    "somebody close to a participant", "some years ago", "some time",
    "early in the month", "in the middle of the month", "late in the month",
    "one of the sides",
)  # fmt: skip
_OTHERS = {
    "fr": (
        "une personne présente", "un membre de la tierce partie", "une personne", "un lieu",
        "une organisation", "un organisme lié", "vers cette période", "quelques", "un numéro",
        "une circonstance privée", "une adresse", "quelqu'un qui connaît le domaine",
        "quelqu'un d'autre", "il y a des années", "quelque temps",
        "au début du mois", "au milieu du mois", "à la fin du mois",
        "l'une des parties",
    ),
    "es": (
        "una persona presente", "un miembro de la tercera parte", "una persona", "un lugar",
        "una organización", "un organismo vinculado", "por aquel tiempo", "algunos", "un número",
        "una circunstancia privada", "una dirección", "alguien que conoce el tema",
        "alguien más", "hace años", "algún tiempo",
        "a principios del mes", "hacia la mitad del mes", "a finales del mes",
        "una de las partes",
    ),
    "ru": (
        "участник", "член третьей стороны", "человек", "некое место",
        "организация", "связанная организация", "примерно в то время", "несколько", "номер",
        "личное обстоятельство", "адрес", "знающий дело человек",
        "близкий человек", "несколько лет назад", "некоторое время",
        "в начале месяца", "в середине месяца", "в конце месяца",
        "одна из сторон",
    ),
    "ar": (
        "أحد المشاركين", "عضو من الطرف الثالث", "شخص", "مكان ما",
        "منظمة", "جهة ذات صلة", "في تلك الفترة", "بعض", "رقم",
        "ظرف خاص", "عنوان", "شخص مطلع",
        "أحد المقربين", "قبل سنوات", "بعض الوقت",
        "في أول الشهر", "في منتصف الشهر", "في آخر الشهر",
        "أحد الأطراف",
    ),
}  # fmt: skip
_SAID = {
    language: dict(zip(ENGLISH, words, strict=True))
    for language, words in _OTHERS.items()
}


def worded(proposal: str, language: str) -> str:
    """The proposal in a language; in English, and what is none of these, as it is."""
    return _SAID.get(language, {}).get(proposal, proposal)


def places(text: str, language: str) -> list[tuple[int, int]]:
    """Where the general words of a language stand, in order."""
    return [match.span() for match in _sought(language).finditer(text)]


@cache
def _sought(language: str) -> re.Pattern[str]:
    words = sorted(_OTHERS.get(language, ENGLISH), key=len, reverse=True)
    either = "|".join(map(re.escape, words))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
