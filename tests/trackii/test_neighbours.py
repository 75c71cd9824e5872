"""Whom the house talks to: under TLS, to whom the certificate names, and nobody else."""

import socket
import ssl
import subprocess
from urllib.parse import urlsplit

import psycopg
import pytest
from aiosmtpd.controller import Controller
from composed import COMPOSE, SERVICES
from django.conf import settings as live
from django.core.mail import EmailMessage, get_connection
from django.db import connections
from guarded import Authority, door
from in_service import shell
from kombu import Connection
from redis import Redis
from redis.exceptions import AuthenticationError
from redis.exceptions import ConnectionError as RedisAway

from trackii import backups, environment, neighbours, wheels
from trackii.running import within

AT_HOME = {
    "DATABASE_URL": "postgresql://trackii:secret@localhost/trackii",
    "REDIS_URL": "redis://:secret@localhost:6379/0",
    "TRACKII_SMTP": "smtp://localhost",
}
ASKED = bytes.fromhex("0000000804d2162f")  # PostgreSQL's question whether it speaks TLS


def _told(settings, monkeypatch, **changes):
    """What `check --deploy` says of an installation with these settings."""
    given = AT_HOME | changes
    monkeypatch.setitem(
        live.DATABASES, "default", _database(monkeypatch, given["DATABASE_URL"])
    )
    settings.REDIS_URL = given["REDIS_URL"]
    smtp = urlsplit(given["TRACKII_SMTP"])
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp.hostname, smtp.port or 25
    settings.EMAIL_USE_TLS = smtp.scheme == "smtps"
    settings.SAME_MACHINE = given.get("TRACKII_SAME_MACHINE", "").split()
    found = neighbours.nothing_leaves_in_the_clear()
    return [
        (each.id.removeprefix("trackii."), each.msg.split(" ")[0]) for each in found
    ]


def _database(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    return environment.database()


AWAY = "postgresql://trackii:secret@db.example.org/trackii"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"DATABASE_URL": AWAY}, [("E004", "PostgreSQL")]),
        ({"DATABASE_URL": AWAY + "?sslmode=require"}, [("E004", "PostgreSQL")]),
        ({"DATABASE_URL": AWAY + "?sslmode=verify-ca"}, [("E004", "PostgreSQL")]),
        ({"DATABASE_URL": AWAY + "?sslmode=verify-full&sslrootcert=system"}, []),
        ({"DATABASE_URL": AWAY.replace(":secret", "")},
         [("E004", "PostgreSQL"), ("E005", "PostgreSQL")]),
        ({"DATABASE_URL": "postgresql://trackii@/trackii?host=/run/postgresql"}, []),
        ({"DATABASE_URL": "postgresql://trackii:secret@10.0.0.7/trackii"},
         [("E004", "PostgreSQL")]),
        ({"REDIS_URL": "redis://:secret@redis.example.org/0"}, [("E004", "Redis")]),
        ({"REDIS_URL": "redis://:secret@redis:6379/0"}, [("E004", "Redis")]),
        ({"REDIS_URL": "redis://:secret@redis:6379/0", "TRACKII_SAME_MACHINE": "redis"}, []),
        ({"REDIS_URL": "redis://redis:6379/0", "TRACKII_SAME_MACHINE": "redis"},
         [("E005", "Redis")]),
        ({"REDIS_URL": "rediss://:secret@redis.example.org/0"}, []),
        ({"REDIS_URL": "rediss://:secret@redis.example.org/0?ssl_cert_reqs=none"},
         [("E004", "Redis")]),
        ({"REDIS_URL": "unix:///run/redis/redis.sock"}, []),
        ({"TRACKII_SMTP": "smtp://mail.example.org"}, [("E004", "The")]),
        ({"TRACKII_SMTP": "smtps://mail.example.org:587"}, []),
        ({"TRACKII_SMTP": "smtp://127.0.0.1:25"}, []),
    ],
)  # fmt: skip
def test_an_installation_is_told_of_whoever_is_talked_to_in_the_clear(
    settings, monkeypatch, changes, told
):
    assert _told(settings, monkeypatch, **changes) == told


def test_what_the_containers_call_near_are_containers_nobody_reaches_from_outside():
    near = COMPOSE["x-settings"]["TRACKII_SAME_MACHINE"].split()

    assert near == ["postgres", "redis"]
    for name in near:
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


# The certificate that is shown, and whose authority is believed.
SHOWN = [("localhost", "ours", True), ("elsewhere.example", "ours", False),
         ("localhost", "another's", False)]  # fmt: skip


def _believed(authority, tmp_path, whose):
    return authority.file if whose == "ours" else Authority(tmp_path, "another").file


@pytest.mark.parametrize(("shown", "whose", "spoken"), SHOWN)
def test_redis_is_spoken_to_if_its_certificate_says_so(
    authority, tmp_path, monkeypatch, shown, whose, spoken
):
    monkeypatch.setenv("SSL_CERT_FILE", str(_believed(authority, tmp_path, whose)))
    path = urlsplit(live.REDIS_URL).path

    with door(authority.server(shown), path) as port:
        url, guarded = environment.broker(f"rediss://localhost:{port}/0")
        answers = [
            _answers(Redis.from_url(url).ping, RedisAway),
            _answers(lambda: _reach(Connection(url, ssl=guarded)), Exception),
        ]

    assert answers == [spoken, spoken]


def _reach(broker):
    with broker:
        broker.ensure_connection(max_retries=1, interval_start=0)
        broker.default_channel.client.ping()


def _answers(ask, refused):
    try:
        ask()
    except refused as error:
        if "certificate" in str(error):
            return False
        raise
    return True


