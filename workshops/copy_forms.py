"""Forms about what is carried away: which words, in which form, for what; a number to look up."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from trackii.sending import Once
from workshops import copies
from workshops.models import Copy


class CopyForm(Once):
    account = forms.ChoiceField(label=_("Of what"))
    form = forms.ChoiceField(label=_("Form"), choices=Copy.Form)
    purpose = forms.ChoiceField(
        label=_("What for"), choices=[("", "–"), *Copy.Purpose.choices],
        help_text=_("It stands in the record each time the file is fetched."),
    )  # fmt: skip
    recipient = forms.CharField(
        label=_("For whom"), required=False, max_length=200,
        help_text=_("Sealed. It stands in no file and in no record."),
    )  # fmt: skip
    marked = forms.BooleanField(
        label=_("Print a copy number into it"), required=False,
        help_text=_("By that number you find out later whose copy it is."),
    )  # fmt: skip

    def __init__(self, *args, released=(), **kwargs):
        """`released` are the accounts that can be carried away."""
        super().__init__(*args, **kwargs)
        each = [(account.number, account.title) for account in released]
        whole = [(copies.WHOLE, _now("The whole series"))] if len(each) > 1 else []
        self.fields["account"].choices = each + whole


class ResolveForm(forms.Form):
    digits = forms.CharField(
        label=_("Number on a copy, or of a signature"), max_length=40
    )
