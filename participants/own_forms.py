"""Forms of undertakings: the texts, what was given on paper, what she gives and says herself."""

from django import forms
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from trackii import clock
from trackii.sending import Once


class WordingForm(forms.Form):
    """One text in each language. English is what stands in for one that is missing."""

    edition = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=30_000
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, name in settings.PREPARED_FOR:
            self.fields[code] = forms.CharField(
                label=name, max_length=8000, required=code == "en",
                widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "lang": code}),
            )  # fmt: skip

    def parts(self):
        given = self.cleaned_data
        words = {code: given[code] for code, _name in settings.PREPARED_FOR}
        words = {code: text for code, text in words.items() if text.strip()}
        return {"words": words, "edition": given["edition"] or 0}


class TodayField(forms.DateField):
    """A day, which is today unless somebody says otherwise."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs):
        super().__init__(initial=clock.today, input_formats=["%Y-%m-%d"], **kwargs)


class RecordForm(forms.Form):
    """What somebody gave on paper."""

    name = forms.CharField(label=_("Name as it is signed"), max_length=200)
    on = TodayField(label=_("Day on the paper"))
    witness = forms.CharField(label=_("Witnessed by"), max_length=200)


class SendingForm(Once):
    """A link to be sent; where its address was changed, somebody says that it is right."""

    def __init__(self, *args, change=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.change = change
        if change:
            said = _("I made sure of it another way than by this address")
            self.fields["vouched"] = forms.MultipleChoiceField(
                label=_("The new address"),
                choices=[(change.mark, said)],
                widget=forms.CheckboxSelectMultiple,
                error_messages={
                    "required": _("Make sure of the address first, and say so."),
                    "invalid_choice": _("It was changed again: look at it once more."),
                },
            )

    def clean_vouched(self):
        [mark] = self.cleaned_data["vouched"]
        return mark


class LinkForm(SendingForm):
    days = forms.IntegerField(
        label=_("Days the link is good for"), min_value=1, max_value=366, initial=365
    )


class GiveForm(forms.Form):
    """Which texts she agrees to, signed by her name and the day."""

    kinds = forms.MultipleChoiceField(
        label=_("I agree to"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one text.")},
    )
    name = forms.CharField(label=_("Your full name"), max_length=200)
    on = TodayField(label=_("Today's date"))

    def __init__(self, *args, offered=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {each.wording.kind: each for each in offered}
        self.fields["kinds"].choices = [
            (kind, each.wording.get_kind_display())
            for kind, each in self.offered.items()
        ]

    def parts(self):
        given = self.cleaned_data
        found = [self.offered[kind] for kind in given["kinds"]]
        return {"found": found, "name": given["name"], "on": given["on"]}


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
        said = dict(said)
        for on in days:
            self.fields[on.isoformat()] = forms.ChoiceField(
                label=date_format(on, "DATE_FORMAT"), choices=self.ANSWERS, required=False,
                widget=forms.RadioSelect, initial=said.get(on.isoformat()),
            )  # fmt: skip

    def days(self):
        return {on: answer for on, answer in self.cleaned_data.items() if answer}
