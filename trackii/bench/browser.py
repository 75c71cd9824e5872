"""A browser without a network: whole WSGI requests through the handler gunicorn would call."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from collections.abc import Iterable

_ASSET = re.compile(r'(?:href|src)="(/static/[^"#]+)')


@dataclass
class Answer:
    """What came back, and what it cost this process."""

    status: int
    size: int  # bytes, headers included
    body: bytes
    wall: float  # seconds
    cpu: float  # seconds of processor time, all threads


@dataclass
class Browser:
    """One visitor with her cookies. Every request runs all middleware and ends its connection."""

    handler: WSGIHandler
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        environ = self._environ(path)
        started: list[Any] = []
        wall, cpu = time.perf_counter(), time.process_time()
        answer: Any = self.handler(environ, _heard(started))
        body = b"".join(answer)
        answer.close()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        status, headers = int(started[0].split()[0]), started[1]
        self._keep(headers)
        size = len(body) + sum(len(name) + len(value) + 4 for name, value in headers)
        return Answer(status, size, body, wall, cpu)

    def queries(self, path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.get(path)
        return len(captured)

    def cold(self, path: str) -> int:
        """Bytes of a page and of everything it names, as an empty cache would fetch them."""
        page = self.get(path)
        assets = set(_ASSET.findall(page.body.decode()))
        return page.size + sum(self.get(asset).size for asset in assets)

    def _keep(self, headers: Iterable[tuple[str, str]]) -> None:
        """As browsers do: who came before brings along what she was given then."""
        for name, value in headers:
            if name == "Set-Cookie":
                for cookie in SimpleCookie(value).values():
                    self.cookies[cookie.key] = cookie.value

    def _environ(self, path: str) -> dict[str, Any]:
        path, _mark, query = path.partition("?")
        return {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost:8000",
            "HTTP_ACCEPT_ENCODING": "gzip",
            "HTTP_ACCEPT_LANGUAGE": "en",
            "HTTP_COOKIE": _joined(self.cookies.items()),
            "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(),
            "wsgi.url_scheme": "http",
        }


def _joined(pairs: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{name}={value}" for name, value in pairs)


def _heard(started: list[Any]) -> Any:
    """What the handler tells a server: the status, then the headers."""
    return lambda *line: started.extend(line)
