"""The application as a server holds it."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler


def serve() -> WSGIHandler:
    """Loaded whole. What stands in memory now stays there: no collection walks it again."""
    handler = get_wsgi_application()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    return handler
