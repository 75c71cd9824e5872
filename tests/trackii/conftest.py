"""A machine of its own for the services of docker-compose.yml, without the containers."""

import re
import secrets
import shutil
import socket
import tempfile
from pathlib import Path

import pytest
from composed import COMPOSE, HERE, LOGS_IN

from trackii import embedded
from trackii.vault import suite


@pytest.fixture
def machine(monkeypatch):
    """The place of the containers: secrets, a keystore, and servers of their own."""
    place = Path(tempfile.mkdtemp(prefix="trackii-", dir="/tmp"))
    place.chmod(0o755)
    for name in ("DATABASE_URL", "DATABASE_URL_FILE", "REDIS_URL", "REDIS_URL_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TRACKII_VAR", str(place / "var"))
    embedded.start()
    seed = secrets.token_bytes(32)
    kept = {name: secrets.token_urlsafe(32) for name in COMPOSE["secrets"]}
    kept |= {
        "worker_key": suite.text(seed),
        "worker_public": suite.text(suite.public(seed)),
    }
    for name, role in LOGS_IN.items():
        kept[name] = embedded.database_url(role)
    kept["redis_url"] = embedded.redis_url()
    for folder in ("secrets", "keystore"):
        (place / folder).mkdir()
    for name, value in kept.items():
        (place / "secrets" / name).write_text(value)
    yield place
    embedded.stop()
    shutil.rmtree(place)


@pytest.fixture
def at_home(machine):
    """Translates what is said in a container into what it is called on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        web = f"127.0.0.1:{free.getsockname()[1]}"
    here = {
        "/run/secrets": str(machine / "secrets"),
        "/keystore": str(machine / "keystore"),
        "/tmp": str(machine),
        "0.0.0.0:8000": web,
        "127.0.0.1:8000": web,
        "$$": "$",
    }
    example = dict(
        re.findall(r"^(\w+)=(.*)$", (HERE / ".env.example").read_text(), re.MULTILINE)
    )
    names = re.compile("|".join(map(re.escape, here)) + r"|\$\{(\w+)[^}]*\}")
    return lambda text: names.sub(lambda m: here.get(m[0]) or example[m[1]], text)
