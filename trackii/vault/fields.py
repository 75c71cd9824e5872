"""Columns that hold sealed words, and refuse any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """Sealed words. They print nothing, wherever they are printed."""

    token: bytes

    def __str__(self) -> str:
        return "[sealed]"

    __repr__ = __str__


class SealedField(models.BinaryField):
    """Holds a Sealed and refuses plain text, so that nobody can store it by mistake.

    It names the compartment it belongs to, the day its words die by, and the column of
    its row that says which thing they die with; where it says none, the compartment.
    """

    def __init__(
        self,
        compartment: str = "",
        *,
        until: str = "",
        dies_with: str = "",
        **also: Any,
    ) -> None:
        super().__init__(**also)
        self.compartment, self.until = compartment, until
        self.dies_with = dies_with  # a rule for sealing: no migration need know it

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, [self.compartment, *args], {**kwargs, "until": self.until}

    def get_prep_value(self, value: Sealed | None) -> bytes | None:
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} takes vault.seal(…), not a bare value")
        return None if value is None else value.token

    def get_db_prep_value(
        self, value: Any, connection: Any, prepared: bool = False
    ) -> Any:
        return super().get_db_prep_value(
            value if prepared else self.get_prep_value(value), connection, True
        )

    def from_db_value(
        self, value: Any, expression: Any, connection: Any
    ) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def value_to_string(self, obj: models.Model) -> str:
        return "[sealed]"


class WorkerSealedField(SealedField):
    """Sealed to the worker's key: the web process can fill it and cannot read it.

    It dies with the compartment it was taken from, and with the thing it speaks of.
    """

    @property
    def shreds_with(self) -> str:
        return self.compartment


class LinkSealedField(SealedField):
    """Sealed to the key of one private link: handed out to a participant, or back to her.

    Anybody unlocked can fill it without her token. It dies with the compartment it was
    taken from, and with her.
    """
