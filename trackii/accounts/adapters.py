"""Where allauth asks the house: nobody signs up uninvited, second factors are sealed."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from contextlib import contextmanager
from contextvars import ContextVar
from email.utils import make_msgid
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.translation import gettext_lazy as _

from trackii import generations, principal
from trackii.accounts.invitations import on_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail; an account begins with an invitation and in no other way."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def login(self, request: Any, user: Any) -> None:
        """Whoever signs in is herself for the rest of the request."""
        super().login(request, user)
        principal.become(principal.member(user.pk))

    def get_user_display(self, user: Any) -> str:
        return str(user)

    def post_login(self, request: Any, user: Any, **how: Any) -> Any:
        _record("sign in", user)
        return super().post_login(request, user, **how)

    def send_notification_mail(
        self, template_prefix: str, user: Any, *also: Any, **more: Any
    ) -> None:
        """Called whenever somebody changes how she signs in: it is written down.

        A session that was let in by a second factor asks for one again.
        """
        _record(template_prefix.rpartition("/")[2].replace("_", " "), user)
        self.request.session.pop("second_factor", None)
        super().send_notification_mail(template_prefix, user, *also, **more)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the address the house is known by; the key behind the #, where nobody logs it."""
        return f"{settings.ORIGIN}{reverse('reset_by_code')}#{key}"

    def render_mail(self, *what: Any, **how: Any) -> Any:
        message = super().render_mail(*what, **how)
        # Django's own names the machine it was written on.
        message.extra_headers["Message-ID"] = make_msgid(domain="letter.invalid")
        return message


class NotHers(PermissionDenied):
    """This second factor was made for somebody else, or before they had owners."""


_whose: ContextVar[UUID] = ContextVar("whose second factor")


@contextmanager
def of(user: Any) -> Iterator[None]:
    """Within this block it is this colleague's second factors that are made and tried."""
    token = _whose.set(user.pk)
    try:
        yield
    finally:
        _whose.reset(token)


def _owner() -> bytes:
    """Whose it is: whom somebody named, or who is signed in."""
    named = _whose.get(None)
    if named is None:
        user = getattr(context.request, "user", None)
        if user is None or not user.is_authenticated:
            raise LookupError("a second factor is made or tried for nobody")
        named = user.pk
    return named.bytes


class MFAAdapter(DefaultMFAAdapter):
    """Second factors rest encrypted under a key of the web process alone, each for its owner:
    another's row, or her own put into another's, opens nothing."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Set up another second proof first: signing in takes two."
        )
    }

    def encrypt(self, text: str) -> str:
        return _fernets().encrypt(_owner() + force_bytes(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        words = _fernets().decrypt(force_bytes(encrypted_text))
        if not words.startswith(_owner()):
            raise NotHers
        return words.removeprefix(_owner()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one: signing in takes two proofs."""
        hers = Authenticator.objects.filter(user=authenticator.user)
        codes = Authenticator.Type.RECOVERY_CODES
        return hers.exclude(pk=authenticator.pk).exclude(type=codes).exists()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "trackii"}


def _record(verb: str, user: Any) -> None:
    for write in on_record:
        write(verb, user, by=user)


def is_present(encrypted_text: str) -> bool:
    """Whether it was encrypted under the root key of now, for who is named."""
    try:
        present = _fernet(generations.of("ROOT_KEY")[0])
        return present.decrypt(force_bytes(encrypted_text)).startswith(_owner())
    except InvalidToken:
        return False


def encrypt_again(encrypted_text: str) -> str:
    """The same second factor under the root key of now. One from before they had owners is
    hers in whose row it stands; one that has another owner stays shut."""
    words = _fernets().decrypt(force_bytes(encrypted_text))
    if words.startswith(_owner()):
        words = words.removeprefix(_owner())
    elif not words.isascii() or not words.decode().isalnum():
        raise NotHers
    return _fernets().encrypt(_owner() + words).decode()


def _fernets() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in generations.of("ROOT_KEY")])


def _fernet(root_key: bytes) -> Fernet:
    key = HKDF(SHA256(), 32, None, b"trackii second factors").derive(root_key)
    return Fernet(urlsafe_b64encode(key))
