"""Dockerfile and docker-compose.yml as they are written, and the environment given to each service."""

import json
import os
import sys
from pathlib import Path

import yaml

from trackii import embedded
from trackii.rows import WEB, WORKER

HERE = embedded.HERE
COMPOSE = yaml.safe_load((HERE / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"] == "trackii"}

STEPS = [
    line.split(maxsplit=1)
    for line in (HERE / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    if line and not line.startswith("#")
]
# Whom PostgreSQL knows each address of the database as.
LOGS_IN = {
    "database_url": "trackii",
    "database_url_web": WEB,
    "database_url_worker": WORKER,
}


def step_of(word):
    return [rest for first, rest in STEPS if first == word]


def command_of(service):
    """What a service runs: its own command, else the image's."""
    return service.get("command") or json.loads(step_of("CMD")[0])


def surroundings_of(service, at_home):
    path = os.pathsep.join([str(Path(sys.prefix, "bin")), os.defpath])
    given = {key: at_home(value) for key, value in service["environment"].items()}
    return {"PATH": path, "LC_ALL": "C.UTF-8", **given}
