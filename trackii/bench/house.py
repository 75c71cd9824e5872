"""A house of its own to measure in: database, keystore and static files, gone afterwards."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings

from trackii import embedded, rows

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def standing() -> Iterator[None]:
    """The embedded servers up, as they were found afterwards."""
    ran = all(server.pid for server in embedded.status())
    embedded.start()
    try:
        yield
    finally:
        if not ran:
            embedded.stop()


@contextmanager
def apart(database: str = "bench") -> Iterator[None]:
    """Within this block nothing reaches the database or the keystore of the demo."""
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(**_places(Path(folder))),
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        before = str(settings.DATABASES["default"]["NAME"])
        connection.settings_dict["TEST"]["NAME"] = database
        connection.creation.create_test_db(
            verbosity=0, autoclobber=True, serialize=False
        )
        try:
            yield
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


@contextmanager
def as_web() -> Iterator[None]:
    """Within this block the database knows us as it knows the web process."""
    owner = connection.settings_dict["USER"]
    _log_in(rows.WEB)
    try:
        yield
    finally:
        _log_in(owner)


def _log_in(role: str) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["USER"] = role


def _places(folder: Path) -> dict[str, object]:
    keystore, static = folder / "keystore", folder / "static"
    keystore.mkdir()
    return {
        "KEYSTORE": keystore,
        "STATIC_ROOT": static,
        "ROOT_URLCONF": "trackii.bench.urls",
    }
