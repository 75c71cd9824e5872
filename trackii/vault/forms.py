"""What the unlock pages ask for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from trackii.vault import strength

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


class ProofForm(forms.Form):
    """The words, or the printed code: what shows whose vault it is."""

    proof = forms.CharField(
        label=_("Your passphrase, or your printed recovery code"),
        max_length=400,
        widget=forms.PasswordInput(attrs={**_words, "autocomplete": "off"}),
    )


class WordsForm(forms.Form):
    """Six words that are drawn, or a passphrase of one's own that is good enough."""

    DRAWN, OWN = "drawn", "own"

    way = forms.ChoiceField(
        label=_("The new passphrase"),
        choices=[
            (DRAWN, _("Six words, drawn for me")),
            (OWN, _("Words of my own")),
        ],
        initial=DRAWN,
        widget=forms.RadioSelect,
    )
    own = forms.CharField(
        label=_("Words of my own"),
        max_length=400,
        required=False,
        widget=forms.PasswordInput(attrs={**_words, "autocomplete": "new-password"}),
        help_text=_(
            "Only if you chose so. Six words or more that make no sentence, or sixteen"
            " letters and signs that were drawn by a program."
        ),
    )
    again = forms.CharField(
        label=_("The same again"),
        max_length=400,
        required=False,
        widget=forms.PasswordInput(attrs={**_words, "autocomplete": "new-password"}),
    )

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member

    def clean(self):
        given = super().clean()
        if given.get("way") == self.OWN:
            self._look_at(given.get("own", ""), given.get("again", ""))
        return given

    @property
    def chosen(self):
        """Her own words, once they are good enough; none, if they are to be drawn."""
        given = self.cleaned_data
        return given["own"] if given["way"] == self.OWN else ""

    def _look_at(self, own, again):
        if " ".join(own.split()).casefold() != " ".join(again.split()).casefold():
            self.add_error("again", _("Type the same words in both places."))
        elif not strength.is_enough(own, of=self.member):
            self.add_error("own", ValidationError(TOO_WEAK))


TOO_WEAK = _(
    "That could be guessed. Add words that have nothing to do with each other, with you"
    " or with your work, until there are six or more; or have six words drawn for you."
)


class ChangeForm(ProofForm, WordsForm):
    """The old words, or the printed code, buy new ones."""

    field_order = ["proof", "way", "own", "again"]
