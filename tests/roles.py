"""Being somebody else to PostgreSQL: what the web process is, and what others would be."""

from contextlib import contextmanager

import psycopg
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client
from django.test.client import ClientHandler

from trackii.rows import WEB


@contextmanager
def stepping_into(role=WEB):
    """Within this block the test's own connection has a role's rights and no others.

    Said to psycopg itself: no count of queries hears of it.
    """
    connection.ensure_connection()
    raw = connection.connection
    raw.execute(f"SET ROLE {role}")
    try:
        yield
    finally:
        if raw.info.transaction_status != psycopg.pq.TransactionStatus.INERROR:
            raw.execute("RESET ROLE")


class WebHandler(ClientHandler):
    def get_response(self, request):
        with stepping_into():
            return super().get_response(request)


class WebClient(Client):
    """A browser whose requests PostgreSQL answers as it answers the web process."""

    def __init__(self, *args, **how):
        strict = how.pop("enforce_csrf_checks", False)
        super().__init__(*args, **how)
        self.handler = WebHandler(enforce_csrf_checks=strict)


class WebServer(WSGIHandler):
    """The same for a server in a thread of the tests, for a browser to ask."""

    def get_response(self, request):
        with stepping_into():
            return super().get_response(request)
