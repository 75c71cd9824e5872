"""How gunicorn holds the application: `--config python:trackii.listening`.

It speaks before the application does, to whoever sends what is no request: there too it
says the house's headers and nothing of what was sent, and writes down neither that nor by whom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gunicorn.http.errors import ParseException
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from trackii.headers import HEADERS

if TYPE_CHECKING:
    from socket import socket

worker_class = "trackii.listening.Worker"
workers, threads = 2, 4
control_socket_disable = True
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "trackii.logbook.QuietFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "gunicorn.error": {"handlers": ["stderr"], "level": "WARNING"},
        # Who asked for what is nobody's affair: it goes nowhere.
        "gunicorn.access": {"handlers": [], "level": "CRITICAL"},
    },
}


class Worker(ThreadWorker):
    """Gunicorn's own, more tight-lipped."""

    def handle_error(self, req: Any, client: socket, addr: Any, exc: Any) -> None:
        """Answer what the application never saw, or did not survive."""
        self.log.error("no answer of the application's", exc_info=exc)
        ours = not isinstance(exc, ParseException)
        status = "500 Internal Server Error" if ours else "400 Bad Request"
        body = status.partition(" ")[2].encode() + b"\n"
        said = HEADERS | {
            "Connection": "close",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(body)),
        }
        lines = [f"HTTP/1.1 {status}", *(f"{k}: {v}" for k, v in said.items()), "", ""]
        try:
            write_nonblock(client, "\r\n".join(lines).encode() + body)
        except OSError:
            self.log.debug("nobody waited for the answer")
