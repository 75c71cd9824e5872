"""Forms of what is written: to several, in which words, to how many; a paper for one."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from trackii.sending import Once
from workshops import circulars
from workshops.models import Attestation, Circular


class BeginForm(Once):
    about = forms.ChoiceField(label=_("What it is about"))

    def __init__(self, *args, table, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = Circular.Kind
        self.rounds = {
            f"{kind}.{each.number}": (kind, each)
            for kind in (kinds.ANSWER, kinds.THANKS)
            for each in circulars.rounds(table, kind)
        }
        self.fields["about"].choices = [
            (kinds.TEXTS.value, kinds.TEXTS.label),
            *[(key, _about(*chosen)) for key, chosen in self.rounds.items()],
        ]

    def chosen(self, about):
        kind, workshop = self.rounds.get(about, (Circular.Kind.TEXTS, None))
        return {"kind": kind.value, "workshop": workshop}


def _about(kind, workshop):
    return _("%(kind)s, round %(number)d") % {
        "kind": kind.label, "number": workshop.number,
    }  # fmt: skip


class CircularForm(forms.Form):
    """Its words in each language. English is what stands in for one that is missing."""

    edition = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=30_000
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, name in settings.PREPARED_FOR:
            self.fields[code] = forms.CharField(
                label=name, max_length=2000, required=code == "en",
                widget=forms.Textarea(attrs={"rows": 5, "dir": "auto", "lang": code}),
            )  # fmt: skip

    def parts(self):
        given = self.cleaned_data
        words = {code: given[code] for code, _name in settings.PREPARED_FOR}
        words = {code: text for code, text in words.items() if text.strip()}
        return {"words": words, "edition": given["edition"]}


class SendForm(forms.Form):
    """What stood on the page before the press: how many, and in which words."""

    count = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30_000)
    edition = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=30_000
    )


class AttestForm(Once):
    """A paper for one participant: its words are read before it is made."""

    kind = forms.ChoiceField(label=_("Paper"), choices=Attestation.Kind.choices)
    language = forms.ChoiceField(label=_("Its language"), choices=settings.PREPARED_FOR)
    words = forms.CharField(
        label=_("Its words"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
    )  # fmt: skip
    true = forms.BooleanField(
        label=_(
            "Everything in it is true, and nothing in it tells more than is needed."
        )
    )
