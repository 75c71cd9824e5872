"""What is known of a person, section by section: as it is corrected, and as it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from participants.attributes import (
    Access,
    Gender,
    Generation,
    Office,
    Risk,
    in_words,
)
from participants.particulars import Particulars

ZONES = sorted(
    zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc")
)
_BORN = re.compile(r"(1[89]|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class Lines(forms.CharField):
    """Several words, one to a line."""

    def __init__(self, *, rows: int = 3, **also: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **also)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial or ""), data))

    def clean(self, value: Any) -> list[Any]:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        return [self.read(line) for line in lines if line]

    def read(self, line: str) -> Any:
        return line


class Offices(Lines):
    def read(self, line: str) -> Office:
        return Office.read(line)


class Section(forms.Form):
    """Some of what is known of one person."""

    for_officers: ClassVar[Sequence[str]] = ()  # seen in vetting only
    title: ClassVar[str | Promise] = ""

    def __init__(self, *args: Any, vets: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in () if vets else self.for_officers:
            del self.fields[name]

    def facts(self) -> dict[str, Any]:
        """What was given, by the names it is known under; what was not asked for is not here."""
        known = Particulars.__dataclass_fields__
        return {k: v for k, v in self.cleaned_data.items() if k in known}

    @classmethod
    def shown(
        cls, known: dict[str, Any], *, vets: bool
    ) -> Iterator[tuple[Any, list[str]]]:
        """What there is to show, under the words it is asked for with; no form is made for it."""
        for name, field in cls.base_fields.items():
            value = known.get(name) or []
            lines = value if isinstance(value, list) else [value]
            if name == "born":
                lines = [in_words(line) for line in lines]
            if lines and (vets or name not in cls.for_officers):
                words = dict(getattr(field, "choices", []))
                yield field.label, [str(words.get(line, line)) for line in lines]


def _choice(choices: Any, label: Any, **also: Any) -> forms.ChoiceField:
    unsaid = [("", _("Not said")), *choices]
    return forms.ChoiceField(label=label, choices=unsaid, required=False, **also)


def _prose(label: Any, help_text: Any = "", rows: int = 2) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=False, max_length=500, widget=box, help_text=help_text
    )


class OriginsForm(Section):
    title = _("Age and origins")
    gender = _choice(Gender.choices, _("Gender"))
    generation = _choice(Generation.choices, _("Generation"))
    born = forms.CharField(
        label=_("Date of birth"), required=False, max_length=10,
        help_text=_("As much as is known: 1961, 1961-04 or 1961-04-23. Watch lists are"
                    " asked with it."),
    )  # fmt: skip
    nationalities = Lines(
        label=_("Nationalities"), required=False, max_length=200, rows=2,
        help_text=_("One to a line. Watch lists are asked with them."),
    )  # fmt: skip
    places = Lines(
        label=_("Places"), required=False, max_length=300, rows=2,
        help_text=_("One to a line: where they live or come from. The check on summaries"
                    " looks for each of them."),
    )  # fmt: skip

    def clean_born(self) -> str:
        born: str = self.cleaned_data["born"].strip()
        if born and not _BORN.fullmatch(born):
            raise ValidationError(
                _("Write a year, or a year, month and day: 1961, 1961-04, 1961-04-23.")
            )
        return born


class ReachForm(Section):
    title = _("Reaching them")
    languages = Lines(
        label=_("Languages they speak"), required=False, max_length=200, rows=2,
        help_text=_("One to a line, the best first."),
    )  # fmt: skip
    time_zone: forms.Field = _choice(
        [(zone, zone.replace("_", " ")) for zone in ZONES], _("Time zone")
    )
    safe_channel = _prose(
        _("Safe channel"), _("How they are told what no letter carries, and by whom.")
    )


class OfficesForm(Section):
    title = _("Offices and access")
    for_officers = ("offices",)
    offices = Offices(
        label=_("Offices, held now and before"), required=False, max_length=1000, rows=4,
        help_text=_("One to a line, with the years: 2011 – 2015 Harbour master. Without an"
                    " end it is held now, and has to be resolved before anybody approves."),
    )  # fmt: skip
    access = _choice(Access.choices, _("Access to decision-makers"))
    access_reasons = _prose(_("What that judgement rests on"), rows=3)


class CareForm(Section):
    title = _("Care")
    observances = _prose(_("Observances"), _("Days, hours and fasts to plan around."))
    diet = _prose(_("Diet"))
    needs = _prose(
        _("Access needs"), _("What the place and the programme must allow for.")
    )


class RiskForm(Section):
    title = _("Risk")
    risk = _choice(Risk.choices, _("Risk to them in coming"))
    risk_reasons = _prose(_("What it comes from, and what would lessen it"), rows=3)


# By the word that stands in an address. Who she is comes first, with a form of its own.
SECTIONS: dict[str, type[Section]] = {
    "origins": OriginsForm,
    "reach": ReachForm,
    "offices": OfficesForm,
    "care": CareForm,
    "risk": RiskForm,
}
