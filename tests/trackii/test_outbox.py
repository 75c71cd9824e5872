"""Letters: posted once, sent once, called back when untrue, and empty whatever happens."""

import json
import socket
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from threading import Thread
from uuid import UUID, uuid4

import make
import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.db import IntegrityError, connection, transaction

from trackii import clock
from trackii.audit.models import Entry
from trackii.outbox import delivery, letters, tasks
from trackii.outbox.models import Letter
from trackii.vault import sealing
from trackii.vault.errors import WrongKey

pytestmark = pytest.mark.django_db

OCCASION = UUID(int=7)
IN_AN_HOUR = timedelta(hours=1)
WHEN_DUE = timedelta(hours=2)  # the jitter is over by then


@pytest.fixture
def post(heron, worker):
    def post(**changes):
        words = {
            "initiative": heron.pk,
            "occasion": OCCASION,
            "version": "2026-03-04",
            "address": "amal.haddad@example.net",
            "language": "en",
            "due_at": clock.now() + IN_AN_HOUR,
        }
        return letters.post("reminder", **words | changes)

    return post


@pytest.fixture
def no_sink(settings):
    """An address of a mail system behind which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = free.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"


def _later(wait=WHEN_DUE):
    return clock.at(clock.now() + wait)


def _fresh(letter):
    return Letter.objects.get(pk=letter.pk)


def _its_worker_died(letter):
    make.by_hand(
        "UPDATE outbox_letter SET state = 'sending', attempts = 1,"
        " leased_until = clock_timestamp() - interval '1 minute' WHERE id = %s",
        letter.pk,
    )


def test_a_letter_goes_when_it_is_due_and_not_before(post):
    letter = post()

    early = delivery.deliver_due()
    with _later():
        late = delivery.deliver_due()

    assert (early, late) == (0, 1)
    assert [sent.to for sent in mail.outbox] == [["amal.haddad@example.net"]]
    assert _fresh(letter).state == "sent"


def test_a_letter_that_went_keeps_no_address_and_does_not_go_again(post):
    letter = post()

    with _later():
        delivery.deliver_due()
        again = delivery.deliver_due()

    sent = _fresh(letter)
    entry = Entry.objects.latest("pk")
    assert (again, len(mail.outbox)) == (0, 1)
    assert (sent.recipient, sent.leased_until, sent.attempts) == (None, None, 1)
    assert sent.sent_at is not None
    assert (entry.verb, entry.subject, entry.actor) == ("sent", letter.pk, None)


def test_a_letter_holds_nothing_of_the_matter(confirmed):
    with clock.at(confirmed.starts_at - timedelta(days=2)):
        delivery.deliver_due()

    amal, _boris = sorted(mail.outbox, key=lambda sent: sent.to)
    whole = amal.message().as_string().lower()
    known = [
        "haddad", "boris", "marsh", "harbour", "osier", "mill", "evening", "heron",
        "a-01", "lantern", "villages", "workshop", "dialogue", str(confirmed.pk),
        str(confirmed.initiative_id), f"{confirmed.starts_at:%d %B}".lower(), "http",
    ]  # fmt: skip
    text = whole.replace("to: amal.haddad@example.net", "")
    assert [word for word in known if word in text] == []
    assert (amal.subject, amal.cc, amal.bcc, amal.attachments) == (
        "A note for you", [], [], [],
    )  # fmt: skip
    assert sorted(amal.extra_headers) == ["Auto-Submitted", "Message-ID"]


def test_two_letters_differ_in_their_address_and_message_id_alone(post):
    post()
    post(occasion=uuid4(), address="boris.lem@example.net")

    with _later():
        delivery.deliver_due()

    one, other = mail.outbox
    assert (one.subject, one.body, one.from_email) == (
        other.subject, other.body, other.from_email,
    )  # fmt: skip
    assert one.extra_headers["Message-ID"] != other.extra_headers["Message-ID"]


def test_the_same_letter_a_second_time_is_no_letter(post):
    first = post()

    again = (
        post(),
        post(address="Amal.Haddad@Example.NET"),
        post(address="b@example.net"),
    )

    assert again == (None, None, None)
    assert Letter.objects.get() == first


@pytest.mark.parametrize(
    "change",
    [
        {"occasion": UUID(int=8)},
        {"version": "2026-03-05"},
        {"address": "boris.lem@example.net", "edition": 2},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_occasion_date_or_edition_of_the_address_is_another_letter(
    post, change
):
    first = post()

    second = post(**change)

    assert set(Letter.objects.all()) == {first, second}


def test_postgresql_itself_lets_no_letter_go_twice(post):
    first, second = post(), post(version="2026-03-05")

    with pytest.raises(IntegrityError, match="no_letter_goes_twice"):
        make.by_hand(
            "UPDATE outbox_letter SET fingerprint = (SELECT fingerprint FROM"
            " outbox_letter WHERE id = %s) WHERE id = %s",
            first.pk, second.pk,
        )  # fmt: skip


def test_a_letter_that_went_is_not_posted_again(post):
    post()
    with _later():
        delivery.deliver_due()

    assert post() is None


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(seconds=1), timedelta(days=9)])
def test_nothing_is_posted_for_the_past(post, ago):
    now = clock.now()

    with clock.at(now):
        letter = post(due_at=now - ago)

    assert letter is None
    assert not Letter.objects.exists()


def test_a_cancelled_letter_does_not_go_and_keeps_no_address(post, farid):
    letter, other = post(), post(occasion=uuid4())

    cancelled = letters.cancel(OCCASION, by=farid)
    with _later():
        delivery.deliver_due()

    entry = Entry.objects.get(verb="cancel")
    assert (cancelled, _fresh(letter).state, _fresh(letter).recipient) == (
        1, "cancelled", None,
    )  # fmt: skip
    assert (entry.subject, entry.actor) == (letter.pk, farid.pk)
    assert (_fresh(other).state, len(mail.outbox)) == ("sent", 1)


def test_what_moves_away_and_back_again_is_one_letter(post, farid):
    post()
    letters.cancel(OCCASION, by=farid)
    post(version="2026-03-05")
    letters.cancel(OCCASION, by=farid)

    back = post()
    with _later():
        delivery.deliver_due()

    assert len(mail.outbox) == 1
    assert [_fresh(back).state, Letter.objects.filter(state="cancelled").count()] == [
        "sent", 2,
    ]  # fmt: skip


def test_a_letter_that_went_cannot_be_called_back(post, farid):
    letter = post()
    with _later():
        delivery.deliver_due()

    cancelled = letters.cancel(OCCASION, by=farid)

    assert (cancelled, _fresh(letter).state) == (0, "sent")


@pytest.mark.parametrize("stuck", ["uncertain", "failed"])
def test_a_letter_somebody_must_look_at_is_called_back_too(post, farid, stuck):
    letter = post()
    make.by_hand("UPDATE outbox_letter SET state = %s", stuck)

    letters.cancel(OCCASION, by=farid)

    assert (_fresh(letter).state, _fresh(letter).recipient) == ("cancelled", None)


def test_a_letter_called_back_while_it_is_being_sent_is_not_tried_again(
    post, farid, monkeypatch
):
    letter = post()
    _its_worker_died(letter)
    monkeypatch.setattr(delivery, "asked", [lambda message_id: False])

    letters.cancel(OCCASION, by=farid)
    with _later(timedelta(days=1)):
        delivery.deliver_due()

    assert (_fresh(letter).state, _fresh(letter).recipient) == ("cancelled", None)
    assert mail.outbox == []


def test_nobody_sends_again_what_was_called_back_on_its_way(post, farid, monkeypatch):
    letter = post()
    _its_worker_died(letter)
    monkeypatch.setattr(delivery, "asked", [])
    letters.cancel(OCCASION, by=farid)
    with _later(timedelta(hours=1)):
        delivery.deliver_due()
    before = _fresh(letter).state

    letters.settle(letter, went=False, by=farid)
    with _later(timedelta(days=1)):
        delivery.deliver_due()

    assert (before, _fresh(letter).state, mail.outbox) == ("uncertain", "cancelled", [])


def test_what_moves_back_while_it_is_on_its_way_is_true_again(post, farid, monkeypatch):
    letter = post()
    _its_worker_died(letter)
    monkeypatch.setattr(delivery, "asked", [lambda message_id: False])

    letters.cancel(OCCASION, by=farid)
    again = post()
    with _later(timedelta(minutes=30)):
        delivery.deliver_due()
    with _later(timedelta(days=1)):
        delivery.deliver_due()

    assert (again, _fresh(letter).state, len(mail.outbox)) == (None, "sent", 1)


def test_a_letter_goes_within_twenty_minutes_of_its_hour(post):
    due = clock.now() + timedelta(hours=6)

    drawn = [post(occasion=uuid4(), due_at=due).due_at - due for _ in range(40)]

    assert max(map(abs, drawn)) <= timedelta(minutes=20)
    assert min(drawn) < timedelta(0) < max(drawn)
    assert len(set(drawn)) == len(drawn)


def test_the_jitter_sets_no_letter_into_the_past(post):
    now = clock.now()

    with clock.at(now):
        drawn = [
            post(occasion=uuid4(), due_at=now + timedelta(minutes=1)).due_at - now
            for _ in range(20)
        ]

    assert timedelta(0) <= min(drawn)
    assert max(drawn) <= timedelta(minutes=21)


@pytest.mark.parametrize(
    ("answers", "state", "sent"),
    [
        ([], "uncertain", 0),
        ([None], "uncertain", 0),
        ([True], "sent", 0),
        ([None, True], "sent", 0),
        ([False], "sent", 1),
        ([False, True], "sent", 0),
    ],
)
def test_a_worker_that_died_leaves_a_question_and_never_a_second_letter(
    post, monkeypatch, answers, state, sent
):
    letter = post()
    _its_worker_died(letter)
    asked = []
    monkeypatch.setattr(
        delivery,
        "asked",
        [lambda number, a=answer: asked.append(number) or a for answer in answers],
    )

    delivery.settle_expired()
    with _later(timedelta(hours=3)):
        delivery.deliver_due()

    assert (_fresh(letter).state, len(mail.outbox)) == (state, sent)
    assert asked == [delivery.message_id(letter)] * len(answers)
    assert (_fresh(letter).recipient is None) is (state == "sent")


def test_a_lease_that_still_runs_is_nobodys_question(post):
    letter = post()
    make.by_hand(
        "UPDATE outbox_letter SET state = 'sending', attempts = 1,"
        " leased_until = clock_timestamp() + interval '1 minute'"
    )

    delivery.deliver_due()

    assert (_fresh(letter).state, mail.outbox) == ("sending", [])


@pytest.mark.parametrize(
    ("went", "state", "sent"), [(True, "sent", 0), (False, "sent", 1)]
)
def test_a_person_decides_about_an_uncertain_letter(post, farid, went, state, sent):
    letter = post()
    make.by_hand("UPDATE outbox_letter SET state = 'uncertain', attempts = 1")

    letters.settle(letter, went=went, by=farid)
    delivery.deliver_due()

    entry = Entry.objects.get(verb="settle")
    assert (_fresh(letter).state, len(mail.outbox)) == (state, sent)
    assert (entry.actor, _fresh(letter).recipient) == (farid.pk, None)


def test_only_an_uncertain_letter_is_settled(post, farid):
    letter = post()

    letters.settle(letter, went=True, by=farid)

    assert _fresh(letter).state == "due"
    assert not Entry.objects.filter(verb="settle").exists()


def test_a_mail_system_that_is_away_is_tried_later_and_later_still(post, no_sink):
    letter = post()
    now = clock.now() + WHEN_DUE

    waits = []
    for _attempt in range(3):
        with clock.at(now):
            sent = delivery.deliver_due()
        due = _fresh(letter).due_at
        waits.append((sent, _fresh(letter).state, due - now))
        now = due

    assert waits == [
        (0, "due", timedelta(minutes=1)),
        (0, "due", timedelta(minutes=2)),
        (0, "due", timedelta(minutes=4)),
    ]


def test_after_eight_attempts_somebody_must_look(post, no_sink):
    letter = post()
    make.by_hand("UPDATE outbox_letter SET attempts = 7")

    with _later():
        delivery.deliver_due()
    with _later(timedelta(days=9)):
        delivery.deliver_due()

    failed = _fresh(letter)
    assert (failed.state, failed.attempts, mail.outbox) == ("failed", 8, [])
    assert failed.recipient is not None
    assert Entry.objects.latest("pk").verb == "failed"


def test_every_attempt_at_one_letter_has_one_message_id_that_tells_nothing(
    post, settings
):
    letter = post()

    number = delivery.message_id(letter)

    assert number == delivery.message_id(_fresh(letter))
    assert letter.pk.hex[:12] not in number
    settings.AUDIT_KEY = bytes(32)
    assert delivery.message_id(letter) != number


def test_the_web_cannot_read_the_address_it_sealed(post, settings, carla):
    letter = post()

    worker = json.loads(sealing.unseal_as_worker(letter, "recipient"))
    settings.WORKER_KEY = b""

    assert worker == {
        "address": "amal.haddad@example.net", "language": "en",
    }  # fmt: skip
    with pytest.raises(WrongKey):
        sealing.unseal_as_worker(letter, "recipient")


@pytest.mark.django_db(transaction=True)
def test_a_letter_in_another_workers_hand_is_passed_over(post):
    in_hand = post()
    post(occasion=uuid4(), address="boris.lem@example.net")
    other = Thread(target=_deliver_later)

    with transaction.atomic():
        Letter.objects.select_for_update().get(pk=in_hand.pk)
        other.start()
        other.join(timeout=10)
        waits = other.is_alive()

    assert not waits
    assert [sent.to for sent in mail.outbox] == [["boris.lem@example.net"]]
    assert _fresh(in_hand).state == "due"


def _deliver_later():
    with _later():
        delivery.deliver_due()
    connection.close()


def test_a_knock_goes_on_until_nothing_is_due(post, monkeypatch):
    """Each batch knocks for the next, behind whatever else waits for the worker."""
    monkeypatch.setattr(delivery, "BATCH", 2)
    knocks = []
    monkeypatch.setattr(tasks.deliver, "delay", lambda: knocks.append(1))
    for _letter in range(5):
        post(occasion=uuid4())

    tasks.deliver()
    early = len(knocks)
    with _later():
        for _knock in range(3):
            tasks.deliver()

    assert (early, len(knocks), len(mail.outbox)) == (0, 2, 5)


def test_several_letters_go_by_one_connection_and_after_a_failure_by_another(
    post, monkeypatch
):
    """What broke in the middle breaks no other letter."""
    lines = []

    class Line(locmem.EmailBackend):
        is_open = False

        def open(self):
            if not self.is_open:
                self.is_open = True
                lines.append("opened")

        def close(self):
            if self.is_open:
                self.is_open = False
                lines.append("closed")

        def send_messages(self, messages):
            if messages[0].to == ["breaks@example.net"]:
                raise SMTPServerDisconnected
            return super().send_messages(messages)

    monkeypatch.setattr(delivery, "get_connection", Line)
    for name in ("first", "second", "breaks", "fourth"):
        post(occasion=uuid4(), address=f"{name}@example.net")
    make.by_hand("UPDATE outbox_letter SET due_at = posted_at")  # no jitter

    with _later():
        sent = delivery.deliver_due()

    states = Letter.objects.order_by("posted_at").values_list("state", flat=True)
    assert [*states] == ["sent", "sent", "sending", "sent"]
    assert (sent, lines) == (3, ["opened", "closed"] * 2)


def test_that_one_went_and_the_next_is_on_its_way_is_written_together(
    post, monkeypatch
):
    """Killed in between, no letter is taken for another: each is sent, or asked about."""
    for _letter in range(3):
        post(occasion=uuid4())
    seen = []

    def look(letter, post):
        states = Letter.objects.order_by("state").values_list("state", flat=True)
        seen.append([*states])
        return True

    monkeypatch.setattr(delivery, "_send", look)
    with _later():
        delivery.deliver_due()

    assert seen == [
        ["due", "due", "sending"],
        ["due", "sending", "sent"],
        ["sending", "sent", "sent"],
    ]
    assert {each.state for each in Letter.objects.all()} == {"sent"}


def test_a_batch_ends_and_the_rest_goes_with_the_next(post, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 2)
    for _letter in range(3):
        post(occasion=uuid4())

    with _later():
        first, second = delivery.deliver_due(), delivery.deliver_due()

    assert (first, second) == (2, 1)
