"""Where allauth asks the house: nobody signs up uninvited, second factors are sealed."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail; an account begins with an invitation and in no other way."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def get_user_display(self, user: Any) -> str:
        return str(user)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors rest encrypted under a key of the web process alone."""

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(force_bytes(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(force_bytes(encrypted_text)).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "trackii"}


def _fernet() -> Fernet:
    key = HKDF(SHA256(), 32, None, b"trackii second factors").derive(settings.ROOT_KEY)
    return Fernet(urlsafe_b64encode(key))