@pytest.mark.parametrize(("shown", "whose", "spoken"), SHOWN)
def test_postgresql_is_spoken_to_if_its_certificate_says_so(
    authority, tmp_path, monkeypatch, settings, shown, whose, spoken
):
    root, here = _believed(authority, tmp_path, whose), settings.DATABASES["default"]
    socket_of_its_own = f"{here['HOST']}/.s.PGSQL.{here['PORT'] or 5432}"

    with door(
        authority.server(shown), socket_of_its_own, asked=ASKED, answered=b"S"
    ) as port:
        url = f"postgresql://{here['USER']}@localhost:{port}/postgres"
        known = _database(monkeypatch, f"{url}?sslmode=verify-full&sslrootcert={root}")
        answers = _answers(lambda: _connect(known), psycopg.OperationalError)

    assert answers is spoken


def _connect(known):
    tls = {key: known["OPTIONS"][key] for key in ("sslmode", "sslrootcert")}
    names = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
    where = {name: known[key] for name, key in names.items()}
    psycopg.connect(**where, **tls).close()


def test_a_backup_is_fetched_under_tls_as_well(monkeypatch):
    url = f"{AWAY}?sslmode=verify-full&sslrootcert=/authority.pem"
    monkeypatch.setattr(
        connections["default"], "settings_dict", _database(monkeypatch, url)
    )

    surroundings = backups._surroundings()

    assert surroundings["PGSSLMODE"] == "verify-full"
    assert surroundings["PGSSLROOTCERT"] == "/authority.pem"


@pytest.mark.parametrize(("shown", "whose", "spoken"), SHOWN)
def test_the_mail_system_is_given_letters_if_its_certificate_says_so(
    authority, tmp_path, monkeypatch, settings, shown, whose, spoken
):
    monkeypatch.setenv("SSL_CERT_FILE", str(_believed(authority, tmp_path, whose)))
    sink = Sink()
    server = Controller(
        sink, "127.0.0.1", _free_port(), require_starttls=True,
        tls_context=authority.server(shown),
    )  # fmt: skip
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", server.port
    settings.EMAIL_USE_TLS = True
    post = get_connection("django.core.mail.backends.smtp.EmailBackend")
    letter = EmailMessage("A letter", "Nothing", "a@example.org", ["b@example.org"])

    try:
        answers = _answers(lambda: post.send_messages([letter]), ssl.SSLError)
    finally:
        server.stop()

    assert answers is spoken
    assert sink.taken == int(spoken)


class Sink:
    """A mail system that counts what it takes."""

    taken = 0

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- aiosmtpd's name
        self.taken += 1
        return "250 taken"


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def redis_of_the_containers(tmp_path):
    """Redis as docker-compose.yml starts it, and the port it answers at."""
    conf, port = tmp_path / "redis_conf", _free_port()
    conf.write_text("requirepass a-drawn-word\n")
    program, given, *how = SERVICES["redis"]["command"]
    assert given == "/run/secrets/redis_conf"
    where = ["--port", str(port), "--dir", str(tmp_path), "--bind", "127.0.0.1"]
    command = [wheels.redis() / program, conf, *how, *where]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        assert within(10, lambda: _stands(port))
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _stands(port):
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def test_redis_lets_nobody_in_without_the_password(redis_of_the_containers):
    port = redis_of_the_containers
    kind, check = SERVICES["redis"]["healthcheck"]["test"]
    cli = check.replace("redis-cli", f"{wheels.redis()}/redis-cli -p {port}")

    with pytest.raises(AuthenticationError):
        Redis.from_url(f"redis://127.0.0.1:{port}/0").ping()
    with pytest.raises(AuthenticationError):
        Redis.from_url(f"redis://:guessed@127.0.0.1:{port}/0").ping()

    assert Redis.from_url(f"redis://:a-drawn-word@127.0.0.1:{port}/0").ping()
    assert (kind, subprocess.run(["sh", "-c", cli], check=False).returncode) == (
        "CMD-SHELL", 0,
    )  # fmt: skip


SERVING = """
import os, socket, subprocess, urllib.request
from redis import Redis
os.environ["DJANGO_SETTINGS_MODULE"] = "trackii.settings"
{starts}
def tried(act):
    try:
        return act() and "done"
    except Exception as error:
        return type(error).__name__ + " " + type(error.__cause__ or error.__context__).__name__

from django.conf import settings
print(tried(lambda: Redis.from_url(settings.REDIS_URL).ping()))
print(tried(lambda: socket.create_connection(("127.0.0.1", {stranger}), 5)))
print(tried(lambda: urllib.request.urlopen("http://trackers.example.org/")))
print(tried(lambda: subprocess.run(["true"])))
print(tried(lambda: os.posix_spawn("/bin/true", ["true"], {{}})))
print(tried(lambda: socket.getfqdn()))
"""
STARTS = {
    "web": "import trackii.wsgi",
    "worker": (
        "from celery.signals import worker_init\n"
        "import trackii.celery\n"
        "worker_init.send(sender=None)"
    ),
    "a command": "",
}


@pytest.mark.parametrize("role", STARTS)
def test_who_serves_calls_neighbours_alone_and_starts_no_program(
    role, redis_of_the_containers
):
    url = f"redis://:a-drawn-word@localhost:{redis_of_the_containers}/0"
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        words = SERVING.format(starts=STARTS[role], stranger=stranger.getsockname()[1])
        ran = shell(words, REDIS_URL=url)

    said = ran.stdout.splitlines()
    assert len(said) == 6, ran.stderr
    pinged, called, fetched, started, spawned, named = said
    assert (pinged, named) == ("done", "done")
    if role == "a command":
        assert (called, started, spawned) == ("done", "done", "done")
    else:
        assert called.startswith("Stranger")
        assert "Stranger" in fetched
        assert started.startswith("Stranger")
        assert spawned.startswith("Stranger")
