"""The second wall: what the database answers when the application forgot to ask rightly.

It stands against a forgotten filter. Who can have the web's connection say any SQL can
name herself to it as well: against her stand the sealed columns, not these policies.
"""

import json
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Thread
from uuid import uuid4

import laid
import make
import psycopg
import pytest
from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import include, path
from roles import WebClient, stepping_into

from dialogues import custody, destruction, holds, recoveries
from dialogues.models import Destruction, Membership
from participants import (
    extracts,
    sheets,
    undertakings,
    wordings,
)
from participants.models import Folder, Wording
from trackii import clock, principal
from trackii.accounts import tasks as account_tasks
from trackii.accounts.sessions import SessionMiddleware
from trackii.audit import tasks as audit_tasks
from trackii.outbox import letters
from trackii.outbox import tasks as outbox_tasks
from trackii.outbox.models import Letter
from trackii.rows import BACKUP, WEB, WORKER
from trackii.vault import links
from trackii.vault.errors import VaultAway
from trackii.vault.models import Compartment, DataKey, Epoch, Grant, Link
from workshops import mailings
from workshops import tasks as workshop_tasks
from workshops.models import (
    Briefing,
    Handout,
    RegistryEntry,
    Seat,
)

# What hangs on no initiative, and why each may do without a policy.
EXEMPT = {
    # Colleagues, how they sign in, what was tried: nothing of any table.
    "accounts_user", "accounts_invitation", "accounts_sent", "accounts_try",
    "account_emailaddress", "account_emailconfirmation", "mfa_authenticator",
    "django_session", "usersessions_usersession", "vault_memberkey",
    # Where Redis lists the opened vaults of somebody who left: a MAC, of no table.
    "vault_eviction",
    # Numbers and MACs of the record, and its former keys, wrapped.
    "audit_link", "audit_formerkey",
    # Official lists, public as they are: they hang on no initiative.
    "participants_watchlist", "participants_listed",
    # Django's own; neither web nor worker has any right to them.
    "auth_group", "auth_group_permissions", "auth_permission",
    "django_content_type", "django_migrations",
}  # fmt: skip

# Guarded, and of no table: each row is shown to its colleague alone (tests of feeds).
OWN = {"workshops_feed"}

# Of these the worker is shown some columns, and no word (tests of the days of notes).
IN_PART = {"workshops_summary"}

