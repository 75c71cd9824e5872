"""What she needs, and which days she could come."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from trackii import clock


class NeedsForm(forms.Form):
    """What she needs on the way and there, in her own words."""

    travel = forms.CharField(
        label=_("Travel"), max_length=600, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Where you set out from, a visa or papers you need, a way you cannot take."),
    )  # fmt: skip
    diet = forms.CharField(
        label=_("Food"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )  # fmt: skip
    access = forms.CharField(
        label=_("Access and rest"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("Stairs, hearing, sight, prayer, medicine: what makes a room possible for you."),
    )  # fmt: skip


class Availability(forms.Form):
    """Which of the offered days she could come: a day that is not answered is not said."""

    ANSWERS = [
        ("yes", _("Yes")), ("if_need_be", _("If need be")), ("no", _("No")),
    ]  # fmt: skip

    UNSAID = ("unsaid", _("I take back what I said"))

    def __init__(self, *args, days=(), said=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.said = dict(said)
        for on in days:
            before = self.said.get(on.isoformat())
            self.fields[on.isoformat()] = forms.ChoiceField(
                label=date_format(on, "DATE_FORMAT"), required=False,
                choices=[*self.ANSWERS, self.UNSAID] if before else self.ANSWERS,
                widget=forms.RadioSelect, initial=before,
            )  # fmt: skip

    def days(self):
        """What she said of these days, beside what she said of others before; of a day she
        takes back, nothing: it may stand behind another link of hers.
        """
        others = {on: said for on, said in self.said.items() if on not in self.fields}
        given = {on: answer for on, answer in self.cleaned_data.items() if answer}
        return others | {on: _word(answer) for on, answer in given.items()}


def _word(answer):
    return "" if answer == Availability.UNSAID[0] else answer


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = ("%Y-%m-%d",)


class Period(forms.Form):
    """A time from one day to another, where no days are offered: she says it unasked."""

    LONGEST, MOST = timedelta(days=61), 140  # days at a time; days to come in all

    first = DayField(label=_("From"))
    last = DayField(label=_("To"))
    answer = forms.ChoiceField(
        label=_("Could you come then?"), widget=forms.RadioSelect,
        choices=[*Availability.ANSWERS, Availability.UNSAID],
    )  # fmt: skip

    def __init__(self, *args, said=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.said = dict(said)

    def clean(self):
        given = super().clean()
        if self.errors:
            return given
        if given["last"] < given["first"]:
            self.add_error("last", _("The last day lies before the first."))
        elif given["last"] < clock.today() and not self._takes_back():
            self.add_error("last", _("That time has passed."))
        elif given["last"] - given["first"] > self._longest():
            self.add_error("last", _("Say it of two months at a time, at most."))
        elif len(self.days()) > self.MOST:
            raise ValidationError(
                _(
                    "This is more than is kept here. Say it of the times that matter most."
                )
            )
        return given

    def _longest(self):
        """All that she said may be taken back at once."""
        return timedelta(days=366) if self._takes_back() else self.LONGEST

    def _takes_back(self):
        return self.cleaned_data.get("answer") == Availability.UNSAID[0]

    def days(self):
        """What she said of these days, beside what she said of others that are to come."""
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        word = _word(self.cleaned_data["answer"])
        # Of a day she never spoke of there is nothing to take back.
        new = {
            on.isoformat(): word for on in span if word or on.isoformat() in self.said
        }
        days = self.said | new
        today = clock.today().isoformat()
        return {on: answer for on, answer in days.items() if on >= today}
