"""When something broke or came too long: one plain page, that does not need what broke."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from psycopg_pool import PoolTimeout

OUT_OF_REACH = (OperationalError, InterfaceError, PoolTimeout)


def bad_request(request, exception):
    """What is too long is said to be, with how long it may be; a region leaves the words.

    With htmx the sentence goes above the page, and the box with its words stays as it is.
    """
    if not isinstance(exception, RequestDataTooBig):
        return render(request, "400.html", status=400)
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
    response = render(request, "413.html", {"most": most}, status=413)
    response["HX-Retarget"], response["HX-Reswap"] = "#messages", "innerHTML"
    response["HX-Reselect"] = "#too-long"
    return response


def server_error(request):
    """PostgreSQL away is a 503 that says so; anything else is ours, a 500."""
    if isinstance(sys.exception(), OUT_OF_REACH):
        away = {"Retry-After": "30"}
        return HttpResponse(render_to_string("503.html"), status=503, headers=away)
    return HttpResponse(render_to_string("500.html"), status=500)
