"""What is asked about a journey: the visa, the way there and back, a sum."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workshops.journeys import Due, Travel, Visa

MOST = 10**7


class JourneyForm(forms.Form):
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)
    visa = forms.ChoiceField(label=_("Visa"), choices=Visa, required=False)
    arrives = forms.CharField(
        label=_("Arrives"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("When and how: the train, the flight, who meets her."),
    )  # fmt: skip
    leaves = forms.CharField(
        label=_("Leaves"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )  # fmt: skip
    nights = forms.IntegerField(
        label=_("Nights at the venue"), min_value=0, max_value=60, required=False
    )
    note = forms.CharField(
        label=_("What else matters on the way"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )  # fmt: skip
    amount = forms.DecimalField(
        label=_("To be paid"), min_value=0, max_value=MOST, decimal_places=2,
        required=False, help_text=_("Per diem and fares together. An officer clears it."),
    )  # fmt: skip
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$", label=_("Currency"), required=False, max_length=3,
        help_text=_("Three letters, such as EUR."),
        error_messages={"invalid": _("Three letters, as in EUR.")},
    )  # fmt: skip
    purpose = forms.CharField(label=_("What for"), max_length=200, required=False)

    def clean(self):
        given = super().clean()
        if given.get("amount") and not given.get("currency") and not self.errors:
            raise ValidationError({"currency": _("Say in which currency.")})
        return given

    @staticmethod
    def begun(journey, travel, due):
        known = vars(travel) | vars(due)
        return known | {"edition": journey.edition, "nights": travel.nights or None}

    @staticmethod
    def parts(given):
        """As a journey is noted: a sum of nothing is none."""
        amount = given.pop("amount")
        due = Due()
        currency, purpose = given.pop("currency"), given.pop("purpose")
        if amount:
            due = Due(f"{amount:.2f}", currency.upper(), purpose)
        given["nights"] = given["nights"] or 0
        edition = given.pop("edition")
        return {"travel": Travel(**given), "due": due, "edition": edition}


class EditionForm(forms.Form):
    """Which edition stood on the page of who presses."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)
