"""What the environment says, read once; what is missing stops with the sentence that fixes it."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from trackii import embedded

# Which part of the house this process is. Each reads its own secrets and no other's.
ROLE = os.environ.get("TRACKII_ROLE", "web")
if ROLE not in {"web", "worker", "beat"}:
    raise ImproperlyConfigured("TRACKII_ROLE is one of web, worker, beat.")
# Whom the embedded database knows it as. A command that says nothing is its owner's; in
# service each has a DATABASE_URL of its own.
LOGIN = {"web": "trackii_web", "worker": "trackii_worker"}.get(
    os.environ.get("TRACKII_ROLE", ""), "trackii"
)

# Without a DATABASE_URL the house runs on its own PostgreSQL and Redis under var/.
EMBEDDED = not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"))


def read(name: str, default: str | None = None) -> str:
    """Read NAME_FILE if set, else NAME. Absent without a default means stop."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example.")
    return value


def secret(name: str, *roles: str) -> bytes:
    """A key of 32 bytes in URL-safe base64, for the roles that may hold it."""
    if ROLE not in roles:
        return b""
    return _key(name, read(name, embedded.secret(name) if EMBEDDED else None))


def former_secret(name: str, *roles: str) -> list[bytes]:
    """What a secret followed, for as long as something hangs on it: none, one or several."""
    if ROLE not in roles:
        return []
    return [_key(name, text) for text in read(name, "").replace(",", " ").split()]


def _key(name: str, text: str) -> bytes:
    try:
        key = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        key = b""
    if len(key) < 32:
        raise ImproperlyConfigured(
            f"{name} must be at least 32 random bytes in URL-safe base64:"
            " python -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    return key


def database() -> dict[str, object]:
    """postgresql://user:password@host:port/name, a socket's folder as ?host=…

    What libpq is to know of TLS goes along: ?sslmode=verify-full&sslrootcert=…
    """
    own = embedded.database_url(LOGIN) if EMBEDDED else None
    parts = urlsplit(read("DATABASE_URL", own))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://.")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if pair)
    options: dict[str, object] = {"connect_timeout": 3}
    options |= {k: unquote(v) for k, v in query.items() if k.startswith("ssl")}
    if ROLE == "web":  # a worker forks, and a pool does not survive that
        options["pool"] = {"min_size": 1, "max_size": 12, "timeout": 5}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
        "OPTIONS": options,
        # A pool hands out what PostgreSQL, started anew, no longer knows, unless it asks.
        "CONN_HEALTH_CHECKS": "pool" in options,
    }


def broker(url: str) -> tuple[str, dict[str, object] | None]:
    """What Celery calls the same Redis, and that its certificate is looked at."""
    if url.startswith("unix://"):
        url = url.replace("unix://", "redis+socket://", 1)
        return url.replace("?db=", "?virtual_host="), None
    guarded = {"ssl_cert_reqs": "required", "ssl_check_hostname": True}
    return url, guarded if url.startswith("rediss://") else None
