"""Where a colleague's calendar fetches her rounds."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from trackii import clock


class Feed(models.Model):
    """A secret address of one colleague. Its hash alone is kept, and nothing it shows."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    colleague = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField(default=clock.now)

    objects = models.Manager()

    def __str__(self) -> str:
        return f"feed {self.pk}"
