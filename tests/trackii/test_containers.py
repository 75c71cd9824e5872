"""Dockerfile and docker-compose.yml say nothing that the repository does not bear out."""

import os
import re
import shlex
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest
from composed import COMPOSE, HERE, OURS, SERVICES, command_of, step_of, surroundings_of

from trackii import embedded, wheels
from trackii.rows import BACKUP, WEB, WORKER
from trackii.running import within

# What is offered in .env.example and handed to no container, and why.
NOT_HANDED_OVER = {
    "TRACKII_BACKUP_TO": "a backup is made by a command that is told it: README.md",
    "TRACKII_VAR": "where the embedded servers lie, and there are none",
    "TRACKII_DEBUG": "never in service",
}
# Settings that tell people of days and hours, or decide them, by who reads each.
READ_BY = {
    "TRACKII_KEYSTORE_HORIZON_DAYS": {"web", "worker"},
    "TRACKII_RECOVERY_HOURS": {"web", "worker"},
    "TRACKII_UNLOCK_MEMORY_KIB": {"web"},
    "TRACKII_PACE": {"web"},
}
# Who holds which key: the table of the vault, and the reason there are three roles.
HOLDS = {
    "web": {"AUDIT_KEY", "PEPPER", "ROOT_KEY", "WORKER_PUBLIC",
            "AUDIT_KEY_FORMER", "PEPPER_FORMER", "ROOT_KEY_FORMER"},
    "worker": {"AUDIT_KEY", "WORKER_KEY", "AUDIT_KEY_FORMER", "WORKER_KEY_FORMER"},
    "beat": set(),
    "migrate": set(),
}  # fmt: skip


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

    for program in (command_of(service)[0], *check[:1]):
        assert (_programs(service["image"]) / program).exists() or program == "find"


@pytest.mark.parametrize("name", OURS)
def test_each_variable_is_offered_in_the_example(name):
    given = {key.removesuffix("_FILE") for key in OURS[name]["environment"]}
    asked = set(re.findall(r"\$\{(\w+)", str(OURS[name])))

    assert given | asked <= _offered()


def test_whatever_the_example_offers_reaches_a_service_or_has_its_reason():
    given = {
        key.removesuffix("_FILE")
        for each in OURS.values()
        for key in each["environment"]
    }

    assert _offered() - given == set(NOT_HANDED_OVER)


@pytest.mark.parametrize("setting", READ_BY)
def test_a_setting_reaches_whoever_reads_it_and_is_what_the_example_says(setting):
    text = (HERE / ".env.example").read_text()
    [usual] = re.findall(f"^{setting}=(.*)$", text, re.MULTILINE)
    given = {name: each["environment"].get(setting) for name, each in OURS.items()}

    assert {name: value for name, value in given.items() if value} == dict.fromkeys(
        READ_BY[setting], f"${{{setting}:-{usual}}}"
    )


@pytest.mark.parametrize("name", HOLDS)
def test_each_service_holds_its_own_keys_and_no_others(name):
    held = {key.removesuffix("_FILE") for key in _secrets(SERVICES[name])}

    assert held - {"DATABASE_URL", "REDIS_URL"} == {
        f"TRACKII_{key}" for key in HOLDS[name]
    }


def test_only_the_migration_logs_in_as_the_owner():
    given = {
        name: _secrets(each).get("DATABASE_URL_FILE", "") for name, each in OURS.items()
    }

    assert {name: Path(path).name for name, path in given.items()} == {
        "web": "database_url_web",
        "worker": "database_url_worker",
        "beat": "",
        "migrate": "database_url",
    }


def test_each_role_is_made_with_a_password_of_its_own_and_no_right_too_many():
    made = COMPOSE["configs"]["application_role"]["content"]

    found = re.findall(r"CREATE ROLE (\w+) (.*) PASSWORD :'(\w+)'", made)

    assert found == [
        ("trackii", "LOGIN", "owner"),
        (WEB, "LOGIN", "web"),
        (WORKER, "LOGIN", "worker"),
        (BACKUP, "LOGIN BYPASSRLS", "backup"),
    ]
    assert re.findall(r"GRANT (.*) TO (.*);", made) == [
        ("pg_read_all_data", BACKUP),
        ("CONNECT ON DATABASE trackii", f"{WEB}, {WORKER}, {BACKUP}"),
    ]


def test_no_secret_stands_in_the_file_itself():
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            secret = re.search("(KEY|PEPPER|PASSWORD|PUBLIC|_URL)$", key)
            assert not secret or value in {"postgresql://", "redis://"}


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
    copied = [rest.split()[:-1] for rest in step_of("COPY") if "--from" not in rest]
    kept = re.findall(r"^!(.+)$", (HERE / ".dockerignore").read_text(), re.MULTILINE)

    for path in (*chain(*copied), *kept):
        assert (HERE / path).exists(), path


def test_every_package_of_the_house_is_in_the_image():
    kept = re.findall(r"^!(.+)$", (HERE / ".dockerignore").read_text(), re.MULTILINE)
    packages = {path.parent.name for path in HERE.glob("*/__init__.py")} - {"tests"}

    assert packages | {"manage.py", "static", "templates"} <= set(kept)


def test_nothing_of_ours_runs_as_root_or_may_write_where_it_should_not():
    assert step_of("USER") == ["trackii"]
    for service in OURS.values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]


def test_whoever_stays_is_asked_how_it_is():
    staying = {name for name, each in SERVICES.items() if each["restart"] != "no"}

    assert {name for name in SERVICES if "healthcheck" in SERVICES[name]} == staying


def test_only_the_web_is_reached_from_outside_and_only_on_this_machine():
    doors = {name: each["ports"] for name, each in SERVICES.items() if "ports" in each}

    assert doors == {"web": ["127.0.0.1:8000:8000"]}


def _healthy(service, at_home):
    kind, *test = service["healthcheck"]["test"]
    test = [at_home(word) for word in test]
    command = ["sh", "-c", *test] if kind == "CMD-SHELL" else test
    surroundings = surroundings_of(service, at_home)
    run = subprocess.run(
        command, cwd=HERE, env=surroundings, capture_output=True, check=False
    )
    return run.returncode == 0


def test_a_database_that_answers_on_its_socket_alone_is_not_ready_yet(machine):
    """So it answers while its image makes the roles; the embedded one never does otherwise."""
    _kind, program, *asks = SERVICES["postgres"]["healthcheck"]["test"]
    assert asks[:2] == ["--host", "127.0.0.1"]
    assert asks[2:] == ["--username", "trackii", "--dbname", "trackii"]
    command = _programs("postgres:18") / program
    around = {"PATH": os.defpath, "PGHOST": str(embedded.sockets())}

    def answers(*words):
        run = subprocess.run([command, *words], env=around, stdout=-3, check=False)
        return run.returncode == 0

    assert answers(*asks[2:])  # without the host: by the socket
    assert not answers(*asks)


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_each_service_starts_by_its_own_command_and_says_it_is_well(name, at_home):
    migrate, service = SERVICES["migrate"], SERVICES[name]
    migrating = [at_home(word) for word in command_of(migrate)]
    surroundings = surroundings_of(migrate, at_home)
    subprocess.run(migrating, cwd=HERE, env=surroundings, stdout=-3, check=True)
    command = [at_home(word) for word in command_of(service)]
    surroundings = surroundings_of(service, at_home)
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
    [step] = [rest for rest in step_of("RUN") if "collectstatic" in rest]
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
