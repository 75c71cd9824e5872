"""Private links: what opens them, what shuts them, and that nobody can tell why."""

from base64 import urlsafe_b64decode
from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace
from uuid import uuid4

import make
import pytest
from django.conf import settings as live
from django.db import IntegrityError, connection
from redis import Redis
from redis.exceptions import RedisError

from trackii import clock
from trackii.accounts import limits
from trackii.audit.models import Entry
from trackii.vault import admission, codes, keystore, links, sealing, spoken
from trackii.vault.errors import (
    Corrupt,
    LinkOpened,
    LinkShut,
    LinkSpent,
    Shredded,
    TooManyTries,
    VaultAway,
    WrongKey,
    WrongWords,
)
from trackii.vault.models import DataKey, Link

pytestmark = pytest.mark.django_db

A_WEEK = timedelta(days=7)
HERE = "192.0.2.7"


@pytest.fixture
def a_link(heron, oskar):
    """A link about something of HERON."""

    def make_one(kind="invitation", of=None, **more):
        row = of or SimpleNamespace(pk=uuid4(), initiative_id=heron.pk, anchors=())
        more = {"deadline": clock.now() + A_WEEK, "language": "ar"} | more
        return links.make(kind, of=row, by=oskar, **more)

    return make_one


def _enter(made, address=HERE):
    return admission.find(admission.admit(made.code, address=address))


def _away():
    raise RedisError


def _place(cookie):
    return "link:" + sha256(urlsafe_b64decode(cookie + "=")).hexdigest()


def _refused(code, address=HERE):
    with pytest.raises(LinkShut) as refused:
        admission.admit(code, address=address)
    return type(refused.value), str(refused.value)


def test_a_token_opens_what_was_handed_out_without_it(a_link, heron):
    made = a_link()

    visit = _enter(made)

    opened = sealing.unseal_sent(visit.link, "language", seed=visit.keys.seed)
    assert opened == b"ar"
    assert visit.link == made.link


def test_an_address_opens_once_and_the_code_of_the_same_letter_again(a_link):
    made = a_link()

    first = admission.find(admission.admit(made.once, address=HERE))
    with pytest.raises(LinkOpened, match="code that stands below it"):
        admission.admit(made.once, address=HERE)
    again = [_enter(made), _enter(made)]

    opened = sealing.unseal_sent(first.link, "language", seed=first.keys.seed)
    assert opened == b"ar"
    assert {visit.link for visit in again} == {first.link}
    assert list(
        Entry.objects.filter(verb="use link").order_by("pk").values_list("outcome", "actor")
    ) == [("done", made.link.pk), ("refused", made.link.pk)]  # fmt: skip


def test_who_came_by_the_code_has_used_the_address_up(a_link):
    made = a_link()

    _enter(made)

    assert Link.objects.get().pad is None
    with pytest.raises(LinkOpened):
        admission.admit(made.once, address=HERE)


def test_an_address_that_was_made_up_is_told_what_any_stranger_is(a_link):
    made = a_link()
    _enter(made)
    forged = codes.Code(made.link.locator, bytes(16), once=True).written()
    as_code = codes.Code(made.link.locator, codes.read(made.once).token).written()

    assert _refused(forged) == _refused(as_code) == _refused(codes.draw().written())


def test_an_address_is_not_used_up_while_nobody_can_come_in(a_link, settings):
    made = a_link()
    with Redis.from_url(live.REDIS_URL) as redis, pytest.MonkeyPatch.context() as patch:
        patch.setattr(redis, "ping", _away)
        patch.setattr(admission, "_redis", lambda: redis)
        with pytest.raises(VaultAway):
            admission.admit(made.once, address=HERE)

    assert Link.objects.get().used_at is None
    assert admission.find(admission.admit(made.once, address=HERE)) is not None


def test_the_row_keeps_no_token_and_no_words(a_link):
    made = a_link("review", with_words=True)
    token = codes.read(made.code).token

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(l)::text FROM vault_link l")
        row = cursor.fetchone()[0]

    once = codes.read(made.once).token
    kept = [token.hex(), made.code, made.code[5:], *made.words.split()]
    kept += [once.hex(), made.once, made.once[5:]]
    assert [each for each in kept if each in row] == []
    assert made.link.token_hash.hex() in row


def test_only_who_came_first_within_three_days_of_sending_comes_later(a_link):
    in_time, too_late = a_link(), a_link()
    with clock.at(clock.now() + timedelta(hours=2)):
        links.sent(in_time.link.pk)
        links.sent(too_late.link.pk)

    with clock.at(clock.now() + timedelta(hours=73)):
        admission.admit(in_time.code, address=HERE)
    with clock.at(clock.now() + timedelta(hours=75)):
        again = _enter(in_time)
        refused = _refused(too_late.code)

    assert again.link == in_time.link
    assert refused[0] is LinkShut