ALL, STAYING = {"SELECT", "INSERT", "UPDATE", "DELETE"}, {"SELECT", "INSERT", "UPDATE"}
COUNTED = (
    "dialogues_hold", "workshops_workshop", "workshops_session", "vault_compartment",
    "vault_epoch", "vault_datakey", "vault_custodian",
)  # fmt: skip
FOLLOWING = (
    "dialogues_initiative", "participants_person", "participants_candidacy",
    "workshops_seat", "workshops_note", "vault_link", "dialogues_recovery",
)  # fmt: skip
# Who may do what to which table; whatever is not here is refused.
RIGHTS = {
    WEB: {
        "account_emailaddress": ALL, "account_emailconfirmation": ALL,
        "accounts_invitation": STAYING, "accounts_sent": ALL, "accounts_try": ALL,
        "accounts_user": STAYING, "django_session": ALL, "mfa_authenticator": ALL,
        "usersessions_usersession": ALL, "vault_memberkey": ALL,
        "audit_entry": {"SELECT", "INSERT"}, "audit_link": {"SELECT"},
        "audit_formerkey": STAYING,
        "dialogues_destruction": ALL, "dialogues_hold": STAYING, "vault_link": STAYING,
        "dialogues_custody": STAYING, "dialogues_recovery": STAYING,
        "vault_custodian": ALL, "vault_custodycopy": ALL - {"UPDATE"},
        "vault_passedcopy": ALL - {"UPDATE"},
        "dialogues_initiative": STAYING, "dialogues_side": STAYING,
        "dialogues_membership": ALL,
        "participants_sheet": ALL, "participants_extract": STAYING,
        "participants_person": STAYING, "participants_candidacy": STAYING,
        "participants_evidence": {"SELECT", "INSERT"},
        "participants_piece": {"SELECT", "INSERT"},
        "participants_check": STAYING, "participants_demand": STAYING,
        "participants_conflict": {"SELECT", "INSERT"}, "participants_target": STAYING,
        "participants_watchlist": STAYING, "participants_listed": ALL - {"UPDATE"},
        "participants_screening": STAYING, "participants_judgement": ALL,
        "participants_ownlist": ALL,
        "participants_wording": {"SELECT", "INSERT"}, "participants_folder": ALL,
        "participants_undertaking": STAYING,
        "workshops_attestation": STAYING,
        "workshops_circular": STAYING, "workshops_enclosure": {"SELECT", "INSERT"},
        "workshops_workshop": STAYING, "workshops_session": ALL,
        "workshops_seat": STAYING, "workshops_registryentry": ALL,
        "workshops_journey": STAYING, "workshops_canvass": STAYING, "workshops_venue": STAYING, "workshops_feed": ALL - {"UPDATE"},
        "workshops_handout": ALL - {"UPDATE"},
        "workshops_mailing": ALL - {"UPDATE"}, "workshops_posting": STAYING,
        "workshops_copy": STAYING, "workshops_aggregate": STAYING,
        "workshops_note": STAYING, "workshops_summary": STAYING,
        "workshops_review": ALL, "workshops_keeping": ALL, "workshops_briefing": STAYING,
        "workshops_contents": STAYING, "workshops_mention": {"SELECT", "INSERT"},
        "workshops_packcopy": {"SELECT", "INSERT"},
        "outbox_letter": STAYING,
        "vault_compartment": STAYING, "vault_epoch": STAYING, "vault_grant": ALL,
        "vault_datakey": STAYING, "vault_eviction": ALL - {"UPDATE"},
    },
    WORKER: {
        "outbox_letter": {"SELECT", "UPDATE"}, "workshops_briefing": {"SELECT", "UPDATE"},
        "audit_entry": {"SELECT", "INSERT"}, "audit_link": {"SELECT", "INSERT"},
        "audit_formerkey": {"SELECT"},
        # Letters carry links; what falls due is counted, and rows follow what has died.
        **{table: {"SELECT"} for table in COUNTED},
        **{table: {"SELECT", "UPDATE"} for table in FOLLOWING},
        "dialogues_destruction": STAYING, "workshops_registryentry": {"SELECT", "DELETE"},
        "vault_passedcopy": {"SELECT", "DELETE"}, "workshops_canvass": {"SELECT"},
        "workshops_mention": {"SELECT"},
        "participants_watchlist": {"SELECT"}, "participants_listed": {"SELECT"},
        "participants_screening": {"SELECT", "UPDATE"},
        "participants_ownlist": {"SELECT", "UPDATE"},
        "participants_sheet": {"SELECT", "UPDATE", "DELETE"},
        "participants_folder": {"SELECT", "UPDATE"},
        "workshops_attestation": {"SELECT", "UPDATE"},
        "participants_extract": {"SELECT", "UPDATE"},
        "vault_eviction": {"SELECT", "DELETE"},
        "accounts_try": {"SELECT", "DELETE"}, "accounts_sent": {"SELECT", "DELETE"},
        "django_session": {"SELECT", "DELETE"},
        "usersessions_usersession": {"SELECT", "DELETE"},
    },
}  # fmt: skip
MODELS = {
    model._meta.db_table: model
    for model in apps.get_models()
    if model._meta.db_table not in EXEMPT | OWN
}
# How each guarded model reaches its initiative.
WAYS = {
    "dialogues_initiative": "pk",
    "vault_epoch": "compartment__initiative",
    "vault_grant": "epoch__compartment__initiative",
    "vault_datakey": "epoch__compartment__initiative",
    "vault_custodycopy": "epoch__compartment__initiative",
    "vault_passedcopy": "copy__epoch__compartment__initiative",
}


@login_not_required
def planted(request):
    """A view by somebody in a hurry: every row of every table, and no `allowing`."""
    found = {
        table: [str(pk) for pk in model._base_manager.values_list("pk", flat=True)]
        for table, model in MODELS.items()
    }
    if "break" in request.GET:
        raise RuntimeError
    return HttpResponse(json.dumps(found))


urlpatterns = [path("planted/", planted), path("", include("trackii.urls"))]


