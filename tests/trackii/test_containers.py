"""Dockerfile and docker-compose.yml say nothing that the repository does not bear out."""

import json
import os
import re
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from itertools import chain
from pathlib import Path

import pytest
import yaml

from trackii import embedded, wheels
from trackii.running import within
from trackii.vault import suite

HERE = embedded.HERE
COMPOSE = yaml.safe_load((HERE / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"] == "trackii"}
STEPS = [
    line.split(maxsplit=1)
    for line in (HERE / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    if line and not line.startswith("#")
]
# Who holds which key: the table of the vault, and the reason there are three roles.
HOLDS = {
    "web": {"AUDIT_KEY", "PEPPER", "ROOT_KEY", "WORKER_PUBLIC"},
    "worker": {"AUDIT_KEY", "WORKER_KEY"},
    "beat": set(),
    "migrate": set(),
}


def _step(word):
    return [rest for first, rest in STEPS if first == word]


def _command(service):
    """What a service runs: its own command, else the image's."""
    return service.get("command") or json.loads(_step("CMD")[0])


def _programs(image):
    """The programs of an image: our own as installed, the others' as embedded."""
    if image == "trackii":
        return Path(sys.prefix, "bin")
    embeds = {"postgres": wheels.postgres(embedded.home()), "redis": wheels.redis()}
    return embeds[image.partition(":")[0]]


def _secrets(service):
    given = service["environment"]
    return {name: value for name, value in given.items() if name.endswith("_FILE")}


def _offered():
    text = (HERE / ".env.example").read_text()
    return set(re.findall(r"^([A-Z_]+)=", text, re.MULTILINE))


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_runs_a_program_that_is_there(name):
    service = SERVICES[name]
    check = shlex.split(" ".join(service.get("healthcheck", {}).get("test", [])[1:2]))

    for program in (_command(service)[0], *check[:1]):
        assert (_programs(service["image"]) / program).exists() or program == "find"


@pytest.mark.parametrize("name", OURS)
def test_each_variable_is_offered_in_the_example(name):
    given = {key.removesuffix("_FILE") for key in OURS[name]["environment"]}
    asked = set(re.findall(r"\$\{(\w+)", str(OURS[name])))

    assert given | asked <= _offered()


@pytest.mark.parametrize("name", HOLDS)
def test_each_service_holds_its_own_keys_and_no_others(name):
    held = {key.removesuffix("_FILE") for key in _secrets(SERVICES[name])}

    assert held - {"DATABASE_URL"} == {f"TRACKII_{key}" for key in HOLDS[name]}


def test_no_secret_stands_in_the_file_itself():
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            secret = re.search("(KEY|PEPPER|PASSWORD|PUBLIC|DATABASE_URL)$", key)
            assert not secret or value == "postgresql://"


@pytest.mark.parametrize("name", SERVICES)
def test_each_secret_is_declared_and_handed_over(name):
    named = {
        value.removeprefix("/run/secrets/")
        for key, value in SERVICES[name].get("environment", {}).items()
        if key.endswith("_FILE")
    }
    handed = set(SERVICES[name].get("secrets", []))

    assert named <= handed <= COMPOSE["secrets"].keys()


def test_each_file_that_is_named_exists():
    copied = [rest.split()[:-1] for rest in _step("COPY") if "--from" not in rest]
    kept = re.findall(r"^!(.+)$", (HERE / ".dockerignore").read_text(), re.MULTILINE)

    for path in (*chain(*copied), *kept):
        assert (HERE / path).exists(), path


def test_every_package_of_the_house_is_in_the_image():
    kept = re.findall(r"^!(.+)$", (HERE / ".dockerignore").read_text(), re.MULTILINE)
    packages = {path.parent.name for path in HERE.glob("*/__init__.py")} - {"tests"}

    assert packages | {"manage.py", "static", "templates"} <= set(kept)


def test_nothing_of_ours_runs_as_root_or_may_write_where_it_should_not():
    assert _step("USER") == ["trackii"]
    for service in OURS.values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]


def test_whoever_stays_is_asked_how_it_is():
    staying = {name for name, each in SERVICES.items() if each["restart"] != "no"}

    assert {name for name in SERVICES if "healthcheck" in SERVICES[name]} == staying


def test_only_the_web_is_reached_from_outside_and_only_on_this_machine():
    doors = {name: each["ports"] for name, each in SERVICES.items() if "ports" in each}

    assert doors == {"web": ["127.0.0.1:8000:8000"]}


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
    kept["database_url"] = embedded.database_url()
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
        "redis://redis:6379/0": embedded.redis_url(),
        "0.0.0.0:8000": web,
        "127.0.0.1:8000": web,
        "$$": "$",
    }
    example = dict(
        re.findall(r"^(\w+)=(.*)$", (HERE / ".env.example").read_text(), re.MULTILINE)
    )
    names = re.compile("|".join(map(re.escape, here)) + r"|\$\{(\w+)[^}]*\}")
    return lambda text: names.sub(lambda m: here.get(m[0]) or example[m[1]], text)


def _surroundings(service, at_home):
    path = os.pathsep.join([str(Path(sys.prefix, "bin")), os.defpath])
    given = {key: at_home(value) for key, value in service["environment"].items()}
    return {"PATH": path, "LC_ALL": "C.UTF-8", **given}


def _healthy(service, at_home):
    kind, *test = service["healthcheck"]["test"]
    test = [at_home(word) for word in test]
    command = ["sh", "-c", *test] if kind == "CMD-SHELL" else test
    surroundings = _surroundings(service, at_home)
    run = subprocess.run(
        command, cwd=HERE, env=surroundings, capture_output=True, check=False
    )
    return run.returncode == 0


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_each_service_starts_by_its_own_command_and_says_it_is_well(name, at_home):
    migrate, service = SERVICES["migrate"], SERVICES[name]
    migrating = [at_home(word) for word in _command(migrate)]
    surroundings = _surroundings(migrate, at_home)
    subprocess.run(migrating, cwd=HERE, env=surroundings, stdout=-3, check=True)
    command = [at_home(word) for word in _command(service)]
    surroundings = _surroundings(service, at_home)
    assert not _healthy(service, at_home)

    serving = subprocess.Popen(
        command, cwd=HERE, env=surroundings, start_new_session=True
    )

    try:
        assert within(60, lambda: _healthy(service, at_home))
        assert serving.poll() is None
    finally:
        serving.terminate()
        assert serving.wait(60) == 0


def test_the_static_files_are_collected_without_a_key(tmp_path):
    [step] = [rest for rest in _step("RUN") if "collectstatic" in rest]
    path = os.pathsep.join([str(Path(sys.prefix, "bin")), os.defpath])

    collecting = subprocess.run(
        ["sh", "-c", f"{step} --dry-run"],
        cwd=HERE,
        env={"PATH": path, "TRACKII_VAR": str(tmp_path / "var")},
        capture_output=True,
        check=False,
    )

    assert collecting.returncode == 0, collecting.stderr
    assert not (tmp_path / "var").exists()