def test_a_review_lives_to_its_own_deadline(a_link):
    made = a_link("review", with_words=True)
    links.sent(made.link.pk)

    with clock.at(clock.now() + A_WEEK - timedelta(minutes=1)):
        inside = _enter(made)
    with clock.at(clock.now() + A_WEEK):
        refused = _refused(made.code)

    assert inside.link == made.link
    assert refused[0] is LinkShut


def test_unknown_revoked_replaced_spent_and_expired_answer_alike(a_link, heron, oskar):
    row = SimpleNamespace(pk=uuid4(), initiative_id=heron.pk, anchors=())
    unknown = codes.draw().written()
    revoked, replaced, spent = a_link(), a_link(of=row), a_link()
    a_link(of=row)
    expired = a_link(deadline=clock.now() - timedelta(minutes=1))
    links.revoke(revoked.link.occasion, by=oskar)
    Link.objects.filter(pk=spent.link.pk).update(state="spent")
    foreign = revoked.code[:4] + codes.draw().written()[4:]
    token = codes.read(replaced.code).token
    moved = codes.Code(revoked.link.locator, token).written()

    answers = {_refused(each.code) for each in (revoked, replaced, spent, expired)} | {
        _refused(code) for code in (unknown, moved)
    }

    assert len(answers) == 1
    with pytest.raises(Exception, match="letters is another"):
        admission.admit(foreign, address=HERE)


def test_who_is_in_is_out_at_the_next_request_once_the_link_is_taken_back(
    a_link, oskar
):
    made = a_link()
    cookie = admission.admit(made.code, address=HERE)
    inside = admission.find(cookie)

    links.revoke(made.link.occasion, by=oskar)

    assert inside is not None
    assert admission.find(cookie) is None


def test_a_visit_ends_after_fifteen_idle_minutes_and_after_four_hours(a_link):
    cookie = admission.admit(a_link().code, address=HERE)
    with Redis.from_url(live.REDIS_URL) as redis:
        kept = redis.ttl(_place(cookie))

    with clock.at(clock.now() + timedelta(hours=4, seconds=1)):
        later = admission.find(cookie)

    assert 890 < kept <= 900
    assert later is None


def test_redis_holds_no_token_no_seed_and_nothing_without_the_root_key(
    a_link, settings
):
    made = a_link()
    cookie = admission.admit(made.code, address=HERE)
    keys = links.keys_of(codes.read(made.code).token)
    with Redis.from_url(live.REDIS_URL) as redis:
        held = redis.get(_place(cookie))

    settings.ROOT_KEY = bytes(32)

    assert len(held) > 100
    assert keys.seed not in held
    assert codes.read(made.code).token not in held
    assert admission.find(cookie) is None


def test_who_leaves_is_out(a_link):
    cookie = admission.admit(a_link().code, address=HERE)

    admission.leave(cookie)

    assert admission.find(cookie) is None


def test_a_draft_opens_with_token_and_words_and_with_neither_alone(a_link, heron):
    made = a_link("review", with_words=True)
    link = made.link
    link.language = links.hand_out_guarded("draft", to=link, of=link, field="language")
    visit = _enter(made)

    with pytest.raises(WrongKey):
        sealing.unseal_sent(link, "language", seed=visit.keys.seed)
    seed = spoken.say(link, visit.keys.base, f" {made.words.upper()} ")

    assert sealing.unseal_sent(link, "language", seed=seed) == b"draft"
    assert Link.objects.get(pk=link.pk).tries == 0


def test_the_fifth_wrong_try_shuts_the_link_and_says_so(a_link):
    made = a_link("review", with_words=True)
    cookie = admission.admit(made.code, address=HERE)
    visit = admission.find(cookie)

    for _ in range(4):
        with pytest.raises(WrongWords):
            admission.say_words(cookie, visit, "orchard lantern")
    with pytest.raises(LinkSpent):
        admission.say_words(cookie, visit, "orchard lantern")

    with pytest.raises(LinkSpent):
        spoken.say(visit.link, visit.keys.base, made.words)
    assert Link.objects.get(pk=made.link.pk).state == "spent"
    assert admission.find(cookie) is None
    assert _refused(made.code)[0] is LinkShut


def test_words_once_said_hold_for_the_visit_and_for_no_other(a_link):
    made = a_link("review", with_words=True)
    cookie = admission.admit(made.code, address=HERE)

    admission.say_words(cookie, admission.find(cookie), made.words)

    assert admission.find(cookie).has_words
    assert not _enter(made).has_words


def test_wrong_codes_are_counted_per_locator_over_any_number_of_addresses(a_link):
    made = a_link()

    def guess(number):
        code = codes.Code(made.link.locator, bytes([number] * 16)).written()
        admission.admit(code, address=f"192.0.2.{number}")

    for number in range(admission.PER_LOCATOR):
        with pytest.raises(LinkShut):
            guess(number)
    with pytest.raises(TooManyTries):
        guess(200)

    assert _enter(made) is not None  # nobody shuts her out