@pytest.fixture(autouse=True)
def _filled(request):
    """What stands in the world of no other test: links, a pack, an order, a hold."""
    if "world" not in request.fixturenames:
        return
    world = request.getfixturevalue("world")
    until = clock.now() + timedelta(days=1)
    make_link = partial(links.make, language="en", deadline=until, by=world.organiser)
    world.invited = make_link(Link.Kind.INVITATION, of=world.seat).link
    world.asked = make_link(Link.Kind.REVIEW, of=world.review).link
    wording = wordings.write(
        world.heron, "follow_up", by=world.organiser, words={"en": "Ask."}, edition=0
    )
    for candidacy in (world.seat.candidacy, world.b):
        undertakings.offer(candidacy, by=world.organiser)
        to = links.make(Link.Kind.OWN, of=candidacy, language="en", deadline=until,
                        by=world.organiser).link  # fmt: skip
        folder = Folder(initiative=world.heron, candidacy=candidacy, link=to)
        folder.handed = links.hand_out("{}", to=to, of=folder, field="handed")
        folder.save()
    assert wording.undertakings.count() == 2
    pack = Briefing.objects.get(workshop=world.rounds[0])
    handout = Handout(initiative=world.heron, briefing=pack, seat=world.seat)
    handout.pages = links.hand_out(b"%PDF", to=world.invited, of=handout, field="pages")
    handout.save()
    other = Link.objects.get(kind=Link.Kind.OWN, occasion=world.b.pk)
    laid.words_and_a_paper(world, (world.a, world.invited), (world.b, other))
    extracts.ask(world.heron, by=world.convener, scope="everybody", reason="Visas.")
    sheets.bring(world.heron, by=world.convener, content=b"Name\nNoor Field\n")
    laid.words_carried_away(world)
    laid.a_file(world)
    mailings.take(world.heron, "want_entries", by=world.facilitator)
    mailings.tell(world.rounds[0], by=world.facilitator)
    person = world.doomed.person_id
    world.order = destruction.ask(world.heron, "person", person, by=world.convener)
    world.hold = holds.put(world.heron, by=world.vera)


@pytest.fixture
def forgetful(world, inside, settings):
    """The world with that view planted in it, and browsers there."""
    settings.ROOT_URLCONF = __name__
    return inside


def _of(table, initiative):
    """Every row of one table that hangs on an initiative, as its owner knows it."""
    way = WAYS.get(table, "initiative")
    rows = MODELS[table]._base_manager.filter(**{way: initiative.pk})
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


@contextmanager
def _asking(name, role=WEB):
    """The test's own connection, as a role and under a name."""
    with stepping_into(role), principal.acting_as(name):
        yield


