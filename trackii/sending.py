"""A form that was sent is acted on whole, once, or handed back with what was typed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict

from trackii.accounts.models import Sent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID


class AlreadySent(Exception):
    """The same form came twice: a second press, or a page that was sent again."""


class Once(forms.Form):
    """A form that makes something. Its number goes with it, and is good for one time."""

    number = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)


class Read(forms.Form):
    """A form that puts right what stands: which edition of it somebody had before her."""

    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


def _beside(
    form: forms.Form, stored: dict[str, Any], now: str
) -> list[tuple[Any, Any]]:
    """What stands where something else was typed, by label; the form has read it from here."""
    form.data = QueryDict.copy(form.data)  # type: ignore[arg-type]
    form.data["read"] = now
    typed = {name: _plain(form.data.get(name)) for name in stored}
    return [
        (form.fields[name].label, value)
        for name, value in stored.items()
        if name in form.fields and typed[name] != _plain(value)
    ]


def _plain(value: Any) -> str:
    """As a form sends it, whatever blanks it is written with; a tick is sent as "on"."""
    return "on" if value is True else " ".join(str(value or "").split())


def meanwhile(form: forms.Form, stored: dict[str, Any], now: str) -> dict[str, Any]:
    """For a page that hands a form back: what somebody else saved, if that is why."""
    if form.has_error(NON_FIELD_ERRORS, "meanwhile"):
        return {"meanwhile": _beside(form, stored, now)}
    return {}


def attempt(form: forms.Form, act: Callable[..., Any]) -> bool:
    """Act on a form that is whole; what the operation refuses becomes the form's error."""
    whole = form.is_valid()
    number = form.cleaned_data.pop("number", None)
    if not whole:
        if Sent.objects.filter(number=number).exists():
            raise AlreadySent  # no wonder: what it chose is taken, by itself
        return False
    try:
        with _once(number):
            act(**form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    return True


@contextmanager
def _once(number: UUID | None) -> Iterator[None]:
    """What is done inside is done with this number, or neither is.

    Of two that come at once, the second waits at the primary key for the first.
    """
    if number is None:
        yield
        return
    with transaction.atomic():
        try:
            with transaction.atomic():
                Sent.objects.create(number=number)
        except IntegrityError as error:
            raise AlreadySent from error
        yield
