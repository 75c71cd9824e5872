"""The thief, the guesser and the other participant, before a private link."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import envelopes
import leaks
import make
import pytest
from django.conf import settings as live
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from redis import Redis
from roles import WebClient
from test_canaries import _redis

from trackii import clock
from trackii.audit.models import Entry
from trackii.outbox import delivery
from trackii.vault import (
    admission,
    codes,
    links,
    members,
    rooted,
    sealing,
    spoken,
    suite,
)
from trackii.vault.errors import (
    Corrupt,
    LinkOpened,
    LinkShut,
    LinkSpent,
    TooManyTries,
    VaultError,
    WrongWords,
)
from trackii.vault.fields import LinkSealedField
from trackii.vault.models import Link
from workshops import (
    briefings,
    circulation,
    handouts,
    invitations,
    scheduling,
    seating,
    summaries,
)
from workshops.models import Handout, Review, Seat
from workshops.urls import by_link

pytestmark = pytest.mark.django_db(transaction=True)

HERS, HIS = "Quillfeatherwort", "Brambledownward"
OBJECTION = "Thistlewanderer"


def _open_redis():
    return Redis.from_url(live.REDIS_URL)


class Asked:
    """Two people with a seat and a link each, both in; and one of them with a draft."""

    def __init__(self, w):
        for name, value in w.items():
            setattr(self, name, value)


def _codes(read=envelopes.code):
    """What letters carried, by address."""
    mail.outbox.clear()
    with clock.at(clock.now() + timedelta(hours=1)):
        delivery.deliver_due()
    return {sent.to[0].partition(".")[0]: read(sent.body) for sent in mail.outbox}


def _browser(code, **more):
    client = WebClient(**more)
    client.post(reverse("own:enter"), {"code": code})
    return client


@pytest.fixture
def asked(heron, farid, oskar, rosa, approved, worker):
    held = make.workshop(heron, by=farid, state="in_session", seated=approved)
    make.attended(held, by=farid)
    make.session(held, by=farid)
    draft = make.summary(held, by=rosa, reader=farid, state="second_read")
    later = timedelta(days=60)  # who sits at the round before is free then
    ahead = make.workshop(heron, by=farid, state="provisional", starts_in=later)
    with make.acting(oskar):
        seats = seating.offer_all(ahead, approved, by=oskar)
        invitations.send_all(ahead, by=oskar)
    sent = _codes()
    with make.acting(farid):
        summaries.circulate(draft, by=farid)
        review = draft.reviews.get(seat__candidacy=approved[0])
        words = circulation.send(review, by=farid)
    return Asked({
        "codes": sent, "seats": seats, "ahead": ahead, "review": review,
        "words": words, "draft_code": _codes()["amal"],
        "amal": _browser(sent["amal"]), "boris": _browser(sent["boris"]),
    })  # fmt: skip


def _live_a_little(asked, oskar):
    """Both answer, one objects, and a pack is handed out."""
    asked.amal.post(reverse("own:accept"), {"words": f"I bring {HERS}."})
    asked.boris.post(reverse("own:accept"), {"words": f"I bring {HIS}."})
    reader = _browser(asked.draft_code)
    reader.post(reverse("own:words"), {"spoken": asked.words})
    given = {"passage": "1", "words": f"{OBJECTION} is a name."}
    assert reader.post(reverse("own:object"), given).status_code == 302
    pack = make.briefing(asked.ahead, by=oskar)
    briefings.render_waiting()
    pack.refresh_from_db()
    with make.acting(oskar):
        assert handouts.hand_out(pack, by=oskar) == 2
    return reader


def test_token_words_and_answers_stand_nowhere(asked, oskar, settings, caplog, capfd):
    reader = _live_a_little(asked, oskar)
    assert OBJECTION in reader.get(reverse("own:matter")).text

    places = {
        "database": leaks.dump(),
        "redis": _redis(),
        "keystore": b"".join(
            f.read_bytes() for f in settings.KEYSTORE.rglob("*") if f.is_file()
        ),
        "logs": (caplog.text + "".join(capfd.readouterr())).encode(),
    }
    written = [*asked.codes.values(), asked.draft_code]
    secrets = [
        *written, *(code.replace("-", "") for code in written),
        *(code[5:] for code in written), asked.words, HERS, HIS, OBJECTION, "Osier Mill",
    ]  # fmt: skip
    tokens = [codes.read(code).token for code in written]

    assert leaks.found(places["database"], ["Carla Conti"]) == ["Carla Conti"]
    for place, held in places.items():
        assert leaks.found(held, secrets) == [], place
        for token in tokens:
            assert token not in held, place
            assert token.hex().encode() not in held, place


def _handed_out():
    """Every value sealed to a link, with its row and field."""
    for model in (Link, Seat, Review, Handout):
        fields = [f for f in model._meta.fields if isinstance(f, LinkSealedField)]
        for row in model._base_manager.all():
            for field in fields:
                if getattr(row, field.name) is not None:
                    yield row, field.name


def test_the_database_and_every_secret_of_the_house_open_nothing(asked, oskar):
    _live_a_little(asked, oskar)
    token = codes.read(asked.codes["amal"]).token
    own = Seat.objects.get(pk=asked.seats[0].pk)
    secrets = [live.ROOT_KEY, live.PEPPER, live.AUDIT_KEY, live.WORKER_KEY]
    secrets += [bytes(link.token_hash) for link in Link.objects.all()]
    seeds = [*secrets, *(suite.derive(each, "link") for each in secrets)]

    opened, tried = [], 0
    for row, field in _handed_out():
        for seed in seeds:
            tried += 1
            try:
                opened.append(sealing.unseal_sent(row, field, seed=seed))
            except VaultError:
                continue

    keys = links.keys_of(token)
    assert b"Osier Mill" in sealing.unseal_sent(own, "offer", seed=keys.seed)
    assert HERS.encode() in sealing.unseal_sent(own, "words_back", seed=keys.seed)
    assert opened == []
    assert tried > 100


def test_what_lies_in_redis_opens_nothing_without_the_cookie(asked, oskar):
    _live_a_little(asked, oskar)
    with _open_redis() as redis:
        blobs = [redis.get(key) for key in redis.scan_iter("link:*")]
    guesses = [live.ROOT_KEY, bytes(32) + live.ROOT_KEY]

    for blob in blobs:
        for guess in guesses:
            with pytest.raises(Corrupt):
                suite.unlock(
                    blob, suite.derive(guess, "link visit"), about=b"link visit"
                )

    assert len(blobs) >= 3


def test_a_key_that_was_put_in_is_handed_nothing(asked, oskar, farid):
    """A writer in the database puts his own key there, and waits for the next hand-out."""
    mine = suite.fresh()
    link = Link.objects.get(occasion=asked.seats[0].pk, state="live")
    before = bytes(Seat.objects.get(pk=asked.seats[0].pk).offer.token)
    make.by_hand(
        "UPDATE vault_link SET public = %s WHERE id = %s", suite.public(mine), link.pk
    )

    with make.acting(farid):
        invitations.refresh(asked.ahead, by=farid)

    assert _refusals() == [("hand out", farid.pk)]
    seat = Seat.objects.get(pk=asked.seats[0].pk)
    assert bytes(seat.offer.token) == before
    with pytest.raises(VaultError):
        sealing.unseal_sent(seat, "offer", seed=mine)


def _refusals():
    refused = Entry.objects.filter(outcome="refused")
    return list(refused.order_by("pk").values_list("verb", "actor"))


@pytest.mark.parametrize("column", ["workshop_id", "candidacy_id"])
def test_an_accomplice_whose_seat_was_moved_is_handed_nothing_there(
    asked, oskar, farid, approved, heron, column
):
    """He was invited to one round, and somebody who writes to the database moves his seat
    to another; then staff do there what staff do every day.
    """
    later = timedelta(days=120)
    secret = make.workshop(heron, by=farid, state="provisional", starts_in=later)
    seat = Seat.objects.get(pk=asked.seats[0].pk)
    link = Link.objects.get(occasion=seat.pk, state="live")
    own = {"workshop_id": asked.ahead.pk, "candidacy_id": approved[0].pk}
    others = {
        "workshop_id": secret.pk,
        "candidacy_id": make.candidacy(heron, by=farid).pk,
    }
    make.by_hand(
        f"UPDATE workshops_seat SET {column} = %s WHERE id = %s",
        others[column],
        seat.pk,
    )
    moved_to = secret if column == "workshop_id" else asked.ahead

    lodge = {"plan": make.plan(venue="The Secret Lodge"), "quorum": 1, "remind_days": 3}
    with make.acting(farid):
        scheduling.revise(moved_to, by=farid, **lodge)
    pages = {
        (door, method): getattr(asked.amal, method)(reverse(f"own:{door}"))
        for door, method in (
            ("matter", "get"), ("pack", "get"), ("accept", "post"), ("decline", "post"),
        )
    }  # fmt: skip

    assert {page.status_code for page in pages.values()} == {409}
    assert [p for p in pages.values() if "Osier" in p.text or "Lodge" in p.text] == []
    assert _refusals() == [("hand out", farid.pk), *[("corrupt", link.pk)] * 4]
    assert Seat.objects.get(pk=seat.pk).state == "offered"
    make.by_hand(
        f"UPDATE workshops_seat SET {column} = %s WHERE id = %s", own[column], seat.pk
    )
    assert "Osier Mill" in asked.amal.get(reverse("own:matter")).text


def test_a_seat_that_was_moved_keeps_nothing_from_the_others_and_is_named(
    asked, approved, farid, oskar, heron, browse
):
    """Boris is moved away from himself: what the round hands out goes to Amal all the same."""
    for each in (asked.amal, asked.boris):
        each.post(reverse("own:accept"), {"words": ""})
    boris = Seat.objects.get(pk=asked.seats[1].pk)
    other = make.candidacy(heron, by=farid, side="B", name="Carl Lem")
    make.by_hand("UPDATE workshops_seat SET candidacy_id = %s WHERE id = %s",
                 other.pk, boris.pk)  # fmt: skip
    round_ = f"/dialogues/heron/workshops/{asked.ahead.number}"
    client = browse(farid)
    page = client.get(f"{round_}/plan/")
    fields = {**page.context["form"].initial, "venue": "The Osier Barn"}

    revised = client.post(f"{round_}/plan/", fields, follow=True).text
    pack = make.briefing(asked.ahead, by=oskar)
    briefings.render_waiting()
    handed = browse(oskar).post(
        f"{round_}/briefings/{pack.edition}/hand-out/", follow=True
    )

    told = "Nothing was handed out to B-02: what that link is about was moved"
    assert ("The plan is revised." in revised, told in revised) == (True, True)
    assert ("Handed out to 1." in handed.text, told in handed.text) == (True, True)
    assert "The Osier Barn" in asked.amal.get(reverse("own:matter")).text
    assert asked.amal.get(reverse("own:pack")).content.startswith(b"%PDF")
    assert asked.boris.get(reverse("own:matter")).status_code == 409
    refused = Entry.objects.filter(outcome="refused", verb="hand out")
    assert set(refused.values_list("subject", flat=True)) == {boris.pk}


@pytest.mark.parametrize(
    "lie",
    [
        "UPDATE workshops_handout SET briefing_id = %(secret)s",
        (
            "UPDATE workshops_briefing SET workshop_id = %(here)s, edition = 9"
            " WHERE id = %(secret)s"
        ),
    ],
    ids=["under another pack", "of another round"],
)  # fmt: skip
def test_a_pack_that_was_moved_is_handed_to_nobody(
    lie, asked, approved, oskar, farid, heron
):
    """She wants the pack of a round he was not asked to; staff do what staff do every day."""
    _live_a_little(asked, oskar)
    lodge = make.workshop(heron, by=farid, state="provisional")
    with make.acting(farid):
        plan = make.plan(venue="The Secret Lodge")
        scheduling.revise(lodge, by=farid, plan=plan, quorum=1, remind_days=3)
    secret = make.briefing(lodge, by=oskar)
    briefings.render_waiting()
    make.by_hand(lie, secret=secret.pk, here=asked.ahead.pk)
    secret.refresh_from_db()
    own = Seat.objects.get(pk=asked.seats[0].pk)

    with make.acting(oskar):
        if secret.workshop_id == asked.ahead.pk:
            with pytest.raises(Corrupt):
                handouts.hand_out(secret, by=oskar)
            with pytest.raises(Corrupt):
                briefings.read(secret, by=oskar)
        before = asked.amal.get(reverse("own:pack")).status_code
        invitations.send(own, by=oskar)
    again = _browser(_codes()["amal"])

    assert secret.state == "issued"
    matter = again.get(reverse("own:matter"))
    assert matter.status_code == 200
    if secret.workshop_id == asked.ahead.pk:  # what she has is hers, and no other
        assert before == 200
        [page] = PdfReader(BytesIO(again.get(reverse("own:pack")).content)).pages
        assert "Secret Lodge" not in page.extract_text()
        assert "Osier Mill" in page.extract_text()
    else:
        assert before == 404
        assert again.get(reverse("own:pack")).status_code == 404
        assert ("hand out", oskar.pk) in _refusals()
    with make.acting(oskar):
        true = sealing.unseal_file(secret, "pages", by=oskar)
    assert "Secret Lodge" in PdfReader(BytesIO(true)).pages[0].extract_text()


@pytest.mark.parametrize("column", ["summary_id", "seat_id"])
def test_a_review_that_was_moved_shows_and_takes_nothing(
    asked, approved, farid, rosa, column
):
    reader = _browser(asked.draft_code)
    reader.post(reverse("own:words"), {"spoken": asked.words})
    assert "winter months" in reader.get(reverse("own:matter")).text
    review = Review.objects.get(pk=asked.review.pk)
    table = asked.ahead.initiative
    held = make.workshop(table, by=farid, state="in_session", seated=approved)
    make.attended(held, by=farid)
    make.session(held, by=farid)
    other = make.summary(held, by=rosa, words="Nobody came.")
    others = {"summary_id": other.pk, "seat_id": held.seats.first().pk}
    make.by_hand(
        f"UPDATE workshops_review SET {column} = %s WHERE id = %s",
        others[column], review.pk,
    )  # fmt: skip

    answers = [reader.get(reverse("own:matter")), reader.post(reverse("own:agree"))]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "winter months" not in answers[0].text
    assert {verb for verb, _actor in _refusals()} == {"corrupt"}
    assert Review.objects.get(pk=review.pk).state == "asked"


def test_whatever_is_wrong_with_a_link_a_stranger_is_told_the_same(asked, oskar):
    spent, revoked = asked.draft_code, asked.codes["boris"]
    Link.objects.filter(occasion=asked.review.pk).update(state="spent")
    invitations.revoke(asked.seats[1], by=oskar)
    with make.acting(oskar):
        invitations.send(asked.seats[0], by=oskar)
    renewed = asked.codes["amal"]
    expired = _codes()["amal"]
    Link.objects.filter(state="live").update(deadline_at=clock.now())
    unknown = codes.draw().written()
    foreign = codes.Code(revoked[:4], codes.read(renewed).token).written()

    tried = [spent, revoked, renewed, expired, unknown, foreign]
    answers = [WebClient().post(reverse("own:enter"), {"code": code}) for code in tried]

    told = {
        re.sub(r'value="\w{64}"', "", answer.text).replace(code, "")
        for answer, code in zip(answers, tried, strict=True)
    }
    assert [answer.status_code for answer in answers] == [422] * 6
    assert len(told) == 1


def _at_once(act, many):
    def alone(number):
        try:
            return act(number)
        except VaultError as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(alone, range(many)))


def test_of_twenty_guesses_of_the_words_at_once_five_are_tried(asked):
    cookie = admission.admit(asked.draft_code, address="")
    visit = admission.find(cookie)

    said = _at_once(
        lambda number: spoken.say(visit.link, visit.keys.base, f"guess {number}"), 20
    )

    with pytest.raises(LinkSpent):
        spoken.say(visit.link, visit.keys.base, asked.words)
    assert said.count(WrongWords) <= 5
    assert set(said) == {WrongWords, LinkSpent}
    assert Link.objects.get(pk=visit.link.pk).state == "spent"


def test_of_twenty_who_open_one_address_at_once_one_is_in(asked, oskar):
    with make.acting(oskar):
        invitations.send(asked.seats[0], by=oskar)
    once = _codes(envelopes.once)["amal"]

    said = _at_once(lambda _number: admission.admit(once, address=""), 20)

    assert len([each for each in said if isinstance(each, str)]) == 1
    assert LinkOpened in said


def test_the_history_of_a_browser_and_a_dump_from_before_it_was_there_open_nothing(
    asked, oskar
):
    """What unmasks a token lay in yesterday's dump: wrapped by a key that does not."""
    with make.acting(oskar):
        invitations.send(asked.seats[0], by=oskar)
    once = codes.read(_codes(envelopes.once)["amal"])
    link = Link.objects.get(occasion=asked.seats[0].pk, state="live")
    yesterday = bytes(link.pad)

    sixteen = [yesterday[at : at + 16] for at in range(len(yesterday) - 15)]
    guessed = [once.masked(pad) for pad in [*sixteen, bytes(16)]]
    own = once.masked(rooted.unwrap(link, "pad"))

    assert own.hashed() == bytes(link.token_hash)  # who has the root key unmasks it
    assert [code for code in guessed if code.hashed() == link.token_hash] == []


