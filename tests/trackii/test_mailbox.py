"""The local mailbox: what it acknowledged it has, and it passes nothing on."""

import signal
import smtplib
import socket
import subprocess
import sys
from contextlib import contextmanager
from email.message import EmailMessage

import psutil
import pytest

from trackii import clock, embedded, mailbox
from trackii.outbox import delivery, letters
from trackii.outbox.models import Letter
from trackii.running import within


@pytest.fixture(autouse=True)
def var(tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKII_VAR", str(tmp_path))
    return tmp_path


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def _open_mailbox(port):
    command = [
        sys.executable,
        embedded.HERE / "manage.py",
        "mailbox",
        "--port",
        str(port),
    ]
    process = subprocess.Popen(command)
    try:
        assert within(20, lambda: _answers(port))
        yield process
    finally:
        process.kill()
        process.wait()


def _answers(port):
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def _send(port, subject="A note for you", number=1, text="Something waits for you."):
    letter = EmailMessage()
    letter["From"], letter["To"] = "desk@example.org", "amal@example.org"
    letter["Subject"], letter["Message-ID"] = subject, f"<{number}@example.org>"
    letter.set_content(text)
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as smtp:
        smtp.send_message(letter)


def test_a_letter_can_be_read_as_it_was_sent(port):
    with _open_mailbox(port):
        _send(
            port, subject="Une note — رسالة", text="Quelque chose vous attend : أهلا.\n"
        )

    [letter] = mailbox.letters()
    assert (letter.to, letter.sender) == ("amal@example.org", "desk@example.org")
    assert letter.subject == "Une note — رسالة"
    assert letter.text == "Quelque chose vous attend : أهلا.\n"


def test_letters_come_latest_first_and_one_sent_twice_is_there_twice(port):
    with _open_mailbox(port):
        for number in (1, 2, 2):
            _send(port, subject=f"Number {number}", number=number)

    subjects = [letter.subject for letter in mailbox.letters()]
    assert subjects == ["Number 2", "Number 2", "Number 1"]


def test_it_knows_what_it_received_even_after_it_was_killed(port):
    with _open_mailbox(port) as process:
        _send(port, number=1)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with _open_mailbox(port):
        _send(port, number=2)

    answers = [mailbox.received(f"<{number}@example.org>") for number in (1, 2, 3)]
    assert answers == [True, True, False]


@pytest.mark.django_db
@pytest.mark.parametrize("arrived", [True, False])
def test_of_a_letter_in_doubt_the_mailbox_of_the_house_is_asked(
    heron, worker, settings, port, arrived
):
    """The worker died between handing it over and saying so, or before."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    letter = letters.post(
        "reminder", initiative=heron.pk, occasion=heron.pk, version="1", language="en",
        address="amal@example.org", due_at=clock.now() + letters.JITTER,
    )  # fmt: skip
    with _open_mailbox(port):
        if arrived:
            delivery._compose(letter, "amal@example.org", "en").send()
        ended = clock.now() - delivery.LEASE
        Letter.objects.update(state="sending", attempts=1, leased_until=ended)

        delivery.settle_expired()
        with clock.at(clock.now() + letters.JITTER * 3):
            delivery.deliver_due()

    assert Letter.objects.get(pk=letter.pk).state == "sent"
    assert [each.to for each in mailbox.letters()] == ["amal@example.org"]


def test_a_letter_cut_off_in_the_middle_never_was(port, var):
    with _open_mailbox(port) as process:
        with socket.create_connection(("127.0.0.1", port)) as caller:
            for line in (
                b"HELO here\r\n",
                b"MAIL FROM:<a@example.org>\r\n",
                b"RCPT TO:<b@example.org>\r\n",
                b"DATA\r\n",
            ):
                caller.recv(1000)
                caller.sendall(line)
            caller.recv(1000)
            caller.sendall(b"Message-ID: <half@example.org>\r\n\r\nHalf a sen")
        process.terminate()
        process.wait()

    assert not mailbox.received("<half@example.org>")
    assert mailbox.letters() == []


def test_nobody_outside_this_machine_can_reach_it(port):
    with _open_mailbox(port) as process:
        sockets = psutil.Process(process.pid).net_connections()
        listening = [each.laddr for each in sockets if each.status == "LISTEN"]

    assert listening == [("127.0.0.1", port)]


def test_a_port_that_is_taken_is_said_in_one_sentence(port):
    command = [
        sys.executable,
        embedded.HERE / "manage.py",
        "mailbox",
        "--port",
        str(port),
    ]

    with socket.socket() as taker:
        taker.bind(("127.0.0.1", port))
        taker.listen()
        run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert run.returncode == 1
    assert (
        run.stderr
        == f"CommandError: Port {port} cannot be had: Address already in use.\n"
    )


def test_letters_are_for_their_owners_eyes(port, var):
    with _open_mailbox(port):
        _send(port)

    assert mailbox.folder().stat().st_mode & 0o777 == 0o700