def test_wrong_codes_are_counted_per_address_and_an_onion_has_none(a_link):
    for _ in range(admission.PER_ADDRESS):
        _refused(codes.draw().written())

    with pytest.raises(TooManyTries):
        admission.admit(codes.draw().written(), address=HERE)
    _refused(codes.draw().written(), address="")
    assert [_enter(a_link(), address=each) is not None for each in (HERE, "192.0.2.8")]


def test_a_right_code_counts_for_nothing_and_neither_does_a_slip_of_the_hand(a_link):
    made = a_link()

    for _ in range(admission.PER_LOCATOR + 5):
        admission.admit(made.code, address=HERE)
        with pytest.raises(Exception, match="letters is another"):
            admission.admit(made.code[:-1] + "!", address=HERE)

    assert _enter(made) is not None


def test_the_table_of_tries_tells_no_address(a_link):
    _refused(codes.draw().written())

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, ' ') FROM accounts_try t")
        kept = cursor.fetchone()[0]

    assert len(kept) > 64
    assert HERE not in kept


def test_of_many_tries_at_once_each_is_counted():
    counts = [limits.tried("a locator", seconds=60) for _ in range(5)]
    limits.forgiven("a locator")

    assert counts == [1, 2, 3, 4, 5]
    assert limits.tried("a locator", seconds=60) == 5


@pytest.mark.parametrize(
    "column", ["public", "word_public", "token_hash", "address_hash"]
)
def test_a_swapped_half_or_token_is_refused(a_link, column):
    mine, hers = a_link("review", with_words=True), a_link("review", with_words=True)
    stolen = getattr(mine.link, column)
    Link.objects.filter(pk=hers.link.pk).update(**{column: stolen})
    swapped = Link.objects.get(pk=hers.link.pk)

    with pytest.raises(Corrupt):
        links.hand_out("for her alone", to=swapped, of=swapped, field="language")
    with pytest.raises(Corrupt):
        links.hand_out_guarded("for her", to=swapped, of=swapped, field="language")


def test_a_link_moved_to_another_seat_is_refused(a_link):
    made = a_link()
    make.by_hand("UPDATE vault_link SET occasion = %s", uuid4())

    with pytest.raises(Corrupt):
        admission.admit(made.code, address=HERE)


def test_a_link_about_what_was_moved_opens_nothing_of_it(a_link, heron):
    round_, elsewhere = uuid4(), uuid4()
    row = SimpleNamespace(pk=uuid4(), initiative_id=heron.pk, anchors=(round_,))
    link = a_link(of=row).link
    links.insist_on(link, row)

    row.anchors = (elsewhere,)
    with pytest.raises(Corrupt):
        links.insist_on(link, row)
    make.by_hand("UPDATE vault_link SET anchor = %s", links._anchor(row))
    with pytest.raises(Corrupt):
        links.insist_on(Link.objects.get(pk=link.pk), row)


def test_what_was_handed_out_dies_with_its_compartment(a_link, heron):
    made = a_link()
    [key] = DataKey.objects.filter(
        epoch__compartment__kind="roster", epoch__compartment__about=heron.pk
    )

    keystore._path(key.pk).unlink()

    visit = _enter(made)
    with pytest.raises(Shredded):
        sealing.unseal_sent(visit.link, "language", seed=visit.keys.seed)


def test_one_row_has_one_live_link(a_link, heron):
    row = SimpleNamespace(pk=uuid4(), initiative_id=heron.pk, anchors=())
    first, second = a_link(of=row), a_link(of=row)

    states = set(Link.objects.values_list("pk", "state"))

    assert states == {(first.link.pk, "revoked"), (second.link.pk, "live")}
    assert links.live(row.pk) == {row.pk: second.link}
    with pytest.raises(IntegrityError, match="one_live_link_an_occasion"):
        make.by_hand("UPDATE vault_link SET state = 'live'")


def test_the_record_says_what_was_done_by_which_link_and_nothing_of_the_code(
    a_link, oskar
):
    made = a_link()
    _enter(made)
    links.revoke(made.link.occasion, by=oskar)

    acts = [
        (entry.verb, entry.actor)
        for entry in Entry.objects.filter(subject=made.link.pk).order_by("pk")
    ]
    assert acts == [
        ("make link", oskar.pk), ("use link", made.link.pk), ("revoke link", oskar.pk),
    ]  # fmt: skip


def test_a_link_prints_nothing(a_link):
    made = a_link("review", with_words=True)

    said = repr(made) + str(made.link) + repr(links.keys_of(bytes(16)))

    assert made.code not in said
    assert made.words not in said
