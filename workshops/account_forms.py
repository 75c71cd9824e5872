"""What the account of a round asks for: its words, and what is decided on each finding."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WordsForm(forms.Form):
    """Words and the edition they began from, so that nobody saves over somebody else."""

    words = forms.CharField(
        label=_("The account"),
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 20, "dir": "auto"}),
    )
    edition = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )


class EditionForm(forms.Form):
    """Which edition was on the page: a signature is under that one or under none."""

    edition = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )


class Keys(forms.MultipleChoiceField):
    """Keys of findings that were ticked: which there are is known when they are looked for."""

    def valid_value(self, value):
        return len(value) <= 2000


class TickedForm(forms.Form):
    key = Keys(
        error_messages={"required": _("Tick at least one of them.")},
    )


class FindingForm(EditionForm):
    """Which finding, on which edition, and from where one goes on to the next."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=2000)
    at = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=10**6
    )


class RewordForm(FindingForm):
    instead = forms.CharField(
        label=_("In other words"), max_length=500, required=False, strip=True
    )


class KeepForm(FindingForm):
    reason = forms.CharField(label=_("Reason"), max_length=500)