def test_a_mailbox_and_a_dump_and_the_keystore_check_no_guess_of_the_words(asked):
    """The right words are among the guesses, and whoever tries them cannot tell."""
    token = codes.read(asked.draft_code).token
    link = Link.objects.get(occasion=asked.review.pk)
    review, base = Review.objects.get(pk=asked.review.pk), links.keys_of(token).base
    row = bytes(link.word_pepper)
    known = [b"", row, row[4:], row[4:36], row[-32:], bytes(32), bytes(link.mac)]
    guesses = [
        suite.derive(base + members.slow_key(words, link.pk.bytes) + more, label)
        for words in (asked.words, "orchard lantern") for more in known
        for label in ("link with words", "link", "link and words")
    ]  # fmt: skip

    checked = [
        seed for seed in guesses if suite.public(seed) == bytes(link.word_public)
    ]
    opened = []
    for seed in guesses:
        try:
            opened.append(sealing.unseal_sent(review, "handed", seed=seed))
        except VaultError:
            continue

    right = spoken.say(link, base, asked.words)
    assert suite.public(right) == bytes(link.word_public)
    assert b"winter months" in sealing.unseal_sent(review, "handed", seed=right)
    assert (len(guesses), checked, opened) == (42, [], [])


def test_a_writer_of_the_database_puts_no_pepper_of_his_in(asked, settings):
    """He would know it, and try the words beside the house. It opens in its place alone."""
    link = Link.objects.get(occasion=asked.review.pk)
    base = links.keys_of(codes.read(asked.draft_code).token).base
    other = Link.objects.get(occasion=asked.seats[0].pk, state="live")
    for planted in (bytes(80), rooted.wrap(bytes(32), of=other, field="word_pepper")):
        make.by_hand("UPDATE vault_link SET word_pepper = %s", planted)
        with pytest.raises(Corrupt):
            spoken.say(Link.objects.get(pk=link.pk), base, asked.words)


