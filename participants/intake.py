"""The rows of a list as forms: what each says, what is wrong with it, who it might be already."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants import likeness, sheets
from participants.attributes import Office
from participants.duplicates import email, phone
from participants.forms import ParticularsForm
from participants.models import Sheet
from participants.particulars import Capacity, Particulars, Standing
from participants.sections import (
    ZONES,
    CareForm,
    Lines,
    OfficesForm,
    OriginsForm,
    ReachForm,
    RiskForm,
)
from participants.sheets import Listed, Newcomer
from participants.tabular import LARGEST
from trackii import clock
from trackii.labels import listed as listed_of


class FileForm(forms.Form):
    """A spreadsheet or a CSV. What it is called is asked by nobody and kept nowhere."""

    file = forms.FileField(
        label=gettext_lazy("Spreadsheet (XLSX) or CSV"),
        help_text=gettext_lazy(
            "At most 200 rows and 1 MB, with a heading. It is sealed as it arrives, and"
            " wiped once it was taken in, or after a day."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> bytes:
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise ValidationError(
                _("The file is larger than 1 MB. Take in fewer at a time.")
            )
        content: bytes = given.read()
        return content


class RowForm(OriginsForm, ReachForm, OfficesForm, CareForm, RiskForm, ParticularsForm):
    """One row: everything that may be known of somebody."""

    side = forms.ChoiceField(label=gettext_lazy("Side"))
    capacity = forms.ChoiceField(label=gettext_lazy("Capacity"), choices=Capacity)
    office = forms.CharField(
        label=gettext_lazy("Office held now"), required=False, max_length=300
    )
    case = forms.CharField(label=gettext_lazy("Why this person"), max_length=4000)
    # No choices to copy for each of two hundred rows.
    time_zone: forms.Field = forms.CharField(
        label=gettext_lazy("Time zone"), required=False
    )

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"]
        if zone and zone not in ZONES:
            raise ValidationError(_("Write it as “Europe/Oslo”."))
        return zone

    def __init__(self, *args: Any, sides: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = [(letter, letter) for letter in sides]  # type: ignore[attr-defined]

    def newcomer(self) -> Newcomer:
        given, facts = self.cleaned_data, self.facts()
        now = [Office(given["office"])] if given["office"] else []
        known = Particulars(**facts | {"offices": [*now, *facts["offices"]]})
        today = clock.today().isoformat()
        standing = Standing(given["capacity"], today, "; ".join(known.held))
        for each in (standing.dump, known.dump_care, known.dump):
            each()  # what is too much is said here, and not half-way
        return Newcomer(given["side"], known, standing, given["case"])


_UNSAID = {"language": "en", "actor_type": "other", "capacity": Capacity.PERSONAL.value}


class ArrangeForm(forms.Form):
    """What each column is. Every heading is a question of its own."""

    side_for_all = forms.ChoiceField(
        label=gettext_lazy("Side, where the list names none"), required=False
    )
    case_for_all = forms.CharField(
        label=gettext_lazy("Why these people, where the list does not say"),
        required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, listed: Listed, sides: Sequence[str], **kwargs: Any
    ) -> None:
        guessed = listed.columns or [guess(head) for head in listed.rows[0]]
        begun = {f"column_{at}": name for at, name in enumerate(guessed)}
        begun |= {"side_for_all": listed.side, "case_for_all": listed.case}
        kwargs["initial"] = begun
        super().__init__(*args, **kwargs)
        none: list[tuple[str, Any]] = [("", gettext_lazy("Leave out"))]
        known: list[tuple[str, Any]] = [
            (name, field.label) for name, field in RowForm.base_fields.items()
        ]
        for at, head in enumerate(listed.rows[0]):
            label = head or _("Column %(number)d") % {"number": at + 1}
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=label, choices=none + known, required=False,
                help_text=listed.rows[1][at][:60],
            )  # fmt: skip
        letters = [("", _("Every row names one")), *((each, each) for each in sides)]
        self.fields["side_for_all"].choices = letters  # type: ignore[attr-defined]

    @property
    def columns(self) -> list[str]:
        given = self.cleaned_data
        return [given[name] for name in self.fields if name.startswith("column_")]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        chosen = [v for k, v in given.items() if k.startswith("column_") and v]
        if "name" not in chosen:
            self.add_error(None, _("Say which column holds the full name."))
        single = [
            name for name in chosen if not isinstance(RowForm.base_fields[name], Lines)
        ]
        twice = sorted({name for name in single if single.count(name) > 1})
        for name in twice:
            label = RowForm.base_fields[name].label
            said = _("Two columns cannot both be “%(name)s”.") % {"name": label}
            self.add_error(None, said)
        return given


def _bare(words: Any) -> str:
    return re.sub(r"[\W_]+", " ", str(words)).strip().casefold()


def guess(head: str) -> str:
    """What a column might be, by its heading; nothing, if it says nothing we know."""
    for name, asked in RowForm.base_fields.items():
        if _bare(head) in (_bare(name), _bare(asked.label)):
            return name
    also = {"e mail": "email", "mail": "email", "phone": "phone", "mobile": "phone",
            "full name": "name", "birth date": "born", "date of birth": "born",
            "nationality": "nationalities", "place": "places", "reason": "case",
            "zone": "time_zone", "type": "actor_type", "aliases": "variants",
            "party": "side", "sex": "gender", "year of birth": "born",
            "offices": "offices", "access": "access"}  # fmt: skip
    return also.get(_bare(head), "")


@dataclass
class Row:
    """One row of a list, read."""

    number: int  # as the file counts them, its heading being the first
    name: str
    side: str
    newcomer: Newcomer | None = None
    errors: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)  # code names and rows it might be

    @property
    def asks(self) -> bool:
        return bool(self.errors or self.known)


def read(listed: Listed, sides: Sequence[str]) -> list[Row]:
    """Every row as it would be put forward, or what is wrong with it in a sentence."""
    return [
        _row(number, cells, listed, sides)
        for number, cells in enumerate(listed.rows[1:], 2)
    ]


def _row(number: int, cells: list[str], listed: Listed, sides: Sequence[str]) -> Row:
    given: dict[str, str] = {}
    for name, words in zip(listed.columns, cells, strict=True):
        if name and words:
            asked = RowForm.base_fields[name]
            given[name] = "\n".join(
                filter(None, [given.get(name), _said(asked, words)])
            )
    unsaid = _UNSAID | {"side": listed.side, "case": listed.case}
    form = RowForm(unsaid | given, sides=sides)
    row = Row(number, given.get("name", ""), given.get("side", listed.side))
    if form.is_valid():
        try:
            row.newcomer = form.newcomer()
        except ValidationError as error:
            row.errors = error.messages
    row.errors += _wrong(form)
    return row


def _wrong(form: RowForm) -> Iterator[str]:
    """What is wrong with a row, by column; of a choice, the words that would be right."""
    for name, found in form.errors.as_data().items():
        asked = form.fields[name]
        for error in found:
            said = error.messages
            if error.code == "invalid_choice":
                right = [str(words) for value, words in asked.choices if value]  # type: ignore[attr-defined]
                said = [_("Write one of these: %s.") % listed_of(right)]
            yield from (f"{asked.label}: {words}" for words in said)


# As lists of other houses say it.
_GENDERS = {"f": "woman", "female": "woman", "m": "man", "male": "man"}


def _said(asked: forms.Field, words: str) -> str:
    """A cell as its form takes it: the word of a choice, or lines."""
    if asked is RowForm.base_fields["gender"]:
        words = _GENDERS.get(_bare(words), words)
    for value, label in getattr(asked, "choices", []):
        if _bare(words) in (_bare(value), _bare(label)):
            return str(value)
    if isinstance(asked, Lines):
        return re.sub(r"\s*[;|\n]\s*", "\n", words)
    return words.upper() if asked is RowForm.base_fields["side"] else words


def compare(rows: Sequence[Row], there: Sequence[tuple[str, Particulars]]) -> None:
    """Note at each row who it might be: somebody by code name, or another row."""
    new = [row for row in rows if row.newcomer]
    known = [particulars for _code, particulars in there]
    known += [row.newcomer.particulars for row in new if row.newcomer]
    names = [code.upper() for code, _known in there]
    names += [_("row %(number)d") % {"number": row.number} for row in new]
    for one, other in sorted(set(_alike(known))):
        for at, its in ((one, other), (other, one)):
            if at >= len(there):
                new[at - len(there)].known.append(names[its])


def _alike(known: Sequence[Particulars]) -> Iterator[tuple[int, int]]:
    for one, other, _score in likeness.pairs([each.names for each in known]):
        yield one, other
    yield from likeness.same([email(each.email) for each in known])
    yield from likeness.same([phone(each.phone) for each in known])


def shows(sheet: Sheet, rows: Sequence[Row]) -> str:
    """What a page shows of a list: its edition, and who each row might be by then."""
    said = [
        sheets.edition(sheet),
        *((row.number, row.errors, row.known) for row in rows),
    ]
    return sha256(repr(said).encode()).hexdigest()


class TakingForm(forms.Form):
    """Everybody who was not left out, as the page showed them and not otherwise."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, shows: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shows = shows

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("seen") != self.shows:
            raise ValidationError(sheets.CHANGED)
        return given


def insist(rows: Sequence[Row]) -> Callable[[], list[Newcomer]]:
    """Everybody on these rows; when asked, one row with a mistake refuses them all."""

    def newcomers() -> list[Newcomer]:
        for row in rows:
            if row.newcomer is None:
                raise ValidationError(
                    _("Row %(number)d: %(error)s Nobody was put forward."),
                    params={"number": row.number, "error": row.errors[0]},
                )
        return [row.newcomer for row in rows if row.newcomer]

    return newcomers
