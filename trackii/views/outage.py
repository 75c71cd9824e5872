"""When something broke: one plain page, that does not need what broke."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from psycopg_pool import PoolTimeout

OUT_OF_REACH = (OperationalError, InterfaceError, PoolTimeout)


def server_error(request):
    """PostgreSQL away is a 503 that says so; anything else is ours, a 500."""
    if isinstance(sys.exception(), OUT_OF_REACH):
        away = {"Retry-After": "30"}
        return HttpResponse(render_to_string("503.html"), status=503, headers=away)
    return HttpResponse(render_to_string("500.html"), status=500)
