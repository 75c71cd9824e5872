"""Ten thousand forms nobody would send: a refusal, a sentence or a page, and never a 500."""

from itertools import product
from urllib.parse import quote_from_bytes

import pytest
from django.conf import settings as live
from django.urls import reverse
from guests import CANVASS, INVITATION, REVIEW, come_in
from guests import OWN as OWN_PAGE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from roles import WebClient
from test_bad_input import holder
from test_doors import ARGS, DOORS, ELSEWHERE
from world import undone, visit

ALL = [*DOORS, *ELSEWHERE]
OWN = [door for door in ELSEWHERE if door.startswith("own:")]
FORMS = 10_000
EVERYWHERE = [
    "grounds", "words", "reason", "regime", "name", "case", "edition", "number", "key", "email",
    "next", "login", "password", "passphrase", "code", "user", "role", "side", "candidacy",
    "starts_at_0", "starts_at_1", "ends_at_0", "ends_at_1", "quorum", "time_zone", "phase",
    "session", "threshold", "language", "capacity", "sealed", "page", "state", "credential",
    "spoken", "passage",
]  # fmt: skip
ODD = [
    b"", b"\0", b"be\0fore", b"\xff\xfe", b"\xed\xa0\x80", "\u202eabc\u202c שלום \u2066x".encode(),
    b"-1", b"0", b"1e309", b"NaN", b"99999999999999999999", b"9" * 5000, b"x" * 100_000,
    b"2027-02-30", b"25:61", b"0000-00-00", b"[1, {}]", b"{}", b"null", b'{"a": [[[[[[]]]]]]}',
    b"00000000-0000-0000-0000-000000000000", b"A-01", b"Mars/Olympus", b"../../etc/passwd",
    b"' OR 1=1 --", b"<script>alert(1)</script>{{ 7|add:7 }}{% now %}", b"%00", b"%s%n",
    "İıſß\u0301".encode() * 200, "\U0001f54a\ufe0f".encode(), b"\r\nSet-Cookie: a=b",
    b"//elsewhere.example/", b"javascript:alert(1)",
]  # fmt: skip
values = some.one_of(some.sampled_from(ODD), some.binary(max_size=300),
                     some.text(max_size=200).map(lambda t: t.encode(errors="replace")))  # fmt: skip
kinds = some.sampled_from([
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=edge",
    "multipart/form-data; boundary=", "multipart/form-data", "application/json",
    "text/plain; charset=utf-16", "application/x-www-form-urlencoded; charset=none", "",
])  # fmt: skip


@some.composite
def bodies(draw, names):
    """A form with some of these fields, some twice; its kind, which may not be its own."""
    fields = draw(
        some.lists(some.tuples(some.sampled_from(names), values), max_size=12)
    )
    kind = draw(kinds)
    if "multipart" in kind:
        parts = [
            b'--edge\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
            % (name.encode(), draw(some.sampled_from([b"", b'; filename="a.pdf"'])), value)
            for name, value in fields
        ]  # fmt: skip
        return b"".join(parts) + draw(
            some.sampled_from([b"--edge--\r\n", b"--edge", b""])
        ), kind
    pairs = [f"{name}={quote_from_bytes(value)}" for name, value in fields]
    return draw(some.sampled_from(["&", ";", "&&"])).join(pairs).encode(), kind


@pytest.mark.parametrize("door", ALL)
def test_no_door_breaks_over_what_is_pushed_through_it(door, world, inside, times):
    if door in DOORS:
        with undone():
            args, own = visit(world, door)
        who = holder(world, door)
    else:
        args, own, who = ARGS.get(door, []), {}, world.administrator
        if door in ("close_account", "reopen_account", "reset_proofs"):
            args = [world.closed.pk]
    client = WebClient(raise_request_exception=False)
    client.cookies.load(world.cookies[who.pk])
    carried, broke = dict(client.cookies), []

    @settings(
        max_examples=max(3, times(FORMS) // len(ALL) + 1), deadline=None, database=None,
        derandomize=True, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(bodies([*own, *EVERYWHERE]))
    def push(form):
        body, kind = form
        with undone():
            if door in DOORS:
                visit(world, door)
            client.cookies.clear()
            client.cookies.update(carried)
            answer = client.generic("POST", reverse(door, args=args), body, kind)
        if answer.status_code >= 500:
            broke.append((kind, body[:200]))

    push()

    assert broke == []


@pytest.mark.parametrize(
    ("door", "kind"),
    [
        *product(OWN, [INVITATION, REVIEW, OWN_PAGE]),
        ("own:dates", CANVASS), ("own:matter", CANVASS), ("own:days", CANVASS),
    ],
)  # fmt: skip
def test_no_own_door_breaks_for_who_is_in(door, kind, guests, times):
    """The same with a live visit: without one, a participant's doors look at no form."""
    client, broke, answered = WebClient(raise_request_exception=False), [], set()

    @settings(
        max_examples=max(3, times(FORMS) // (3 * len(OWN)) // 4 + 1), deadline=None,
        database=None, derandomize=True, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(bodies(EVERYWHERE))
    def push(form):
        body, sort = form
        with undone():
            client.cookies.clear()
            client.cookies[live.LINK_COOKIE_NAME] = come_in(guests, kind)
            answer = client.generic("POST", reverse(door), body, sort)
        answered.add(answer.get("Location", answer.status_code))
        if answer.status_code >= 500:
            broke.append((sort, body[:200]))

    push()

    assert broke == []
    if door not in ("own:enter", "own:leave"):
        assert "/p/" not in answered  # nobody was sent to the code
