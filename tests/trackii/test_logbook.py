"""Whatever is sent and whatever breaks, the log says where and of what kind, and no more."""

import logging
import os
import socket
import subprocess
import sys
from logging.handlers import BufferingHandler

import in_service
import leaks
import pytest
from celery import Celery
from django.conf import settings as live
from django.core import mail
from django.test import Client
from django.utils.log import AdminEmailHandler

from trackii import embedded
from trackii.headers import HEADERS
from trackii.logbook import QuietFormatter
from trackii.running import within

WORD = "Quillfeather"
HOST = "Host: dialogue.example.org\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
# What no application ever sees, and what breaks one.
MALFORMED = {
    "a line of no request": f"{WORD}\r\n\r\n",
    "a method nobody knows": f"{WORD}! / HTTP/1.1\r\n{HOST}\r\n",
    "a version there is none of": f"GET /{WORD} HTTP/{WORD}\r\n{HOST}\r\n",
    "a header without a name": f"GET / HTTP/1.1\r\n{HOST}: {WORD}\r\n\r\n",
    "a header with a blank in it": f"GET / HTTP/1.1\r\n{HOST}X {WORD}: 1\r\n\r\n",
    "a header that is folded": f"GET / HTTP/1.1\r\n{HOST}X: a\r\n {WORD}\r\n\r\n",
    "a header too long": f"GET / HTTP/1.1\r\n{HOST}X: {WORD * 2000}\r\n\r\n",
    "a line too long": f"GET /{WORD * 2000} HTTP/1.1\r\n{HOST}\r\n",
    "a length that is none": f"POST / HTTP/1.1\r\n{HOST}Content-Length: {WORD}\r\n\r\n",
    "two lengths": f"POST / HTTP/1.1\r\n{HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "a coding nobody knows": f"POST / HTTP/1.1\r\n{HOST}Transfer-Encoding: {WORD}\r\n\r\n",
}  # fmt: skip
ANSWERED = {
    "another host": f"GET /{WORD}/ HTTP/1.1\r\nHost: {WORD}.example\r\n"
    "X-Forwarded-Proto: https\r\nConnection: close\r\n\r\n",
    "a page there is none of": f"GET /{WORD}/?held={WORD} HTTP/1.1\r\n{HOST}\r\n",
    "a page that breaks": f"GET /broken/{WORD}/?held={WORD} HTTP/1.1\r\n{HOST}"
    f"X-Held: {WORD}\r\nCookie: a={WORD}; __Host-csrf={WORD}\r\n\r\n",
    "a form that breaks": f"POST /broken/{WORD}/ HTTP/1.1\r\n{HOST}{FORM}"
    f"Content-Length: {len(WORD) + 5}\r\n\r\nheld={WORD}",
    "a form without its proof": f"POST /language/ HTTP/1.1\r\n{HOST}{FORM}"
    f"Origin: https://{WORD}.example\r\nContent-Length: {len(WORD)}\r\n\r\n{WORD}",
}  # fmt: skip


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def run(tmp_path):
    """Starts one process of an installation in which something breaks; its words in a file."""
    started, said = [], tmp_path / "said"

    def start(*command, **environment):
        here = {"DJANGO_SETTINGS_MODULE": "broken_settings", "PYTHONPATH": "tests"}
        surroundings = {"PATH": os.defpath, "TRACKII_VAR": str(tmp_path)}
        program = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=in_service.HOUSE,
            env=surroundings | in_service.WEB | here | environment,
            stdout=said.open("ab"),
            stderr=subprocess.STDOUT,
        )
        started.append(program)
        return said

    yield start
    for program in started:
        program.terminate()
        program.wait(20)


@pytest.fixture
def gunicorn(run, port):
    at = ("--bind", f"127.0.0.1:{port}", "--workers", "1")
    said = run("gunicorn", "trackii.wsgi", "--config", "python:trackii.listening", *at)
    assert within(30, lambda: _sends(port, f"GET /health/ HTTP/1.1\r\n{HOST}\r\n"))
    return said


def _sends(port, request):
    """What a server answers to these very bytes."""
    with socket.socket() as caller:
        caller.settimeout(30)
        if caller.connect_ex(("127.0.0.1", port)):
            return b""
        caller.sendall(request.encode())
        caller.shutdown(socket.SHUT_WR)
        answer = b""
        while more := caller.recv(65536):
            answer += more
        return answer


