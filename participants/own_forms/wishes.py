"""What she needs, and which days she could come."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


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

    def __init__(self, *args, days=(), said=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.said = dict(said)
        for on in days:
            self.fields[on.isoformat()] = forms.ChoiceField(
                label=date_format(on, "DATE_FORMAT"), choices=self.ANSWERS, required=False,
                widget=forms.RadioSelect, initial=self.said.get(on.isoformat()),
            )  # fmt: skip

    def days(self):
        """What she said of these days, beside what she said of others before."""
        others = {on: said for on, said in self.said.items() if on not in self.fields}
        given = {on: answer for on, answer in self.cleaned_data.items() if answer}
        return others | given
