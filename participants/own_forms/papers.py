"""What the team writes and takes down: the texts, a paper, the link to an own page."""

from hashlib import sha256

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from participants.own_forms.days import TodayField
from trackii.sending import Once


class WordingForm(forms.Form):
    """One text in each language. English is what stands in for one that is missing."""

    edition = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=30_000
    )
    # The words as they were last laid out, as participants read them.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

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

    def looks(self):
        """Whether these words were not laid out yet: then they are, and count afterwards."""
        if not (self.is_bound and self.is_valid()):
            return False
        shown = sha256(repr(self.parts()["words"]).encode()).hexdigest()
        self.data = self.data.copy()
        self.data["seen"] = shown
        return self.cleaned_data["seen"] != shown


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
