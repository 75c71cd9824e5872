"""What the unlock pages ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

_words = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


class UnlockForm(forms.Form):
    passphrase = forms.CharField(
        label=_("Vault passphrase"),
        max_length=400,
        widget=forms.PasswordInput(
            attrs={**_words, "autocomplete": "current-password", "autofocus": True}
        ),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2000)


class ChangeForm(forms.Form):
    """The old words, or the printed code, buy six new ones."""

    proof = forms.CharField(
        label=_("Your passphrase, or your printed recovery code"),
        max_length=400,
        widget=forms.PasswordInput(attrs={**_words, "autocomplete": "off"}),
    )
