"""The code of a link, and asking for another password: the answer is there before anybody
is looked for or written to.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from allauth.account import forms
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as proofs
from allauth.mfa.webauthn import forms as passes
from django.core.validators import RegexValidator
from django.db import connection
from django.forms import CharField, Form, TextInput
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from trackii.accounts import adapters, passkeys

log = logging.getLogger(__name__)
_afterwards = ThreadPoolExecutor(max_workers=2, thread_name_prefix="reset")


class LinkCodeForm(Form):
    """What stood behind the # of a link, where no server and no log sees it."""

    code = CharField(
        label=_("The code of your link"),
        max_length=400,
        widget=TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr", "data-code": ""}
        ),
        help_text=_("It stands behind the # of the link. The whole link will do."),
    )  # fmt: skip

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        return code.rpartition("#")[2].strip()


class ResetCodeForm(LinkCodeForm):
    def clean_code(self) -> str:
        code = super().clean_code()
        RegexValidator(r"^[0-9A-Za-z]+-\S+$", _("That is not the code of a letter."))(
            code
        )
        return code


class _HerOwnProof:
    """A code is tried against her own second factors: whatever else stands there is none."""

    def clean_code(self) -> str:
        with adapters.of(self.user):
            try:
                return super().clean_code()
            except adapters.NotHers:
                raise get_adapter().validation_error("incorrect_code") from None


class AuthenticateForm(_HerOwnProof, proofs.AuthenticateForm):
    """Signing in by a code."""


class ReauthenticateForm(_HerOwnProof, proofs.ReauthenticateForm):
    """Showing once more that it is she."""


class AddPasskeyForm(passes.AddWebAuthnForm):
    """A passkey is taken for whose session this is, and for nobody else."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean()
        if credential := given.get("credential"):
            given["credential"] = passkeys.vouched(credential, self.user.pk)
        return given


class _HerOwnPasskey:
    """One that she did not set up herself proves nothing, whoever holds it."""

    def clean_credential(self) -> Any:
        passkey = super().clean_credential()
        if not passkeys.is_hers(passkey):
            raise get_adapter().validation_error("incorrect_code")
        return passkey


class PasskeyForm(_HerOwnPasskey, passes.AuthenticateWebAuthnForm):
    """Signing in by a passkey, after the password."""


class PasskeyAloneForm(_HerOwnPasskey, passes.LoginWebAuthnForm):
    """Signing in by a passkey and nothing else."""


class PasskeyAgainForm(_HerOwnPasskey, passes.ReauthenticateWebAuthnForm):
    """Showing by a passkey once more that it is she."""


class ResetPasswordForm(forms.ResetPasswordForm):
    """Finding and writing to somebody takes time, and time would tell who is known.

    It is taken in a thread of its own. If the process ends meanwhile, no letter goes, and
    she asks again.
    """

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def save(self, request: Any, **also: Any) -> str:
        language = translation.get_language()
        work = _afterwards.submit(copy_context().run, self._write, request, language)
        work.add_done_callback(_say_if_it_broke)
        return self.cleaned_data["email"]

    def _write(self, request: Any, language: str) -> None:
        try:
            with translation.override(language):
                super().clean_email()  # looks for who has this address
                super().save(request)
        finally:
            connection.close()


def _say_if_it_broke(work: Future[None]) -> None:
    if error := work.exception():
        log.error("no letter about a password", exc_info=error)
