"""Web and worker as docker-compose starts them: what one seals for the other it cannot read."""

import http.client
import json
import re
import socket
import subprocess
import sys

import psycopg
import pytest
from composed import HERE, SERVICES, command_of, surroundings_of

from trackii import embedded
from trackii.running import within

# A table with two seats taken, and its facilitator at a browser with her vault open.
SET_UP = """
import json, lists, make
from participants import folders, own_lists, rescreening, watchlists
from workshops import attestations
from django.conf import settings
from trackii import visiting
settings.UNLOCK_MEMORY_KIB, settings.UNLOCK_PASSES = 64, 1
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
carla, farid, vera, viktor = map(make.user, ["Carla Conti", "Farid Mansour", "Vera", "Viktor"])
heron = make.initiative({
    "convener": [carla], "facilitator": [farid], "vetting_officer": [vera, viktor]})
put = {"by": carla, "state": "approved", "officers": (vera, viktor)}
seated = [make.candidacy(heron, side="A", **put),
          make.candidacy(heron, side="B", name="Boris Lem", **put)]
round_ = make.workshop(heron, by=farid, state="provisional", seated=seated)
watchlists.add([lists.UN.encode()], by=None)
with make.acting(vera):
    own_lists.bring(heron, by=vera, files=[b"name,reference\\nOmar Reed,ours-1\\n"])
    rescreening.ask(heron, by=vera)
with make.acting(farid):
    folders.send(seated[0], by=farid)
    attestations.ask(round_.seats.get(candidacy=seated[0]), by=farid, kind="visa",
                     language="en", words="She is expected.")
print(json.dumps(visiting.sit_down(farid, make.PASSPHRASE)))
"""
# Everything this process was given, as a key: as it stands, decoded, derived, and as a member.
TRY_ALL = """
import hashlib, json, os
from base64 import urlsafe_b64decode
from contextlib import suppress
from pathlib import Path
from django.apps import apps
from django.conf import settings
from trackii.accounts.models import User
from trackii.vault import sealing, suite
from trackii.vault.fields import WorkerSealedField

held = [value.encode() for value in os.environ.values()]
held += [Path(value).read_bytes().strip()
         for name, value in os.environ.items() if name.endswith("_FILE")]
keystore = Path(settings.KEYSTORE)
held += [file.read_bytes() for file in keystore.rglob("*") if file.is_file()]
own = settings.WORKER_KEY
keys = {own} | {settings.ROOT_KEY, settings.PEPPER, settings.AUDIT_KEY, settings.SECRET_KEY.encode()}
for value in held:
    keys |= {value, value[:32], hashlib.sha256(value).digest()}
    with suppress(ValueError):
        keys |= {urlsafe_b64decode(value + b"=" * (-len(value) % 4))[:32]}
tried, opened = set(), set()
for model in apps.get_models():
    for field in model._meta.fields:
        if not isinstance(field, WorkerSealedField):
            continue
        for row in model._base_manager.exclude(**{field.name: None}):
            name = f"{model.__name__}.{field.name}"
            tried.add(name)
            for key in keys:
                settings.WORKER_KEY = key
                with suppress(Exception):
                    sealing.unseal_as_worker(row, field.name)
                    opened.add(name)
            for user in User.objects.all():
                with suppress(Exception):
                    sealing.unseal(row, field.name, by=user)
                    opened.add(name)
print(json.dumps([sorted(tried), sorted(opened), len(keys)]))
"""
SEALED = ["Attestation.content", "Briefing.content", "Briefing.room_content",
          "Letter.recipient", "OwnList.asked", "Screening.asked"]  # fmt: skip
WIPED = """
SELECT state, recipient IS NULL FROM outbox_letter UNION ALL
SELECT state, content IS NULL AND room_content IS NULL
   AND (pages IS NULL) <> (room_pages IS NULL) FROM workshops_briefing UNION ALL
SELECT state, content IS NULL AND pages IS NOT NULL FROM workshops_attestation UNION ALL
SELECT 'own list', asked IS NULL FROM participants_ownlist UNION ALL
SELECT 'looked for', asked IS NULL AND screened_at IS NOT NULL FROM participants_screening
ORDER BY 1
"""


