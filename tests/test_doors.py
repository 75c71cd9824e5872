"""Every address of the house against everybody who might try it, in one table.

A new address is a new line here, written before its view.
"""

import re
from contextlib import contextmanager
from types import SimpleNamespace

import make
import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dialogues import team as dialogue_team
from dialogues.models import Membership
from participants import vetting
from trackii.outbox.models import Letter
from trackii.vault import suite
from trackii.vault.models import Compartment, Grant
from workshops import briefings, seating
from workshops.models import Review

GET, POST = "get", "post"
WHO = ["reader", "rapporteur", "organiser", "officer", "facilitator", "convener"]

# Who is on no team is told nothing (404), who is not signed in is asked to (302).
#                            method  reader  rapp.  organ. officer facil. conv.
DOORS = {
    "dialogues:initiative":      (GET,  200,   200,   200,   200,   200,   200),
    "dialogues:sign":            (POST, 403,   302,   302,   302,   302,   403),
    "dialogues:begin":           (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:pause":           (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:resume":          (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:hand_over":       (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:conclude":        (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:team":            (GET,  403,   200,   200,   200,   200,   200),
    "dialogues:name":            (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:sign_membership": (POST, 403,   302,   302,   302,   302,   403),
    "dialogues:name_leaving":    (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:release":         (POST, 403,   302,   302,   302,   302,   403),
    "dialogues:give":            (POST, 403,   302,   302,   302,   302,   302),
    "dialogues:record":          (GET,  403,   403,   403,   403,   403,   200),
    "participants:people":       (GET,  403,   403,   200,   200,   200,   200),
    "participants:nominate":     (GET,  403,   403,   403,   403,   200,   200),
    "participants:candidacy":    (GET,  403,   403,   200,   200,   200,   200),
    "participants:sound_out":    (POST, 403,   403,   403,   403,   302,   302),
    "participants:review":       (POST, 403,   403,   403,   302,   403,   403),
    "participants:recommend":    (POST, 403,   403,   403,   302,   403,   403),
    "participants:refer":        (POST, 403,   403,   403,   302,   403,   403),
    "participants:take_back":    (POST, 403,   403,   403,   302,   403,   403),
    "participants:approve":      (POST, 403,   403,   403,   302,   403,   403),
    "participants:hold":         (POST, 403,   403,   403,   302,   403,   403),
    "participants:decline":      (POST, 403,   403,   403,   302,   403,   403),
    "participants:resolve_office": (POST, 403, 403,   403,   302,   403,   403),
    "participants:invite":       (POST, 403,   403,   302,   403,   302,   403),
    "participants:accept":       (POST, 403,   403,   302,   403,   302,   403),
    "participants:confirm":      (POST, 403,   403,   302,   403,   302,   403),
    "participants:withdraw":     (POST, 403,   403,   403,   403,   302,   302),
    "participants:vetting":      (GET,  403,   403,   403,   200,   403,   403),
    "workshops:workshops":       (GET,  200,   200,   200,   200,   200,   200),
    "workshops:propose":         (GET,  403,   403,   403,   403,   200,   403),
    "workshops:workshop":        (GET,  200,   200,   200,   200,   200,   200),
    "workshops:dates":           (GET,  403,   403,   403,   403,   200,   403),
    "workshops:settle":          (POST, 403,   403,   403,   403,   302,   403),
    "workshops:move":            (POST, 403,   403,   403,   403,   302,   403),
    "workshops:confirm":         (POST, 403,   403,   403,   403,   302,   403),
    "workshops:open":            (POST, 403,   403,   403,   403,   302,   403),
    "workshops:close":           (POST, 403,   403,   403,   403,   302,   403),
    "workshops:postpone":        (POST, 403,   403,   403,   403,   302,   403),
    "workshops:cancel":          (POST, 403,   403,   403,   403,   302,   403),
    "workshops:seats":           (GET,  403,   403,   200,   200,   200,   200),
    "workshops:offer":           (POST, 403,   403,   302,   403,   302,   403),
    "workshops:accept":          (POST, 403,   403,   302,   403,   302,   403),
    "workshops:decline":         (POST, 403,   403,   302,   403,   302,   403),
    "workshops:attend":          (POST, 403,   403,   302,   403,   302,   403),
    "workshops:miss":            (POST, 403,   403,   302,   403,   302,   403),
    "workshops:programme":       (GET,  403,   200,   200,   200,   200,   200),
    "workshops:plan":            (POST, 403,   403,   403,   403,   302,   403),
    "workshops:open_session":    (POST, 403,   403,   403,   403,   302,   403),
    "workshops:close_session":   (POST, 403,   403,   403,   403,   302,   403),
    "workshops:set_regime":      (POST, 403,   403,   403,   403,   302,   403),
    "workshops:room":            (GET,  403,   200,   403,   403,   200,   403),
    "workshops:write":           (POST, 403,   302,   403,   403,   302,   403),
    "workshops:rewrite":         (GET,  403,   200,   403,   403,   404,   403),
    "workshops:seal":            (POST, 403,   302,   403,   403,   404,   403),
    "workshops:summary":         (GET,  200,   200,   200,   200,   200,   200),
    "workshops:draft":           (POST, 403,   302,   403,   403,   302,   403),
    "workshops:revise":          (POST, 403,   302,   403,   403,   403,   403),
    "workshops:generalise":      (POST, 403,   302,   403,   403,   403,   403),
    "workshops:keep":            (POST, 403,   403,   403,   403,   302,   403),
    "workshops:check":           (POST, 403,   302,   403,   403,   403,   403),
    "workshops:second_read":     (POST, 403,   403,   403,   403,   302,   403),
    "workshops:circulate":       (POST, 403,   403,   302,   403,   302,   403),
    "workshops:agree":           (POST, 404,   404,   302,   404,   302,   404),
    "workshops:object":          (POST, 404,   404,   302,   404,   302,   404),
    "workshops:pass_by":         (POST, 404,   404,   302,   404,   302,   404),
    "workshops:release":         (POST, 403,   403,   403,   403,   403,   302),
    "workshops:recall":          (POST, 403,   403,   403,   403,   403,   302),
    "workshops:export_pdf":      (GET,  403,   403,   200,   403,   200,   200),
    "workshops:export_md":       (GET,  403,   403,   200,   403,   200,   200),
    "workshops:briefings":       (GET,  403,   403,   200,   403,   200,   403),
    "workshops:clear":           (POST, 403,   403,   302,   403,   302,   403),
    "workshops:pages":           (GET,  403,   403,   200,   403,   200,   403),
    "workshops:letters":         (GET,  403,   403,   200,   403,   200,   403),
    "workshops:letter_went":     (POST, 403,   403,   302,   403,   302,   403),
    "workshops:letter_again":    (POST, 403,   403,   302,   403,   302,   403),
}  # fmt: skip

# At no table: who is not signed in, a colleague, an administrator.
ELSEWHERE = {
    #                                      method  nobody colleague administrator
    "desk":                                 (GET,  302, 200, 200),
    "dialogues:index":                      (GET,  302, 200, 200),
    "dialogues:open":                       (GET,  302, 200, 200),
    "health":                               (GET,  200, 200, 200),
    "set_language":                         (POST, 302, 302, 302),
    "join":                                 (GET,  404, 404, 404),
    "become":                               (POST, 404, 404, 404),
    "mailbox":                              (GET,  404, 404, 404),
    "administration":                       (GET,  302, 403, 200),
    "invite":                               (POST, 302, 403, 200),
    "close_account":                        (POST, 302, 403, 302),
    "reopen_account":                       (POST, 302, 403, 302),
    "health_page":                          (GET,  302, 403, 200),
    "vault:unlock":                         (GET,  302, 200, 200),
    "vault:lock":                           (POST, 302, 302, 302),
    "vault:panic":                          (GET,  200, 200, 200),
    "vault:make":                           (GET,  302, 302, 302),
    "vault:passphrase":                     (GET,  302, 200, 200),
    "account_login":                        (GET,  200, 302, 302),
    "account_logout":                       (GET,  302, 200, 200),
    "account_reauthenticate":               (GET,  302, 200, 200),
    "account_change_password":              (GET,  302, 200, 200),
    "account_reset_password":               (GET,  200, 200, 200),
    "account_reset_password_done":          (GET,  200, 200, 200),
    "account_reset_password_from_key":      (GET,  200, 200, 200),
    "account_reset_password_from_key_done": (GET,  200, 200, 200),
    "account_inactive":                     (GET,  200, 200, 200),
    "mfa_index":                            (GET,  302, 200, 200),
    "mfa_authenticate":                     (GET,  302, 302, 302),
    "mfa_reauthenticate":                   (GET,  302, 200, 200),
    "mfa_activate_totp":                    (GET,  302, 302, 302),
    "mfa_deactivate_totp":                  (GET,  302, 404, 404),
    "mfa_view_recovery_codes":              (GET,  302, 404, 404),
    "mfa_generate_recovery_codes":          (GET,  302, 302, 302),
    "mfa_download_recovery_codes":          (GET,  302, 404, 404),
    "mfa_list_webauthn":                    (GET,  302, 200, 200),
    "mfa_add_webauthn":                     (GET,  302, 302, 302),
    "mfa_remove_webauthn":                  (GET,  302, 302, 302),
    "mfa_edit_webauthn":                    (GET,  302, 302, 302),
    "mfa_login_webauthn":                   (GET,  302, 302, 302),
    "mfa_reauthenticate_webauthn":          (GET,  302, 302, 302),
    "usersessions_list":                    (GET,  302, 200, 200),
}  # fmt: skip

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self';"
    " img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """One initiative with a round in every stage a door needs, for all of this module."""
    from django.conf import settings  # noqa: PLC0415 -- the module fixture comes before settings

    kept = {name: getattr(settings, name) for name in WORLDLY}
    settings.KEYSTORE = tmp_path_factory.mktemp("keystore")
    settings.UNLOCK_MEMORY_KIB, settings.UNLOCK_PASSES = 64, 1
    settings.WORKER_KEY = suite.fresh()
    settings.WORKER_PUBLIC = suite.public(settings.WORKER_KEY)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), transaction.atomic():
        built = _build()
        built.settings = {name: getattr(settings, name) for name in WORLDLY}
        yield built
        transaction.set_rollback(True)
    for name, value in kept.items():
        setattr(settings, name, value)


WORLDLY = (
    "KEYSTORE", "UNLOCK_MEMORY_KIB", "UNLOCK_PASSES", "WORKER_KEY", "WORKER_PUBLIC",
    "PASSWORD_HASHERS",
)  # fmt: skip


def _build():
    w = SimpleNamespace()
    w.convener, w.second = make.user("Carla Conti"), make.user("Clara Second")
    w.facilitator, w.rapporteur = make.user("Farid Mansour"), make.user("Rosa Reyes")
    w.vera, w.officer = make.user("Vera Novak"), make.user("Viktor Lind")
    w.organiser, w.reader = make.user("Oskar Berg"), make.user("Rhea Donnelly")
    w.newcomer, w.stranger = make.user("Nils Newcomer"), make.user("Omar Tanner")
    w.administrator = make.user("Ada Wren", administrator=True)
    w.closed = make.user("Cleo Gone")
    people = {
        "convener": [w.convener],
        "facilitator": [w.facilitator],
        "rapporteur": [w.rapporteur],
        "vetting_officer": [w.vera, w.officer],
        "organiser": [w.organiser],
        "reader": [w.reader],
    }
    w.heron = make.initiative(people)
    w.unsigned = make.initiative(people, code="tern", signed=False)
    make.initiative({"convener": [w.stranger], "facilitator": [w.newcomer],
                     "organiser": [w.second], "reader": [w.closed]}, code="larch")  # fmt: skip
    _staff(w)
    _people(w)
    _rounds(w)
    return w


def _staff(w):
    """One colleague named, one leaving, one who is owed every key of her role."""
    name = dialogue_team.name
    w.named = name(w.heron, w.second, "convener", by=w.convener)
    w.leaving = name(w.heron, w.closed, "organiser", by=w.convener)
    dialogue_team.sign(w.leaving, by=w.facilitator)
    dialogue_team.name_leaving(w.leaving, by=w.convener)
    owed = name(w.heron, w.newcomer, "facilitator", by=w.convener)
    dialogue_team.sign(owed, by=w.organiser)
    w.brief = Compartment.objects.get(kind="brief", about=w.heron.pk)


def _people(w):
    officers = (w.vera, w.officer)
    put = {"by": w.convener, "officers": officers}
    w.a = make.candidacy(w.heron, side="A", state="approved", **put)
    w.b = make.candidacy(w.heron, side="B", name="Boris Lem", state="approved", **put)
    w.free = make.candidacy(
        w.heron, side="A", name="Ines Faye", state="approved", **put
    )
    w.fresh = make.candidacy(w.heron, side="B", name="Ola Brun", **put)
    w.reviewed = make.candidacy(
        w.heron, side="A", name="Tariq Osei", state="recommended", **put
    )


def _rounds(w):
    w.rounds = []
    roles = {"by": w.rapporteur, "reader": w.facilitator, "releaser": w.convener}
    doubtful = "It was boris weather, the sides agreed."
    for state, words in (
        ("draft", make.CLEAN), (None, ""), ("draft", doubtful), ("released", make.CLEAN),
        ("participant_review", make.CLEAN), ("second_read", make.CLEAN),
        ("checked", make.CLEAN),
    ):  # fmt: skip
        held = make.workshop(
            w.heron, by=w.facilitator, state="in_session", seated=[w.a, w.b]
        )
        make.attended(held, by=w.facilitator)
        make.session(held, by=w.facilitator)
        if state:
            make.summary(held, state=state, words=words, **roles)
        w.rounds.append(held)
    w.note = make.note(w.rounds[0].sessions.get(), by=w.rapporteur)
    make.briefing(w.rounds[0], by=w.organiser)
    briefings.render_waiting()
    w.seat = w.rounds[0].seats.order_by("candidacy__person__code").first()
    w.letter = Letter.objects.filter(initiative=w.heron.pk).first()
    w.review = Review.objects.filter(summary__workshop=w.rounds[4]).first()


def _dates(w):
    starts, ends = w.rounds[0].starts_at, w.rounds[0].ends_at
    return {
        "starts_at_0": starts.date().isoformat(), "starts_at_1": "13:00",
        "ends_at_0": ends.date().isoformat(), "ends_at_1": "13:00",
    }  # fmt: skip


def _session(w):
    day = w.rounds[0].starts_at.date()
    return {
        "phase": "shape", "regime": "chatham_house", "purpose": "",
        "starts_at_0": str(day.replace(day=day.day)), "starts_at_1": "23:00",
        "ends_at_0": str(day), "ends_at_1": "23:30",
    }  # fmt: skip


def _put(row, **values):
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def visit(w, door):
    """The arguments and the form of one door, and the state it stands open in."""
    first = w.rounds[0]
    code, number = "heron", first.number
    space, _, verb = door.partition(":")
    args, data = [code], {}
    if space == "participants" and verb not in ("people", "nominate", "vetting"):
        person = {
            "sound_out": w.fresh, "review": w.fresh, "withdraw": w.fresh,
            "invite": w.free, "accept": w.free, "confirm": w.free,
        }.get(verb, w.reviewed)  # fmt: skip
        args, data = [code, person.person.code], {"grounds": "Sound."}
        if verb == "take_back":
            _put(w.reviewed, state="referred")
        if verb == "confirm":
            _put(w.free, state="accepted")
    if space == "dialogues":
        return _at_the_table(w, verb)
    if space == "workshops" and verb in ("letter_went", "letter_again"):
        _put(w.letter, state="uncertain")
        return [code, w.letter.pk], {}
    if space == "workshops" and verb not in ("workshops", "propose", "letters"):
        return _at_the_round(w, verb, [code, number])
    return args, data


def _at_the_table(w, verb):
    if verb == "sign":
        return ["tern"], {}
    state = {"pause": "active", "resume": "paused", "hand_over": "active",
             "conclude": "active"}.get(verb)  # fmt: skip
    if state:
        _put(w.heron, state=state)
    if verb == "name":
        return ["heron"], {"user": w.administrator.pk, "role": "organiser"}
    if verb == "give":
        return ["heron", w.brief.pk, w.newcomer.pk], {}
    row = {"sign_membership": w.named, "release": w.leaving,
           "name_leaving": Membership.objects.get(initiative=w.heron, user=w.reader)}  # fmt: skip
    return (["heron", row[verb].pk], {}) if verb in row else (["heron"], {})


STAGES = {
    "settle": "provisional", "move": "confirmed", "confirm": "provisional",
    "open": "confirmed", "postpone": "confirmed", "cancel": "confirmed",
    "offer": "provisional", "accept": "provisional", "decline": "provisional",
}  # fmt: skip
ROUND = {
    "draft": 1, "generalise": 2, "keep": 2, "release": 4, "agree": 4, "object": 4,
    "pass_by": 4, "recall": 3, "export_pdf": 3, "export_md": 3, "circulate": 5,
    "second_read": 6,
}  # fmt: skip


def _at_the_round(w, verb, args):
    held = w.rounds[ROUND.get(verb, 0)]
    args = [args[0], held.number]
    if verb in STAGES:
        _put(held, state=STAGES[verb])
    if verb in ("accept", "decline", "attend", "miss"):
        _put(w.seat, state="offered" if verb in ("accept", "decline") else "accepted")
        return [*args, w.seat.pk], {}
    if verb in ("agree", "object", "pass_by"):
        _put(w.review, state="asked", answered_by=None, answered_at=None)
        return [*args, w.review.pk], {}
    if verb in ("open_session", "close_session", "set_regime"):
        if verb == "open_session":
            _put(held.sessions.get(), state="planned")
        return [*args, 1], {"regime": "off_the_record"}
    if verb in ("rewrite", "seal"):
        return [*args, w.note.pk], {}
    forms = {
        "settle": _dates(w), "move": _dates(w), "plan": _session(w),
        "offer": {"candidacy": w.free.pk},
        "write": {"session": 1, "words": "They spoke."},
        "draft": {"words": make.CLEAN}, "revise": {"words": make.CLEAN, "edition": 1},
        "generalise": {"key": "name|boris"},
        "keep": {"key": "name|boris", "reason": "The wind is called that."},
    }  # fmt: skip
    return ([*args, 1] if verb == "pages" else args), forms.get(verb, {})


@contextmanager
def undone():
    """What a visit changes is undone, so that the next finds the world as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def inside(world, settings, django_db_blocker, browse):
    for name, value in world.settings.items():
        setattr(settings, name, value)
    with django_db_blocker.unblock():
        yield browse


def knock(browse, world, door, who, method):
    """Try one door as somebody, and leave the world as it was."""
    with undone():
        args, data = visit(world, door)
        url = reverse(door, args=args)
        return getattr(browse(who), method)(url, data if method == POST else None)


@pytest.mark.parametrize("door", DOORS)
def test_who_of_the_team_gets_through(door, world, inside):
    method, *expected = DOORS[door]

    answers = [
        knock(inside, world, door, getattr(world, who), method).status_code
        for who in WHO
    ]

    assert answers == expected


@pytest.mark.parametrize("door", DOORS)
def test_outside_the_team_there_is_no_such_door(door, world, inside):
    method, *_ = DOORS[door]

    stranger = knock(inside, world, door, world.stranger, method)
    administrator = knock(inside, world, door, world.administrator, method)
    nobody = knock(inside, world, door, None, method)

    assert (stranger.status_code, administrator.status_code) == (404, 404)
    assert nobody.status_code == 302
    assert nobody["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("door", ELSEWHERE)
def test_who_gets_through_elsewhere(door, world, inside):
    method, *expected = ELSEWHERE[door]
    args = {
        "join": ["no-such-token"], "become": [world.stranger.pk],
        "close_account": [world.closed.pk], "reopen_account": [world.closed.pk],
        "account_reset_password_from_key": ["1", "set-password"],
        "mfa_remove_webauthn": [1], "mfa_edit_webauthn": [1],
    }.get(door, [])  # fmt: skip
    data = {"email": "new@example.org", "language": "fr"} if method == POST else None

    answers = []
    for who in (None, world.stranger, world.administrator):
        with undone():
            found = getattr(inside(who), method)(reverse(door, args=args), data)
            answers.append(found.status_code)

    assert answers == expected


@pytest.mark.parametrize("door", [*DOORS, *ELSEWHERE])
def test_every_answer_carries_every_header(door, world, inside):
    who = world.convener if door in DOORS else world.administrator
    if door in DOORS:
        answer = knock(inside, world, door, who, GET)
    else:
        answer = inside(who).get("/" if door == "desk" else "/health/")

    download = answer.status_code == 200 and "attachment" in answer.get(
        "Content-Disposition", ""
    )
    expected = HEADERS | (
        {"Content-Security-Policy": "sandbox; default-src 'none'"} if download else {}
    )
    assert {name: answer.get(name) for name in HEADERS} == expected


def test_every_door_is_listed():
    assert _names(get_resolver()) == {*DOORS, *ELSEWHERE}


def test_a_stranger_cannot_tell_a_table_from_none(world, inside):
    client = inside(world.stranger)

    there = client.get("/dialogues/heron/")
    nowhere = client.get("/dialogues/zephyr/")

    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert _plain(there) == _plain(nowhere)


def test_a_member_who_was_released_finds_no_door_at_the_next_request(world, inside):
    client = inside(world.organiser)
    assert client.get("/dialogues/heron/").status_code == 200

    with undone():
        Membership.objects.filter(user=world.organiser).update(
            state="ended", ended_by=world.convener, ended_at=world.heron.opened_at,
            leaving_named_by=world.vera, leaving_named_at=world.heron.opened_at,
        )  # fmt: skip
        Grant.objects.filter(member=world.organiser).delete()
        answer = client.get("/dialogues/heron/")

    assert answer.status_code == 404


def test_vetting_and_seating_verbs_have_a_door_each():
    verbs = {step.verb for flow in (vetting.FLOW, seating.FLOW) for step in flow}

    assert verbs <= {door.partition(":")[2] for door in DOORS}


def _plain(answer):
    words = answer.text.replace("zephyr", "heron")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", words)


def _names(resolver, space=""):
    names = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            names |= _names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            names.add(f"{space}{pattern.name}")
    return names