def test_of_codes_of_one_locator_ten_are_answered_and_hers_is_right_all_the_while(
    asked,
):
    """Through an onion they cost nothing; they shut nobody out."""
    locator = asked.codes["amal"][:4]

    def guess(number):
        code = codes.Code(locator, number.to_bytes(16, "big")).written()
        return admission.admit(code, address=f"2001:db8::{number:x}")

    tried = _at_once(guess, 60)

    assert tried.count(LinkShut) == 10
    assert tried.count(TooManyTries) == 50
    assert admission.find(admission.admit(asked.codes["amal"], address="")) is not None
    assert codes.TOKEN * 8 == 128  # what is to be guessed instead


def test_what_opens_nothing_costs_the_same_questions_whatever_it_is(asked, oskar):
    """Who counts what the house asks its database, or how long it takes, learns nothing."""
    invitations.revoke(asked.seats[1], by=oskar)
    locator = asked.codes["amal"][:4]
    made_up = bytes(codes.TOKEN)
    tried = [
        codes.draw().written(), codes.Code(locator, made_up).written(),
        codes.Code(locator, made_up, once=True).written(), asked.codes["boris"],
        codes.Code(locator, codes.read(asked.codes["boris"]).token).written(),
    ]  # fmt: skip
    strangers = [WebClient() for _ in tried]

    asked_for = []
    for stranger, code in zip(strangers, tried, strict=True):
        with CaptureQueriesContext(connection) as captured:
            assert (
                stranger.post(reverse("own:enter"), {"code": code}).status_code == 422
            )
        asked_for.append([_shape(query["sql"]) for query in captured])

    assert len(asked_for[0]) > 2
    assert [each for each in asked_for if each != asked_for[0]] == []