@pytest.fixture
def house(at_home):
    """Runs a service's own command, or some Python, in that service's own environment."""
    started = []

    def environment(name, **also):
        here = {"PYTHONPATH": "tests", "DJANGO_SETTINGS_MODULE": "plain_settings"}
        return surroundings_of(SERVICES[name], at_home) | here | also

    def start(name, *command, **also):
        words = command or [at_home(word) for word in command_of(SERVICES[name])]
        started.append(subprocess.Popen(words, cwd=HERE, env=environment(name, **also)))

    def tell(name, script):
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", script]
        # Its keys, and every row: what it cannot open it could not open as the owner.
        rows = {"DATABASE_URL_FILE": at_home("/run/secrets/database_url")}
        kept = {"cwd": HERE, "env": environment(name, **rows), "capture_output": True}
        run = subprocess.run(command, **kept, check=False, timeout=120)
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=HERE, env=environment("migrate"), check=True)
    yield start, tell
    for program in reversed(started):
        program.terminate()
    for program in started:
        program.wait(60)


def _presses(port, cookies, address, page):
    """One button of one page, as a browser presses it."""
    home = {"Host": "dialogue.example.org", "X-Forwarded-Proto": "https"}
    carried = "; ".join(f"{name}={value}" for name, value in cookies.items())
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    browser.request("GET", page, headers=home | {"Cookie": carried})
    answer = browser.getresponse()
    words = answer.read().decode()
    proof = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', words)[1]
    given = re.search(r"__Host-csrf=(\w+)", str(answer.headers))[1]
    origin = "https://dialogue.example.org"
    headers = home | {
        "Cookie": f"{carried}; __Host-csrf={given}", "Origin": origin,
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    browser.request("POST", address, f"csrfmiddlewaretoken={proof}", headers)
    answer = browser.getresponse()
    answer.read()
    browser.close()
    return answer.status


def _asks(query):
    at = {"host": str(embedded.sockets()), "user": "trackii", "dbname": "trackii"}
    with psycopg.connect(**at) as connection:
        found = connection.execute(query)
        return found.fetchall() if found.description else []


def test_what_the_web_seals_for_the_worker_only_the_worker_opens_and_then_it_is_gone(
    house, at_home, machine
):
    start, tell = house
    port, post = int(at_home("127.0.0.1:8000").rpartition(":")[2]), _free_port()
    cookies = {f"__Host-{name.removeprefix('__Host-')}": value
               for name, value in tell("web", SET_UP).items()}  # fmt: skip
    start("web")
    assert within(60, lambda: not _refused(port))
    at = "/dialogues/heron/workshops/1/"

    pressed = [
        _presses(port, cookies, f"{at}confirm/", at),
        _presses(port, cookies, f"{at}briefings/clear/", f"{at}briefings/"),
        _presses(
            port, cookies, f"{at}briefings/for/facilitator/clear/", f"{at}briefings/"
        ),
    ]
    by_web, by_worker = tell("web", TRY_ALL), tell("worker", TRY_ALL)

    assert pressed == [302, 302, 302]
    assert by_web[:2] == [SEALED, []]
    assert by_web[2] > 10
    assert by_worker[:2] == [SEALED, SEALED]

    _asks("UPDATE outbox_letter SET due_at = now()")
    mailbox = (sys.executable, "manage.py", "mailbox", "--port", str(post))
    start("worker", *mailbox, TRACKII_VAR=str(machine))
    start("worker", TRACKII_SMTP=f"smtp://127.0.0.1:{post}")
    start("beat")
    # Two who sit are reminded, one has a page of her own, and two officers are told of a
    # public list and of the own one.
    ended = [*[("issued", True)] * 3, *[("looked for", True)] * 2,
             ("own list", True), *[("sent", True)] * 7]  # fmt: skip
    assert within(60, lambda: _asks(WIPED) == ended), str(_asks(WIPED))
    gone = [each.read_text() for each in (machine / "mail").glob("[!.]*.eml")]
    assert sorted(re.search(r"^To: (\w+)", each, re.MULTILINE)[1] for each in gone) == [
        "amal", "amal", "boris", "vera", "vera", "viktor", "viktor",
    ]  # fmt: skip


def _refused(port):
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port))


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
