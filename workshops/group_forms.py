"""Forms about who sits with whom: arranged, kept apart, moved by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trackii.labels import listed
from trackii.sending import Once
from workshops.regrouping import Move


class ArrangeForm(forms.Form):
    """How many rounds of how many groups, and who interprets."""

    rounds = forms.IntegerField(
        label=_("Rounds"), min_value=1, max_value=10, initial=3,
        help_text=_("How often everybody changes groups."),
    )  # fmt: skip
    groups = forms.IntegerField(
        label=_("Groups in each"), min_value=1, max_value=12, initial=3
    )
    interpreters = forms.MultipleChoiceField(
        label=_("Who interprets"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Between any two of the languages noted among what is known of them."),
    )  # fmt: skip

    def __init__(self, *args, third_party=(), **kwargs):
        super().__init__(*args, **kwargs)
        if third_party:
            self.fields["interpreters"].choices = [
                (code, code.upper()) for code in third_party
            ]
        else:
            del self.fields["interpreters"]


class ApartForm(forms.Form):
    """Two code names to a line."""

    pairs = forms.CharField(
        label=_("Kept apart"), required=False, max_length=600,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr"}),
        help_text=_("Two code names to a line: A-01 B-03"),
    )  # fmt: skip

    def clean_pairs(self):
        lines = self.cleaned_data["pairs"].lower().splitlines()
        pairs = [
            tuple(line.replace(",", " ").split()) for line in lines if line.strip()
        ]
        if odd := [" ".join(pair) for pair in pairs if len(pair) != 2]:
            said = _("Two code names to a line, not: %(line)s")
            raise forms.ValidationError(said % {"line": odd[0].upper()})
        return pairs

    @staticmethod
    def lines(pairs):
        return "\n".join(" ".join(pair).upper() for pair in pairs)


class RegroupForm(Once):
    """Who goes to which group, in exchange for whom, and why where a rule speaks against it."""

    code = forms.ChoiceField(label=_("Who is moved"))
    to = forms.TypedChoiceField(label=_("To which group"), coerce=int)
    exchange = forms.ChoiceField(
        label=_("In exchange for"), required=False,
        help_text=_("Somebody of that group, who goes the other way: sides stay even."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_(
            "Only where something speaks against it. Kept sealed with what is known of people."
        ),
    )  # fmt: skip

    def __init__(self, *args, turn, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.turn = turn
        named = [(number, listed(name for name, _side in group))
                 for number, group in enumerate(groups, 1)]  # fmt: skip
        label = str(_("Group %(number)s: %(codes)s"))
        group_names = [(n, label % {"number": n, "codes": codes}) for n, codes in named]
        people = [
            (label, [(name.lower(), f"{name} ({side})") for name, side in group])
            for (_n, label), group in zip(group_names, groups, strict=True)
        ]
        choose = [("", _("Choose"))]
        self.fields["code"].choices = choose + people
        self.fields["to"].choices = choose + group_names
        self.fields["exchange"].choices = [("", _("Nobody")), *people]

    def parts(self):
        return Move(self.turn, **self.cleaned_data)