def _shown(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id::text FROM {table}")
        return {row[0] for row in cursor.fetchall()}


# Nothing is in custody in this world: of these it is known that a policy stands.
WITHOUT_ROWS = {
    "dialogues_custody", "dialogues_recovery", "vault_custodian", "vault_custodycopy",
    "vault_passedcopy",
}  # fmt: skip


@pytest.mark.parametrize("table", sorted(MODELS.keys() - WITHOUT_ROWS))
def test_every_table_holds_something_that_could_leak(table, world):
    assert _of(table, world.heron) != set()


def test_every_table_has_a_policy_or_a_reason(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity AND EXISTS (SELECT FROM pg_policy"
            " WHERE polrelid = pg_class.oid AND polroles @> ARRAY[to_regrole(%s)::oid])"
            " FROM pg_class WHERE relkind IN ('r', 'p', 'm', 'v', 'f')"
            " AND relnamespace = 'public'::regnamespace",
            [WEB],
        )
        guarded = dict(cursor.fetchall())

    assert {table for table, wall in guarded.items() if not wall} == EXEMPT
    assert {table for table, wall in guarded.items() if wall} == set(MODELS) | OWN


@pytest.mark.parametrize("role", [WEB, WORKER, BACKUP, "public"])
def test_each_role_may_do_what_is_listed_and_no_more(role, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, privilege_type FROM pg_class,"
            " aclexplode(coalesce(relacl, acldefault('r', relowner)))"
            " WHERE relkind IN ('r', 'S', 'v') AND relnamespace = 'public'::regnamespace"
            " AND CASE WHEN grantee = 0 THEN 'public' ELSE grantee::regrole::text END = %s",
            [role],
        )
        given = {}
        for table, right in cursor.fetchall():
            given.setdefault(table, set()).add(right)

    assert given == RIGHTS.get(role, {})


def test_a_view_that_forgot_to_ask_shows_a_stranger_nothing_of_a_foreign_table(
    world, forgetful
):
    shown = json.loads(forgetful(world.stranger).get("/planted/").content)

    leaked = {t: set(rows) & _of(t, world.heron) for t, rows in shown.items()}
    assert {table: rows for table, rows in leaked.items() if rows} == {}
    assert shown["dialogues_initiative"] != []  # her own is there: the view does work


def test_it_shows_a_colleague_the_whole_of_her_own_table_and_nothing_else(
    world, forgetful
):
    shown = json.loads(forgetful(world.convener).get("/planted/").content)

    own = {
        table: _of(table, world.heron) | _of(table, world.unsigned) for table in MODELS
    }
    assert {table: set(rows) for table, rows in shown.items()} == own


@pytest.mark.parametrize("who", ["administrator", "closed", None])
def test_it_shows_nothing_to_who_sits_at_no_table(who, world, forgetful):
    Membership.objects.filter(user=world.closed).update(state="named", founding=False)
    browser = forgetful(getattr(world, who) if who else None)

    shown = json.loads(browser.get("/planted/").content)

    assert {table: rows for table, rows in shown.items() if rows} == {}


def test_a_released_member_is_shown_nothing_from_her_next_request_on(world, forgetful):
    browser = forgetful(world.organiser)
    assert json.loads(browser.get("/planted/").content)["participants_person"] != []

    Membership.objects.filter(user=world.organiser, initiative=world.heron).update(
        state="ended", ended_by=world.convener, ended_at=world.heron.opened_at,
        leaving_named_by=world.vera, leaving_named_at=world.heron.opened_at,
    )  # fmt: skip

    shown = json.loads(browser.get("/planted/").content)
    assert shown["participants_person"] == []


def test_a_colleague_whose_account_was_closed_is_nobody_to_the_database(world):
    type(world.convener).objects.filter(pk=world.convener.pk).update(is_active=False)

    with _asking(principal.member(world.convener.pk)):
        assert [table for table in MODELS if _shown(table)] == []


def test_who_has_no_session_inherits_nothing_from_who_asked_before(world, forgetful):
    convener = forgetful(world.convener)
    assert json.loads(convener.get("/planted/").content)["workshops_note"] != []

    shown = json.loads(WebClient().get("/planted/").content)

    assert {table: rows for table, rows in shown.items() if rows} == {}


def test_nor_does_she_after_a_request_that_broke(world, forgetful):
    convener = forgetful(world.convener)
    with pytest.raises(RuntimeError):
        convener.get("/planted/?break")

    after, stale = WebClient(), WebClient()
    stale.cookies["session"] = "a cookie of nobody's"

    for browser in (after, stale):
        shown = json.loads(browser.get("/planted/").content)
        assert {table: rows for table, rows in shown.items() if rows} == {}


@pytest.mark.parametrize("table", MODELS)
def test_without_a_name_there_is_no_row(table, world):
    with _asking(principal.NOBODY):
        assert _shown(table) == set()


@pytest.mark.parametrize(
    "name",
    [
        "member:", "member:{}x", "MEMBER:{}", " member:{}", "member:{}\n", "link:{}", "{}",
        "member:' OR true --", "member:00000000-0000-0000-0000-000000000000",
        "worker", "root", "trackii", "*", "неважно",
    ],
)  # fmt: skip
def test_a_name_that_is_no_members_is_nobodys_and_says_nothing(name, world):
    with _asking(name.format(world.convener.pk)):
        assert [table for table in MODELS if _shown(table)] == []


def test_an_operator_of_the_web_counts_and_changes_no_word(world):
    with _asking(principal.OPERATOR):
        seen = {table for table in MODELS if _shown(table)}
        changed = set()
        for table in seen:
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET id = id")
                changed |= {table} if cursor.rowcount else set()

    counted = {"dialogues_initiative", "outbox_letter", "workshops_briefing"}
    made_again = {"vault_compartment", "vault_epoch", "vault_grant", "vault_link"}
    assert seen == counted | made_again
    assert changed == made_again


@pytest.mark.parametrize("table", [t for t in MODELS if "UPDATE" in RIGHTS[WEB][t]])
def test_what_is_not_shown_cannot_be_changed_or_struck(table, world):
    foreign = list(_of(table, world.heron))

    with _asking(principal.member(world.stranger.pk)), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET id = id WHERE id::text = ANY(%s)", [foreign]
        )
        assert cursor.rowcount == 0


def test_nothing_is_laid_on_a_foreign_table(world):
    """Not by adding a row there, and not by moving one's own to it."""
    seat = Membership.objects.filter(user=world.stranger).get()
    added = (
        "INSERT INTO dialogues_side (id, letter, title, initiative_id)"
        " SELECT gen_random_uuid(), 'F', title, %s FROM dialogues_side"
        " WHERE initiative_id = (SELECT initiative_id FROM dialogues_membership"
        " WHERE id = %s) LIMIT 1"
    )
    moved = (
        "UPDATE dialogues_side SET initiative_id = %s WHERE letter = 'A' AND initiative_id"
        " = (SELECT initiative_id FROM dialogues_membership WHERE id = %s)"
    )

    for statement in (added, moved):
        with (
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            _asking(principal.member(world.stranger.pk)),
        ):
            make.by_hand(statement, world.heron.pk, seat.pk)


def test_an_opening_opens_what_is_not_there_yet_and_nothing_that_is(world):
    with transaction.atomic():
        with _asking(principal.member(world.stranger.pk)):
            principal.let_open(world.heron.pk)
            assert _shown("dialogues_initiative") & {str(world.heron.pk)} == set()
            assert _shown("workshops_note") == set()
        transaction.set_rollback(True)


# --- by a private link


def _reached(link):
    """What a link is shown, of every table that shows it anything."""
    with _asking(principal.link(link.pk)):
        shown = {table: _shown(table) for table in MODELS}
    return {table: rows for table, rows in shown.items() if rows}


def _way(kind, about):
    """One compartment and the keys to seal into it, as a link is shown them."""
    room = Compartment.objects.get(kind=kind, about=about)
    epochs = Epoch.objects.filter(compartment=room)
    keys = DataKey.objects.filter(epoch__in=epochs)
    return {
        "vault_compartment": {str(room.pk)},
        "vault_epoch": {str(epoch.pk) for epoch in epochs},
        "vault_datakey": {str(key.pk) for key in keys},
    }


def _all_hers(candidacy):
    """Her seats and their rounds, letters to her and links of hers: she may leave them all."""
    seats = Seat.objects.filter(candidacy=candidacy)
    asked = candidacy.canvasses.all()
    about = [each.pk for each in (candidacy, *seats, *asked)]
    wordings = Wording.objects.filter(initiative=candidacy.initiative_id)
    return {
        "dialogues_initiative": {str(candidacy.initiative_id)},
        "outbox_letter": _numbers(Letter.objects.filter(occasion__in=about)),
        "participants_candidacy": {str(candidacy.pk)},
        "participants_person": {str(candidacy.person_id)},
        "participants_wording": _numbers(wordings),
        "participants_undertaking": _numbers(candidacy.undertakings.all()),
        "participants_folder": _numbers(candidacy.folders.all()),
        "vault_link": _numbers(Link.objects.filter(occasion__in=about)),
        "workshops_canvass": _numbers(asked),
        "workshops_seat": _numbers(seats),
        "workshops_workshop": {str(each.workshop_id) for each in seats},
        **_way("roster", candidacy.initiative_id),
    }


def _numbers(rows):
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def test_a_link_to_a_seat_shows_that_seat_and_all_that_is_hers_and_nobody_elses(world):
    seat = world.seat
    registry = RegistryEntry.objects.filter(workshop=seat.workshop)
    hers = registry.filter(person=seat.candidacy.person)
    letters.post(
        "reminder", initiative=world.heron.pk, occasion=seat.pk, version="", language="en",
        address="amal.haddad@example.net", due_at=clock.now() + timedelta(days=1),
    )  # fmt: skip

    assert _reached(world.invited) == {
        **_all_hers(seat.candidacy),
        "workshops_briefing": {str(seat.handout.briefing_id)},
        "workshops_handout": {str(seat.handout.pk)},
        "workshops_enclosure": _numbers(world.invited.enclosures),
        "workshops_attestation": _numbers(world.invited.attestations),
        "workshops_registryentry": _numbers(hers),
    }
    assert registry.count() > hers.count() == 1
    assert Seat.objects.exclude(candidacy=seat.candidacy).exists()


def test_a_link_about_dates_shows_her_own_answer_and_nothing_else_of_hers(world):
    row = world.canvassed.canvasses.get(candidacy=world.a)
    link = Link.objects.get(occasion=row.pk, state="live")

    assert _reached(link) == {
        "dialogues_initiative": {str(world.heron.pk)},
        "participants_candidacy": {str(world.a.pk)},
        "participants_person": {str(world.a.person_id)},
        "vault_link": {str(link.pk)},
        "workshops_canvass": {str(row.pk)},
        "workshops_workshop": {str(world.canvassed.pk)},
        **_way("roster", world.heron.pk),
    }
    assert world.canvassed.canvasses.exclude(pk=row.pk).exists()


def test_a_link_to_her_own_page_shows_all_that_is_hers_and_no_registry(world):
    hers = links.make(
        Link.Kind.OWN, of=world.a, language="en", deadline=clock.now() + timedelta(days=1),
        by=world.organiser,
    ).link  # fmt: skip

    shown = _reached(hers)

    assert shown == {t: rows for t, rows in _all_hers(world.a).items() if rows}
    assert set(shown) & {"workshops_registryentry", "workshops_handout"} == set()


def test_a_link_to_a_draft_shows_that_review_and_nobody_elses(world):
    summary = world.review.summary

    assert _reached(world.asked) == {
        "dialogues_initiative": {str(world.heron.pk)},
        "vault_link": {str(world.asked.pk)},
        "workshops_review": {str(world.review.pk)},
        "workshops_summary": {str(summary.pk)},
        "workshops_workshop": {str(summary.workshop_id)},
        **_way("room", summary.workshop_id),
    }


def test_a_link_that_was_taken_back_shows_nothing_and_a_spent_one_itself(world):
    links.revoke(world.seat.pk, by=world.organiser)
    Link.objects.filter(pk=world.asked.pk).update(state="spent")

    assert _reached(world.invited) == {}
    assert _reached(world.asked) == {"vault_link": {str(world.asked.pk)}}


@pytest.mark.parametrize("kind", ["invited", "asked"])
def test_a_link_changes_what_it_answers_and_strikes_and_adds_nothing(kind, world):
    link, changed, struck = getattr(world, kind), set(), set()
    shown = _reached(link)

    for table, did in ((t, did) for t in shown for did in (changed, struck)):
        act = "UPDATE {} SET id = id" if did is changed else "DELETE FROM {}"
        with (
            suppress(DatabaseError),
            transaction.atomic(),
            _asking(principal.link(link.pk)),
            connection.cursor() as cursor,
        ):
            cursor.execute(act.format(table))
            did |= {table} if cursor.rowcount else set()

    answers = {
        "invited": {
            "workshops_seat",
            "participants_candidacy",
            "participants_undertaking",
            "participants_folder",
            "workshops_canvass",
        },
        "asked": {"workshops_review"},
    }
    assert changed - {"outbox_letter"} == answers[kind] | {"vault_link"}
    assert struck == set()


def test_without_its_token_no_link_is_found(world):
    with _asking(principal.NOBODY):
        for guess in (b"", b"\0" * 32, bytes(world.asked.token_hash)):
            principal.become_link(world.invited.locator, guess)
            assert _shown("vault_link") == set()
        principal.become_link(world.invited.locator, bytes(world.invited.token_hash))
        about = world.a.occasions
        hers = _numbers(Link.objects.filter(occasion__in=about))
        assert _shown("vault_link") == hers >= {str(world.invited.pk)}


# --- as PostgreSQL knows the processes themselves


@contextmanager
def _logged_in(role):
    at = connection.settings_dict
    with psycopg.connect(
        host=at["HOST"], dbname=at["NAME"], user=role, autocommit=True
    ) as raw:
        yield raw


@pytest.mark.parametrize("role", [WEB, WORKER, BACKUP])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET verb = 'nothing'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "DELETE FROM audit_link",
        "TRUNCATE participants_person CASCADE",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "ALTER TABLE participants_person DISABLE ROW LEVEL SECURITY",
        "ALTER POLICY at_her_tables ON participants_person USING (true)",
        "DROP POLICY at_her_tables ON participants_person",
        "CREATE POLICY mine ON participants_person USING (true)",
        "DROP FUNCTION tables_at_hand() CASCADE",
        "ALTER FUNCTION tables_at_hand() SECURITY INVOKER",
        "GRANT trackii TO CURRENT_USER",
        "ALTER TABLE participants_person OWNER TO CURRENT_USER",
        "SET ROLE trackii",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION trackii",
        "SET session_replication_role = replica",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
        "CREATE TABLE public.beside AS SELECT 1",
        "COPY participants_person TO PROGRAM 'cat'",
    ],
)
def test_no_process_takes_the_wall_down(role, statement, db):
    with _logged_in(role) as raw, pytest.raises(psycopg.Error) as refused:
        raw.execute(statement)

    assert refused.value.sqlstate == "42501", refused.value  # insufficient privilege