def test_what_is_no_request_is_answered_and_written_down_without_a_word_of_it(
    gunicorn, port
):
    answers = {kind: _sends(port, request) for kind, request in MALFORMED.items()}

    for kind, answer in answers.items():
        head, _, body = answer.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        own = {
            "Connection": "close",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(body)),
        }
        assert (kind, first) == (kind, "HTTP/1.1 400 Bad Request")
        assert dict(line.split(": ", 1) for line in lines) == HEADERS | own
        assert leaks.found(answer, [WORD]) == []
    said = gunicorn.read_bytes()
    assert said.count(b"error gunicorn.error") == len(MALFORMED)
    assert leaks.found(said, [WORD, "127.0.0.1"]) == []


def test_what_breaks_is_answered_and_written_down_without_a_word_of_it(gunicorn, port):
    answers = {kind: _sends(port, request) for kind, request in ANSWERED.items()}

    statuses = {kind: answer.split(b" ")[1] for kind, answer in answers.items()}
    assert statuses == {
        "another host": b"400", "a page there is none of": b"404",
        "a page that breaks": b"500", "a form that breaks": b"500",
        "a form without its proof": b"403",
    }  # fmt: skip
    for kind in ("a page that breaks", "a form that breaks"):
        assert leaks.found(answers[kind], [WORD]) == []
    said = gunicorn.read_bytes()
    assert said.count(b"error broken 500 RuntimeError at ") == 2
    assert leaks.found(said, [WORD, "127.0.0.1"]) == []


def test_a_task_that_breaks_is_written_down_without_what_it_was_given(run, tmp_path):
    own = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    broker = live.CELERY_BROKER_URL
    place = f"{broker}{'&' if '?' in broker else '?'}virtual_host={8 + int(own) % 8}"
    url = f"{live.REDIS_URL}?db={8 + int(own) % 8}"
    worker = ("--concurrency", "1", "--loglevel", "DEBUG")
    said = run(
        "celery", "--app", "trackii", "worker", *worker,
        TRACKII_ROLE="worker", REDIS_URL=url,
        DATABASE_URL=embedded.database_url("trackii_worker"),
        TRACKII_WORKER_KEY=in_service.WORKER_KEY,
    )  # fmt: skip

    with Celery(broker=place, set_as_current=False) as caller:
        caller.send_task("broken.task", args=[WORD])
        caller.send_task(f"nobody.knows.{WORD}", args=[WORD], kwargs={WORD: WORD})

    assert within(40, lambda: b"RuntimeError at" in said.read_bytes())
    assert within(10, lambda: b"error celery.worker.consumer" in said.read_bytes())
    assert leaks.found(said.read_bytes(), [WORD]) == []


def test_nobody_is_sent_a_report_of_what_broke(settings):
    settings.ROOT_URLCONF = "broken"
    settings.ADMINS = [("Ada", "ada@example.org")]
    handlers = [
        handler
        for name in (None, *logging.root.manager.loggerDict)
        for handler in logging.getLogger(name).handlers
    ]

    broken = Client(raise_request_exception=False).get(f"/broken/{WORD}/")

    assert broken.status_code == 500
    assert [each for each in handlers if isinstance(each, AdminEmailHandler)] == []
    assert mail.outbox == []


@pytest.mark.parametrize("name", ["django.request", "celery.app.trace", "urllib3", "a"])
def test_of_a_librarys_words_only_the_blank_form_is_said(name):
    kept = BufferingHandler(10)
    log = logging.Logger(name)
    log.addHandler(kept)

    log.warning("Not Found: %s", WORD)
    log.warning(f"Invalid header: {WORD}")
    try:
        raise ValueError(WORD)
    except ValueError:
        log.exception(f"Broke over {WORD}")

    said = [QuietFormatter().format(record) for record in kept.buffer]
    assert said[:2] == [f"warning {name}: Not Found: %s", f"warning {name}"]
    assert said[2].startswith(f"error {name} ValueError at test_of_a_librarys_words")
    assert leaks.found("".join(said).encode(), [WORD]) == []


def test_error_pages_for_developers_do_not_exist_in_service():
    asked = "from django.conf import settings; print(settings.DEBUG, settings.ADMINS)"

    said = in_service.shell(asked, TRACKII_DEBUG="yes").stdout

    assert said == "False []\n"
