"""The mark of one entry: who has the database and not the audit key can write none.

It is made with the entry: an HMAC over what it says, under a number nobody has twice. It also
counts. Each thread of each process numbers what it writes, and says how much of that stood
already: an entry that is removed before it was chained is missed by the next one of its thread.
A number that is never seen means nothing, for an act that was rolled back had one.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import struct
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from threading import local
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from trackii import generations

if TYPE_CHECKING:
    from trackii.audit.models import Entry

_HEAD = struct.Struct(">4s8sQQ")  # name of the key, thread, its number, how many stood


class _Thread(local):
    """What one thread has written, and how much of it was committed."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self.process, self.name = os.getpid(), secrets.token_bytes(8)
        self.written = self.standing = 0

    def stands(self) -> None:
        self.standing += 1


_here = _Thread()


def begin() -> None:
    """Count from nothing, as a process does that was just started."""
    _here.begin()


@dataclass(frozen=True)
class Counted:
    """What a mark says of the thread that made it."""

    thread: bytes
    standing: int


def make(said: list[Any]) -> bytes:
    """The mark of an entry that is about to be written."""
    if _here.process != os.getpid():  # a fork is a thread of its own
        begin()
    _here.written += 1
    counted = (_here.name, _here.written, _here.standing)
    head = _HEAD.pack(generations.present("AUDIT_KEY"), *counted)
    return head + _mac(settings.AUDIT_KEY, head, said)


def written() -> None:
    """It is written: once it is committed, it stands."""
    transaction.on_commit(_here.stands)


def genuine(entry: Entry) -> bool:
    """Whether the house wrote it, with an audit key that is at hand."""
    mark = bytes(entry.mark or b"")
    head, mac = mark[: _HEAD.size], mark[_HEAD.size :]
    return any(
        hmac.compare_digest(mac, _mac(key, head, said(entry)))
        for key in generations.of("AUDIT_KEY")
        if head.startswith(generations.name(key))
    )


def counted(entry: Entry) -> Counted | None:
    """What it says of its thread; nothing, if it is older than marks."""
    if entry.mark is None:
        return None
    _name, thread, _number, standing = _HEAD.unpack_from(bytes(entry.mark))
    return Counted(thread, standing)


def said(entry: Any) -> list[Any]:
    """What an entry says, as it is vouched for: all but its place in the order."""
    return [
        entry.at.astimezone(UTC).isoformat(), entry.actor and str(entry.actor), entry.verb,
        entry.subject_kind, entry.subject and str(entry.subject),
        entry.initiative and str(entry.initiative), entry.outcome, entry.rows,
    ]  # fmt: skip


def _mac(audit_key: bytes, head: bytes, words: list[Any]) -> bytes:
    key = hmac.digest(audit_key, b"trackii an entry", sha256)
    return hmac.digest(key, head + json.dumps(words).encode(), sha256)