def _shape(statement):
    """A statement without what it asks for."""
    return re.sub(r"'[^']*'(::bytea)?|[0-9]+", "?", statement)


DOORS = [(door.name, method) for door in by_link for method in ("get", "post")]


def test_no_door_shows_or_moves_anything_of_somebody_else(asked, oskar):
    _live_a_little(asked, oskar)
    his, reviews = Seat.objects.filter(pk=asked.seats[1].pk), Review.objects.all()
    before = [list(his.values()), list(reviews.values())]
    given = {
        "words": "x", "spoken": asked.words, "passage": "0", "seat": asked.seats[1].pk,
        "pk": asked.review.pk, "link": Link.objects.get(occasion=his.get().pk).pk,
    }  # fmt: skip

    answers = {
        (door, method): getattr(_browser(asked.codes["amal"]), method)(
            reverse(f"own:{door}"), given
        )
        for door, method in DOORS
    }

    assert [list(his.values()), list(reviews.values())] == before
    for tried, answer in answers.items():
        assert answer.status_code in (200, 302, 404, 405, 422), tried
        for word in (HIS, OBJECTION, "Boris", "B-01"):
            assert word.encode() not in answer.content, tried
    assert HERS in answers["matter", "get"].text
    assert answers["pack", "get"].content.startswith(b"%PDF")


def test_a_form_from_another_house_is_refused(asked):
    careful = WebClient(enforce_csrf_checks=True)
    careful.cookies = asked.amal.cookies

    answer = careful.post(
        reverse("own:decline"), {}, headers={"Origin": "https://elsewhere.example"}
    )

    assert answer.status_code == 403
    assert Seat.objects.get(pk=asked.seats[0].pk).state == "offered"


def test_a_cookie_that_was_tampered_with_is_nobody(asked, dice, times):
    cookie = asked.amal.cookies[live.LINK_COOKIE_NAME].value
    found = []
    for _throw in range(times(400)):
        place = dice.randrange(len(cookie) - 1)  # its last letter holds spare bits
        other = dice.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_é\0")
        if other != cookie[place]:
            found.append(admission.find(cookie[:place] + other + cookie[place + 1 :]))

    assert admission.find(cookie) is not None
    assert set(found) == {None}
