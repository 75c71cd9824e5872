"""What joining and inviting ask for."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from trackii.accounts.models import User


class JoinForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=80, help_text=_("As your colleagues know you.")
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=400,
        strip=False,  # as it was typed: that is how it will be asked for
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Twelve characters or more. It signs you in; it opens no vault."),
    )

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self):
        """Held against her name and address, like every password after this one."""
        who = User(name=self.cleaned_data.get("name", ""), email=self.email)
        validate_password(self.cleaned_data["password"], who)
        return self.cleaned_data["password"]


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("Email"))
    is_administrator = forms.BooleanField(
        label=_("As an administrator"),
        required=False,
        help_text=_(
            "Looks after accounts and the installation. Holds no key, sees no content."
        ),
    )
