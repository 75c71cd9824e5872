"""Facts: which of what is known of somebody she reads herself, and why not the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from participants.attributes import ActorType, Gender, Generation, Office, in_words
from participants.particulars import Particulars

# What her own page and her file show, in the order of a page. Every field of Particulars
# stands here or below: a test holds the two against the envelope.
SHOWN: dict[str, Any] = {
    "name": _("Name"),
    "variants": _("Also written"),
    "formerly": _("Names that were corrected"),
    "titles": _("Titles"),
    "email": _("Email"),
    "phone": _("Telephone"),
    "language": _("Language of letters"),
    "languages": _("Languages you speak"),
    "time_zone": _("Time zone"),
    "actor_type": _("Actor type"),
    "affiliation": _("Affiliation"),
    "offices": _("Offices, now and before"),
    "gender": _("Gender"),
    "generation": _("Generation"),
    "born": _("Date of birth"),
    "nationalities": _("Nationalities"),
    "places": _("Places"),
    "observances": _("Observances"),
    "diet": _("Food"),
    "needs": _("Access and rest"),
}
# What is not hers to read, each with its reason.
WITHHELD: dict[str, str] = {
    "email_edition": "a number that tells one address from the one before it",
    "safe_channel": "it names who brings her words, to whoever holds her letter",
    "access": "what others judge of her",
    "access_reasons": "what others judge of her",
    "risk": "what others judge of her",
    "risk_reasons": "what others judge of her",
}
CHOICES: dict[str, type[TextChoices]] = {
    "actor_type": ActorType, "gender": Gender, "generation": Generation,
}  # fmt: skip


def shown(who: Particulars) -> dict[str, Any]:
    """What is handed out to her of it, plain enough to be written down."""
    return {name: _plain(getattr(who, name)) for name in SHOWN}


def lines(known: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The same in words of her language, as far as there is something."""
    for name, label in SHOWN.items():
        value = known.get(name)
        if value:
            yield str(label), _said(name, value)


def _said(name: str, value: Any) -> str:
    if name in CHOICES and value in CHOICES[name]:
        return str(CHOICES[name](value).label)
    if name == "born":
        return in_words(str(value))
    if name == "language":
        return str(get_language_info(value)["name_local"])
    return " · ".join(value) if isinstance(value, list) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [str(each) if isinstance(each, Office) else each for each in value]
    return value