@pytest.mark.parametrize("role", [WEB, WORKER])
def test_switching_policies_off_is_an_error_and_not_a_way_in(role, db):
    with _logged_in(role) as raw:
        raw.execute("SET row_security = off")
        with pytest.raises(psycopg.Error, match="row-level security"):
            raw.execute("SELECT FROM outbox_letter")


def test_a_name_ends_with_its_transaction_as_an_empty_one(db):
    """After it the setting is '' and no longer unset: neither may be taken for somebody."""
    with _logged_in(WEB) as raw:
        [unset] = raw.execute(
            "SELECT current_setting('trackii.principal', true)"
        ).fetchone()
        with raw.transaction():
            raw.execute("SET LOCAL trackii.principal = 'operator'")
        [after] = raw.execute(
            "SELECT current_setting('trackii.principal', true)"
        ).fetchone()

        assert (unset, after) == (None, "")
        for table in MODELS:
            assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


@pytest.mark.parametrize("ended", ["well", "badly", "in the middle", "aborted"])
def test_a_pooled_connection_carries_no_name_to_the_next_who_gets_it(ended, db):
    """Through the middleware and a pool of the web's own kind, in a thread as they run."""

    def answer(request):
        if ended == "in the middle":
            connection.set_autocommit(False)
        principal.become(principal.OPERATOR)
        if ended == "badly":
            raise RuntimeError
        if ended == "aborted":
            connection.set_autocommit(False)
            with suppress(DatabaseError):
                make.by_hand("SELECT 1 / 0")
        return HttpResponse()

    def tell(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('trackii.principal', true)")
            seen.append(cursor.fetchone()[0])
        return HttpResponse()

    def ask():
        with suppress(RuntimeError):
            SessionMiddleware(answer)(RequestFactory().get("/"))
        first = connection.connection.info.backend_pid
        connection.close()
        for _asked in range(20):  # the pool may have handed on another first
            SessionMiddleware(tell)(RequestFactory().get("/"))
            met.append(connection.connection.info.backend_pid == first)
            connection.close()

    seen, met = [], []
    asking = Thread(target=ask)
    asking.start()
    asking.join()

    assert any(met)
    assert set(seen) == {""}


# --- the worker


@pytest.mark.parametrize(
    "table", sorted({*MODELS, *EXEMPT, *OWN} - RIGHTS[WORKER].keys() - IN_PART)
)
def test_the_worker_cannot_read_what_it_does_not_need(table, world):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        _asking(principal.WORKER, WORKER),
    ):
        _shown(table)


