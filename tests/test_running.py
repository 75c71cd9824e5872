"""docs/running.md says of logs, costs, limits and keys what the code does."""

import ast
import re
from pathlib import Path

import pytest
from composed import COMPOSE, SERVICES, step_of
from django.conf import settings

from dialogues.models import Initiative
from participants import stripping, tabular
from participants.screening import reading
from trackii import listening
from trackii.accounts import invitations, leftovers
from trackii.management.commands.rules import FORMS
from trackii.vault import admission, kept, links, members
from trackii.vault.models import Link

HOUSE = Path(__file__).parent.parent
PAGE = (HOUSE / "docs/running.md").read_text()
APPS = ("trackii", "dialogues", "participants", "workshops")
FILES = [
    path.read_text()
    for app in APPS
    for path in sorted((HOUSE / app).rglob("*.py"))
    if "migrations" not in path.parts
]
CODE = "\n".join(FILES)
CALLS = [
    node
    for text in FILES
    for node in ast.walk(ast.parse(text))
    if isinstance(node, ast.Call)
]


def _section(title):
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def _named(title):
    """What stands in the first column of a section's table, between backquotes."""
    rows = re.findall(r"^\| ([^|]+) \|", _section(title), re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def _says(title, *numbers):
    said = re.sub(r"\s+", " ", _section(title))
    return [number for number in numbers if str(number) not in said]


def test_every_logger_is_named_and_no_other():
    title = "What is written down, where, and for how long"
    ours = set(re.findall(r'getLogger\("([\w.]+)"\)', CODE))
    configured = {"root", *settings.LOGGING["loggers"]}
    configured |= {"root", *listening.logconfig_dict["loggers"]}

    assert {*_named(title)} == ours | configured | {"trackii"}


def test_who_asked_for_what_is_logged_nowhere():
    access = listening.logconfig_dict["loggers"]["gunicorn.access"]

    assert access == {"handlers": [], "level": "CRITICAL"}


def test_logs_of_every_service_are_kept_as_long_as_is_said():
    kept_so = {"driver": "local", "options": {"max-size": "10m", "max-file": "5"}}

    assert {name: each["logging"] for name, each in SERVICES.items()} == dict.fromkeys(
        SERVICES, kept_so
    )
    assert (
        _says("What is written down, where, and for how long", "5 files of 10m") == []
    )


def test_files_that_are_brought_are_taken_as_is_said():
    title = "Files that are brought"
    offered = ",".join(re.findall(r'"accept": "([^"]+)"', CODE)).split(",")

    assert CODE.count("forms.FileField)") + CODE.count("forms.FileField(") == 3
    assert {*re.findall(r"`(\.\w+)`", _section(title))} == {*offered}
    assert _says(
        title,
        f"{tabular.LARGEST // 1_000_000} MB", f"{tabular.MOST_ROWS} rows",
        f"{tabular.MOST_COLUMNS} columns", f"{tabular._UNPACKED // 1_000_000} MB",
        f"{settings.FILE_UPLOAD_MAX_MEMORY_SIZE >> 20} MB by the page",
        f"{reading.LARGEST} MB on the command line", f"| {stripping.LARGEST >> 20} MB |",
        f"{stripping.MOST_POINTS // 1_000_000} million points", f"{stripping.MOST_PAGES} pages",
    ) == []  # fmt: skip


def test_costs_are_what_the_code_makes_them():
    [worker] = [SERVICES["worker"]["command"]]
    pool = re.search(r'"max_size": (\d+), "timeout": (\d+)', CODE)
    longest = max(
        field.max_length or 0
        for module in FORMS
        for form in vars(module).values()
        if hasattr(form, "base_fields")
        for field in form.base_fields.values()
        if hasattr(field, "max_length")
    )

    assert worker[-2:] == ["--concurrency", "1"]
    assert _says(
        "What is costly, and what holds it back",
        f"{_unlocking_mib()} MiB, {_passes()} passes",
        f"{members.AT_ONCE} at once", f"the most {settings.CELERY_TASK_TIME_LIMIT}",
        f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2} MB",
        f"{settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} fields", f"{longest} signs",
        f"{pool[1]} for a web process", f"waits {pool[2]} seconds",
    ) == []  # fmt: skip


def _unlocking_mib():
    """As an installation has it: tests make guesses cheap."""
    return int(re.search(r"UNLOCK_MEMORY_KIB=(\d+)", _example())[1]) // 1024


def _passes():
    return int(re.search(r"UNLOCK_PASSES = (\d+)", CODE)[1])


def _example():
    return (HOUSE / ".env.example").read_text()


def test_limits_are_what_the_code_makes_them():
    threshold = Initiative._meta.get_field("threshold").default
    hours = links.FIRST_USE[Link.Kind.INVITATION].total_seconds() / 3600

    assert kept.DAY == 24 * 60 * 60
    assert _says(
        "Limits for each, and for all",
        f"{admission.PER_LOCATOR} a day for a link",
        f"{admission.PER_ADDRESS} a day for an address", f"{Link.TRIES} tries for a link",
        f"{invitations.LIFETIME.total_seconds() / 3600:.0f} hours, once",
        f"{hours:.0f} hours from sending", f"{leftovers.NUMBERS.days} days",
        f"{threshold} people",
    ) == []  # fmt: skip


def test_every_label_of_a_key_is_in_the_inventory_once():
    listed = _named("Labels")

    assert {label for call in CALLS for label in _labels(call)} == {*listed}
    assert len(listed) == len({*listed})


def _labels(call):
    """What a call that makes one key of another tells it apart by."""
    function = ast.unparse(call.func).rpartition(".")[2]
    for part in ast.walk(call):
        given = part.value if isinstance(part, ast.Constant) else None
        if function not in {"HKDF", "digest", "sha256"} or not isinstance(given, bytes):
            continue
        if given.startswith(b"trackii ") and given.strip() != b"trackii":
            yield given.decode().removeprefix("trackii ").strip(" |")
    if function == "derive" and len(call.args) > 1:
        # A label with a word left open stands as `label …`.
        yield re.sub(r"\{[^}]*\}", "…", ast.unparse(call.args[1]).lstrip("f")[1:-1])


@pytest.mark.parametrize("word", ["md5", "sha1", "DES", "ARC4", "MODE_ECB", "SHA224"])
def test_no_algorithm_of_old_is_called_by_our_own_code(word):
    assert not re.search(rf"\b{word}\b", CODE)


def test_every_secret_of_the_installation_has_its_life_written_down():
    derived = {"worker_public", "redis_url", "database_url"}  # out of another
    secrets = {
        name
        for name in COMPOSE["secrets"]
        if not name.endswith("_former") and not name.startswith("database_url_")
    }

    assert secrets - derived == {*_named("Keys, from making to destroying")}


def test_a_flaw_in_a_library_has_its_days():
    """The worse it is, the sooner; and nothing older than a quarter is taken along."""
    page = (HOUSE / "SECURITY.md").read_text().partition("\n**Libraries.**")[2]

    days = [int(each) for each in re.findall(r"(\d+) days", page.partition("\n\n")[0])]

    assert days == [2, 7, 30, 90]
    assert "requirements.lock" in page
    assert any("--require-hashes" in rest for rest in step_of("RUN"))
