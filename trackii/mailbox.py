"""A post office for one machine: it takes every letter, keeps it, and passes none on."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from aiosmtpd.smtp import SMTP, Envelope

from trackii import embedded


class Letter(NamedTuple):
    """One delivery: a letter that arrived twice is here twice."""

    name: str
    arrived_at: datetime
    message: EmailMessage

    @property
    def to(self) -> str:
        return self.message["To"] or ""

    @property
    def sender(self) -> str:
        return self.message["From"] or ""

    @property
    def subject(self) -> str:
        return self.message["Subject"] or ""

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain", "html"))
        return body.get_content().replace("\r\n", "\n") if body else ""


def folder() -> Path:
    return embedded.var() / "mail"


def letters() -> list[Letter]:
    """Every letter that arrived, the latest first."""
    return [_read(path) for path in sorted(folder().glob("[!.]*.eml"), reverse=True)]


def received(message_id: str) -> bool:
    """Whether a letter of this Message-ID arrived. What was acknowledged, did."""
    return any(folder().glob(f"[!.]*-{_mark(message_id)}.eml"))


async def serve(port: int) -> None:
    """Take letters on this port of the loopback address until cancelled."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(_Desk(), hostname="localhost", enable_SMTPUTF8=True, loop=loop),
        "127.0.0.1",
        port,
    )
    await server.serve_forever()


class _Desk:
    """Acknowledges a letter once it lies on the disk, whole."""

    async def handle_DATA(  # noqa: N802 -- the name is aiosmtpd's
        self, _server: SMTP, _session: object, envelope: Envelope
    ) -> str:
        _keep(bytes(envelope.original_content or b""))
        return "250 OK"


def _keep(content: bytes) -> None:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = _mark(message_from_bytes(content, policy=policy.default)["Message-ID"])
    name = f"{time.time_ns():020}-{secrets.token_hex(4)}-{mark}.eml"
    draft = folder() / f".{name}"
    with draft.open("wb") as file:
        file.write(content)
        os.fsync(file.fileno())
    draft.rename(folder() / name)


def _mark(message_id: str | None) -> str:
    """A Message-ID may hold anything, a file's name may not."""
    return sha256((message_id or "").strip().encode()).hexdigest()[:32]


def _read(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    arrived_at = datetime.fromtimestamp(int(path.name[:20]) / 1e9, UTC)
    return Letter(path.stem, arrived_at, message)