def test_the_worker_without_its_name_reads_nothing_and_with_it_what_it_works_on(world):
    worked_on = {"outbox_letter", "workshops_briefing", "audit_entry"}

    with _asking(principal.NOBODY, WORKER):
        unnamed = {table for table in worked_on if _shown(table)}
    with _asking(principal.member(world.convener.pk), WORKER):
        misnamed = {table for table in worked_on if _shown(table)}
    with _asking(principal.WORKER, WORKER):
        named = {table for table in worked_on if _shown(table)}

    assert (unnamed, misnamed, named) == (set(), set(), worked_on)


def test_the_worker_does_all_its_work_with_its_own_rights(
    world, inside, mailoutbox, capsys
):
    soon = clock.now() + timedelta(days=1)
    letter = letters.post(
        "reminder", initiative=world.heron.pk, occasion=uuid4(), version="", language="en",
        address="amal.haddad@example.net", due_at=soon,
    )  # fmt: skip
    type(letter).objects.filter(pk=letter.pk).update(due_at=clock.now())
    cleared = make.briefing(world.rounds[0], by=world.organiser)

    with stepping_into(WORKER):
        outbox_tasks.deliver()
        workshop_tasks.render()
        audit_tasks.seal()
        account_tasks.sweep()
        call_command("verify_audit")

    letter.refresh_from_db()
    cleared.refresh_from_db()
    assert (letter.state, cleared.state) == ("sent", "issued")
    assert ["amal.haddad@example.net"] in [mail.to for mail in mailoutbox]
    assert "every one as it was" in capsys.readouterr().out


