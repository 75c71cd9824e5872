"""Downloads: a response that cannot be run, guessed or cached, and is written down."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import HttpResponse

from trackii.audit import trail

if TYPE_CHECKING:
    from django.db import models

    from trackii.audit.trail import Actor


class Download(HttpResponse):
    """A file under a name made of code names and numbers, sandboxed where a browser opens it."""

    def __init__(
        self, content: bytes, *, name: str, kind: str, of: models.Model, by: Actor,
        verb: str = "export",
    ) -> None:  # fmt: skip
        super().__init__(content, content_type=kind)
        safe = re.sub(r"[^a-z0-9.-]+", "-", name.lower())
        self["Content-Disposition"] = f'attachment; filename="{safe}"'
        self["Content-Security-Policy"] = "sandbox; default-src 'none'"
        self["X-Content-Type-Options"] = "nosniff"
        trail.record(verb, of, by=by)
