"""Whom the house talks to: its database, its Redis, its mail system, and nobody else.

A word that leaves the machine goes under TLS, to whom its certificate names; `check --deploy`
takes nothing less. And once a web process or a worker serves, whatever in it is written in
Python reaches these three and no other, and starts no program: a library that calls home is
refused. Native code is not held back by this.
"""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@dataclass(frozen=True)
class Neighbour:
    """One of the three: where it is, whether under TLS, and whether it asks who calls."""

    name: str
    host: str  # a path, or nothing: a socket of this machine
    port: int
    guarded: bool
    asks: bool

    @property
    def is_a_socket(self) -> bool:
        return not self.host or self.host.startswith("/")

    @property
    def leaves(self) -> bool:
        """Whether what is said to it leaves this machine."""
        near = self.host in ("localhost", *settings.SAME_MACHINE)
        return not (near or self.is_a_socket or _is_loopback(self.host))


def neighbours() -> list[Neighbour]:
    return [_database(), _redis(), _mail_system()]


def _database() -> Neighbour:
    known: dict[str, Any] = settings.DATABASES["default"]
    options = known["OPTIONS"]
    guarded = options.get("sslmode") == "verify-full"
    asks = bool(known["PASSWORD"] or options.get("sslcert"))
    port = int(known["PORT"] or 5432)
    return Neighbour("PostgreSQL", known["HOST"], port, guarded, asks)


def _redis() -> Neighbour:
    parts = urlsplit(settings.REDIS_URL)
    by_path = parts.scheme == "unix"
    host = parts.path if by_path else parts.hostname or "localhost"
    guarded = parts.scheme == "rediss" and "ssl_" not in parts.query
    return Neighbour("Redis", host, parts.port or 6379, guarded, bool(parts.password))


def _mail_system() -> Neighbour:
    guarded = settings.EMAIL_USE_TLS
    host, port = settings.EMAIL_HOST or "localhost", settings.EMAIL_PORT
    return Neighbour("The mail system", host, port, guarded, asks=True)


def _is_loopback(host: str) -> bool:
    return _is_address(host) and ip_address(host).is_loopback


@register(Tags.security, deploy=True)
def nothing_leaves_in_the_clear(**also: Any) -> list[CheckMessage]:
    """Under TLS to whoever is not on this machine, and no service that lets anybody in."""
    found: list[CheckMessage] = []
    for each in neighbours():
        if each.leaves and not each.guarded:
            said = f"{each.name} is on another machine, and is talked to in the clear."
            found.append(Error(said, hint=_GUARD, id="trackii.E004"))
        if not each.asks and not each.is_a_socket:
            said = f"{each.name} asks nobody for a password."
            found.append(Error(said, hint=_PROVE, id="trackii.E005"))
    return found


_GUARD = (
    "postgresql://…?sslmode=verify-full, rediss://… and smtps://… speak TLS and look at the"
    " certificate. A host of this very machine is named in TRACKII_SAME_MACHINE."
)
_PROVE = "Set one there, and name it in DATABASE_URL or REDIS_URL."


class Stranger(PermissionError):
    """Somebody was called whom nobody named in the settings, or a program was started."""


_LOOKS_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_CALLS = {"socket.connect", "socket.sendto"}
_STARTS = {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.spawn"}


def keep_to_them() -> None:
    """From here on this process calls nobody else, and starts no program. For good."""
    known = {(each.host, each.port) for each in neighbours()}
    names = {host for host, _port in known} | {socket.gethostname(), "", None}

    def watch(event: str, said: tuple[Any, ...]) -> None:
        if event in _LOOKS_UP and said[0] not in names and not _is_address(said[0]):
            raise Stranger("a name was looked up that is no neighbour's")
        if event in _CALLS and not _is_known(said[1], known):
            raise Stranger("somebody was called who is no neighbour")
        if event in _STARTS:
            raise Stranger("a program was started")

    sys.addaudithook(watch)


def _is_known(called: Any, known: set[tuple[str, int]]) -> bool:
    """One of them, by where its name leads just now: a container may have moved."""
    if not isinstance(called, tuple):  # a socket of this machine
        return (os.fsdecode(called), 0) in {(host, 0) for host, _port in known}
    host, port = called[:2]
    for name, its_port in known:
        if port == its_port and host in {name, *_addresses(name)}:
            return True
    return False


def _addresses(name: str) -> set[str]:
    try:
        return {str(found[4][0]) for found in socket.getaddrinfo(name, None)}
    except OSError:
        return set()


def _is_address(host: Any) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