def _signed_while_the_keystore_was_away(order, by):
    with (
        override_settings(KEYSTORE=Path("/nowhere")),
        pytest.raises(VaultAway),
    ):
        destruction.sign(order, by=by)


def test_the_worker_destroys_what_falls_due_with_its_own_rights(world):
    holds.ask_to_lift(world.hold, by=world.convener)
    holds.lift(world.hold, by=world.vera)
    _signed_while_the_keystore_was_away(world.order, world.facilitator)

    with _asking(principal.WORKER, WORKER):
        done = destruction.shred_due()

    assert done.destroyed == 1
    assert Destruction.objects.get(pk=world.order.pk).state == "done"
    world.doomed.refresh_from_db()
    assert (world.doomed.state, world.doomed.person.state) == ("withdrawn", "erased")


@pytest.mark.parametrize("kind", ["notes", "round"])
def test_the_worker_destroys_rooms_likewise(kind, world):
    holds.ask_to_lift(world.hold, by=world.convener)
    holds.lift(world.hold, by=world.vera)
    held = world.rounds[0]
    make.by_hand(
        "UPDATE workshops_workshop SET state = 'closed' WHERE id = %s", held.pk
    )
    thing = held.pk if kind == "round" else held.sessions.get().pk
    order = destruction.ask(world.heron, kind, thing, by=world.convener)
    _signed_while_the_keystore_was_away(order, world.facilitator)

    with _asking(principal.WORKER, WORKER):
        assert destruction.shred_due().destroyed == 1

    world.note.refresh_from_db()
    assert world.note.state == "destroyed"


