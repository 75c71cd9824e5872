"""One word for one country, however a list writes it, as far as a name can be compared."""

from __future__ import annotations

import re

from anyascii import anyascii

# What lists put around the name of a country and people leave out.
_AROUND = re.compile(
    r"\b(the|of|and|republic|democratic|federal|federation|islamic|arab|peoples?|state|states"
    r"|kingdom|socialist|bolivarian|plurinational|united|union|former)\b"
)
_LETTERS = re.compile(r"[^a-z]+")
# ISO 3166 codes and other names that share no word with the one commonly written.
_CALLED = {
    "af": "afghanistan", "dz": "algeria", "by": "belarus", "ba": "bosnia herzegovina",
    "cf": "central african", "td": "chad", "cn": "china", "co": "colombia", "cd": "congo",
    "hr": "croatia", "cu": "cuba", "cy": "cyprus", "eg": "egypt", "er": "eritrea",
    "et": "ethiopia", "fr": "france", "ge": "georgia", "de": "germany", "gb": "britain",
    "uk": "britain", "great britain": "britain", "ht": "haiti", "in": "india",
    "id": "indonesia", "ir": "iran", "iq": "iraq", "il": "israel", "it": "italy",
    "jp": "japan", "jo": "jordan", "ke": "kenya", "kw": "kuwait", "lb": "lebanon",
    "ly": "libya", "libyan jamahiriya": "libya", "ml": "mali", "mx": "mexico",
    "md": "moldova", "ma": "morocco", "mm": "myanmar", "burma": "myanmar", "ng": "nigeria",
    "kp": "north korea", "dprk": "north korea", "pk": "pakistan", "ps": "palestine",
    "palestinian": "palestine", "qa": "qatar", "ru": "russia", "russian": "russia",
    "rw": "rwanda", "sa": "saudi arabia", "saudi": "saudi arabia", "rs": "serbia",
    "so": "somalia", "kr": "south korea", "ss": "south sudan", "sd": "sudan",
    "sy": "syria", "syrian": "syria", "tj": "tajikistan", "tn": "tunisia",
    "tr": "turkey", "turkiye": "turkey", "ug": "uganda", "ua": "ukraine",
    "ae": "emirates", "us": "america", "usa": "america", "ve": "venezuela",
    "ye": "yemen", "yemeni": "yemen", "zw": "zimbabwe",
}  # fmt: skip
# All of whose words are among those left out.
_WHOLE = {
    "united kingdom": "britain", "united states": "america",
    "democratic peoples republic of korea": "north korea", "republic of korea": "south korea",
    "democratic republic of the congo": "congo", "united arab emirates": "emirates",
}  # fmt: skip


def country(said: str) -> str:
    """What a country or nationality is compared by; its own word where none is known."""
    plain = _LETTERS.sub(" ", anyascii(said).casefold().replace("'", "")).strip()
    if plain in _WHOLE:
        return _WHOLE[plain]
    bare = " ".join(_AROUND.sub(" ", plain).split()) or plain
    return _CALLED.get(bare, bare)
