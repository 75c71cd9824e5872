"""Asking for another password: the answer is there before anybody is looked for or written to."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from allauth.account import forms
from django.db import connection
from django.utils import translation

log = logging.getLogger(__name__)
_afterwards = ThreadPoolExecutor(max_workers=2, thread_name_prefix="reset")


class ResetPasswordForm(forms.ResetPasswordForm):
    """Finding and writing to somebody takes time, and time would tell who is known.

    It is taken in a thread of its own. If the process ends meanwhile, no letter goes, and
    she asks again.
    """

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def save(self, request: Any, **_: Any) -> str:
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