def test_the_worker_lets_recoveries_lapse_with_its_own_rights(world):
    three = [world.stranger, world.second, world.newcomer]
    named = custody.name(world.heron, three, by=world.convener)
    custody.sign(named, by=world.facilitator)
    Grant.objects.filter(member=world.organiser).delete()
    asked = recoveries.ask(world.heron, by=world.organiser)

    late = clock.at(clock.now() + timedelta(hours=73))
    with late, _asking(principal.WORKER, WORKER):
        assert recoveries.lapse_overdue() == 1

    asked.refresh_from_db()
    assert asked.state == "lapsed"


def test_closing_an_account_takes_its_keys_at_tables_the_closer_never_sees(
    world, inside
):
    browser = inside(world.administrator)
    Compartment.objects.update(due_since=None)
    kept = set(Compartment.objects.filter(epochs__grants__member=world.closed))

    browser.post(f"/administration/{world.closed.pk}/close/")

    world.closed.refresh_from_db()
    due = Compartment.objects.filter(due_since__isnull=False)
    assert not world.closed.is_active
    assert not Grant.objects.filter(member=world.closed).exists()
    assert set(due) == kept != set()


# --- the backup


def test_the_backup_reads_past_every_policy_and_is_no_more_than_that(db):
    with _logged_in(BACKUP) as raw:
        raw.execute("SET row_security = off")  # where a policy held, this were an error
        for table in {*MODELS, *EXEMPT, *OWN}:
            raw.execute(f"SELECT FROM {table}")
        known = raw.execute(
            "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert known.fetchone() == (False,)
