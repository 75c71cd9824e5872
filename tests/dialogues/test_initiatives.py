"""Opening and steering: nothing begins on one signature."""

import re

import leaks
import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.urls import reverse

from dialogues import code_names, initiatives
from dialogues.initiatives import Seat
from dialogues.models import Initiative, Membership, Side
from trackii.audit.models import Entry
from trackii.policy import Action, Role, can
from trackii.states import WrongState
from trackii.vault import sealing
from trackii.vault.errors import VaultLocked, WrongKey

pytestmark = pytest.mark.django_db


def _seats(team):
    return [Seat(who, role) for role, members in team.items() for who in members]


def _open(team, *, by, code="heron", **changes):
    words = {
        "charter": make.charter(),
        "regime": "chatham_house",
        "seats": _seats(team),
    }
    return initiatives.open_initiative(code, by=by, **words | changes)


def test_the_page_of_an_opening_promises_of_the_threshold_what_the_team_undertakes(
    browse, carla
):
    page = browse(carla).get(reverse("dialogues:open")).text

    assert "The team undertakes never to count fewer people than this" in page
    assert "are never counted" not in page


def test_an_opening_waits_for_a_second_signature(team, carla):
    opened = _open(team, by=carla)

    states = set(opened.memberships.values_list("state", flat=True))
    assert (opened.state, opened.opened_by, opened.signed_by) == (
        "scoping",
        carla,
        None,
    )
    assert states == {"named"}
    assert [can(who, Action.NOMINATE, opened) for who in (carla,)] == [False]


def test_the_second_signature_sets_the_team_to_work(team, carla, vera):
    opened = _open(team, by=carla)

    with make.acting(vera):
        make.sign_opening(opened, by=vera)

    seats = Membership.objects.filter(initiative=opened)
    assert (opened.state, opened.signed_by) == ("convening", vera)
    assert {(seat.state, seat.named_by, seat.signed_by) for seat in seats} == {
        ("active", carla, vera)
    }
    assert seats.count() == 7


def test_nobody_signs_twice(team, carla):
    opened = _open(team, by=carla)

    with pytest.raises(PermissionDenied):
        make.sign_opening(opened, by=carla)

    opened.refresh_from_db()
    assert (opened.state, opened.signed_by) == ("scoping", None)


@pytest.mark.parametrize("who", ["omar", "rhea", "ada"])
def test_who_is_not_named_or_only_reads_does_not_sign(team, carla, request, who):
    opened = _open(team, by=carla)

    with pytest.raises(PermissionDenied):
        make.sign_opening(opened, by=request.getfixturevalue(who))

    opened.refresh_from_db()
    assert opened.state == "scoping"


def test_an_opening_is_signed_once(team, carla, vera, farid):
    opened = _open(team, by=carla)
    with make.acting(vera):
        make.sign_opening(opened, by=vera)

    with pytest.raises(WrongState, match="it is now convening"):
        make.sign_opening(opened, by=farid)

    assert Initiative.objects.get().signed_by == vera


def test_with_her_vault_locked_nobody_signs_a_charter_she_cannot_read(
    team, carla, vera, browse
):
    opened = _open(team, by=carla)
    read = initiatives.edition_of(opened)

    with pytest.raises(VaultLocked):
        initiatives.sign(opened, by=vera, edition=read)

    page = "/dialogues/heron/"
    assert "Sign the opening" not in browse(vera, locked=True).get(page).text
    assert "Sign the opening" in browse(vera).get(page).text
    assert Initiative.objects.get().state == "scoping"


@pytest.mark.parametrize("what", ["charter", "team"])
def test_nobody_signs_an_opening_that_changed_since_she_looked(
    team, carla, vera, farid, browse, what
):
    opened = _open(team, by=carla)
    read = initiatives.edition_of(opened)
    if what == "charter":
        words = make.charter(title="Another").dump()
        sealed = sealing.seal(words, of=opened, field="charter")
        Initiative.objects.update(charter=sealed)
    else:
        Membership.objects.filter(user=farid).update(role=Role.CONVENER)

    answer = browse(vera).post("/dialogues/heron/sign/", {"edition": read})

    assert answer.status_code == 409
    assert Initiative.objects.get().state == "scoping"


def test_who_does_not_say_which_opening_she_read_signs_nothing(
    team, carla, vera, browse
):
    _open(team, by=carla)

    answer = browse(vera).post("/dialogues/heron/sign/")

    assert answer.status_code == 409
    assert Initiative.objects.get().signed_by is None


@pytest.mark.parametrize(
    "break_in",
    [
        "SET signed_by_id = opened_by_id",
        "SET signed_by_id = NULL, signed_at = NULL",
        "SET state = 'active', signed_by_id = NULL, signed_at = NULL",
        "SET opened_by_id = signed_by_id",
    ],
)
def test_postgresql_refuses_an_opening_on_one_signature(heron, break_in):
    with pytest.raises(IntegrityError, match="an_opening_has_two_signatories"):
        make.by_hand(f"UPDATE dialogues_initiative {break_in}")


def test_postgresql_refuses_to_begin_what_nobody_signed(team, carla):
    make.initiative(team, signed=False)

    with pytest.raises(IntegrityError, match="an_opening_has_two_signatories"):
        make.by_hand("UPDATE dialogues_initiative SET state = 'active'")


def test_the_smallest_team_is_four(carla, farid, vera, rosa):
    three = {
        Role.CONVENER: [carla],
        Role.FACILITATOR: [carla, farid],
        Role.VETTING_OFFICER: [vera],
    }

    with pytest.raises(ValidationError, match="at least 4 people"):
        _open(three, by=carla)

    assert not Initiative.objects.exists()
    opened = _open(three | {Role.RAPPORTEUR: [rosa]}, by=carla)
    assert opened.memberships.count() == 5


def test_who_opens_is_one_of_the_conveners(team, farid):
    with pytest.raises(ValidationError, match="one of its conveners"):
        _open(team, by=farid)

    assert not Initiative.objects.exists()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Role.VETTING_OFFICER, Role.FACILITATOR),
        (Role.VETTING_OFFICER, Role.RAPPORTEUR),
        (Role.READER, Role.CONVENER),
        (Role.READER, Role.ORGANISER),
        (Role.READER, Role.VETTING_OFFICER),
    ],
)
def test_nobody_is_asked_to_be_two_things_that_do_not_go_together(
    team, omar, one, other
):
    [carla] = team[Role.CONVENER]
    clashing = {role: list(members) for role, members in team.items()}
    clashing[one].append(omar)
    clashing[other].append(omar)

    with pytest.raises(ValidationError, match="Omar Tanner cannot be"):
        _open(clashing, by=carla)

    assert not Initiative.objects.exists()


def test_other_roles_go_together(team, carla):
    together = team | {Role.FACILITATOR: [carla], Role.RAPPORTEUR: [carla]}

    opened = _open(together, by=carla)

    held = opened.memberships.filter(user=carla).values_list("role", flat=True)
    assert set(held) == {"convener", "facilitator", "rapporteur"}


def test_a_code_name_nobody_drew_is_refused(team, carla):
    with pytest.raises(ValidationError, match="that were drawn"):
        _open(team, by=carla, code="oslo")

    assert not Initiative.objects.exists()


def test_a_code_name_that_is_taken_is_drawn_anew_without_a_word(
    heron, team, carla, vera
):
    opened = _open(team, by=carla, code="heron")

    assert opened.code != "heron"
    assert code_names.was_drawn(opened.code)
    assert Initiative.objects.get(code="heron") == heron
    with make.acting(vera):
        assert initiatives.read(opened, by=vera) == make.charter()


@pytest.mark.parametrize("code", ["heron", "zephyr"])
def test_a_word_that_was_not_offered_is_refused_whether_it_is_taken_or_not(
    heron, browse, code
):
    """One of the two is an initiative of others: the answers are the same."""
    newcomer = make.user("Nadia Moss")
    page = browse(newcomer)
    address = reverse("dialogues:open")
    offered = re.search(r'name="code" value="([\w-]+)"', page.get(address).text)[1]

    answer = page.post(address, {"code": code})

    assert answer.status_code == 422
    assert "is not one of the available choices" in answer.text
    assert "taken" not in answer.text
    again = page.post(address, {"code": offered})
    assert "is not one of the available choices" not in again.text


def test_who_only_reads_opens_nothing_and_learns_of_no_colleague(
    heron, team, rhea, carla, browse
):
    answer = browse(rhea).get(reverse("dialogues:open"))

    hers = {Role.CONVENER: [rhea], Role.FACILITATOR: team[Role.FACILITATOR],
            Role.VETTING_OFFICER: team[Role.VETTING_OFFICER]}  # fmt: skip
    with pytest.raises(PermissionDenied):
        _open(hers, by=rhea, code="larch")
    assert answer.status_code == 403
    assert leaks.found(answer.content, ["Carla Conti", carla.email]) == []
    assert "Open an initiative" not in browse(rhea).get("/dialogues/").text
    assert "Open an initiative" in browse(carla).get("/dialogues/").text


def test_the_page_of_an_opening_shows_no_address(carla, farid, browse):
    page = browse(carla).get(reverse("dialogues:open")).text

    assert "Farid Mansour" in page
    assert farid.email not in page


def test_a_reader_learns_neither_who_nor_when_of_an_initiative(
    heron, confirmed, rhea, oskar, browse
):
    seen = {who: browse(who).get("/dialogues/heron/").text for who in (rhea, oskar)}

    told = ["Carla Conti", "Farid Mansour", "Signatures", "Round 1", "Confirmed"]
    assert [words for words in told if words in seen[oskar]] != []
    assert [words for words in told if words in seen[rhea]] == []


def test_the_charter_is_sealed_for_the_team_and_not_for_readers(heron, vera, rhea):
    with make.acting(vera):
        charter = initiatives.read(heron, by=vera)

    assert charter == make.charter()
    with make.acting(rhea), pytest.raises(PermissionDenied):
        initiatives.read(heron, by=rhea)
    with pytest.raises(VaultLocked):
        initiatives.read(heron, by=vera)


def test_an_administrator_and_an_outsider_read_nothing(heron, ada, omar):
    for who in (ada, omar):
        with make.acting(who), pytest.raises((PermissionDenied, WrongKey)):
            initiatives.read(heron, by=who)


def test_the_sides_are_letters_and_the_third_party_is_t(heron):
    letters = list(heron.sides.values_list("letter", flat=True))
    counted = Initiative.objects.with_sides().get().side_count

    assert (letters, counted) == (["A", "B", "T"], 2)


def test_nothing_in_the_clear_tells_what_the_initiative_is_about(heron):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lower(i::text || (SELECT string_agg(s::text, '') FROM dialogues_side s))"
            " FROM dialogues_initiative i"
        )
        [rows] = cursor.fetchone()

    words = ["marsh", "fish", "lantern", "villages", "harbour", "regional", "problem"]
    assert [word for word in words if word in rows] == []
    assert "heron" in rows


def test_one_letter_names_one_side(heron):
    with pytest.raises(IntegrityError, match="a_letter_names_one_side"):
        make.by_hand("UPDATE dialogues_side SET letter = 'A' WHERE letter = 'B'")

    assert Side.objects.count() == 3


@pytest.mark.parametrize(
    ("way", "state"),
    [
        (["begin"], "active"),
        (["begin", "pause"], "paused"),
        (["begin", "pause", "resume"], "active"),
        (["begin", "hand_over"], "transfer"),
        (["begin", "hand_over", "conclude"], "concluded"),
        (["begin", "pause", "conclude"], "concluded"),
    ],
)
def test_a_convener_steers(heron, carla, way, state):
    for verb in way:
        initiatives.steer(heron, verb, by=carla)

    assert Initiative.objects.get().state == state


@pytest.mark.parametrize("verb", ["pause", "resume", "hand_over", "conclude"])
def test_what_has_not_begun_is_not_paused_nor_concluded(heron, carla, verb):
    with pytest.raises(WrongState, match="it is now convening"):
        initiatives.steer(heron, verb, by=carla)


def test_nobody_but_a_convener_steers(heron, farid, vera, rosa, oskar, rhea, omar):
    for who in (farid, vera, rosa, oskar, rhea, omar):
        with pytest.raises(PermissionDenied):
            initiatives.steer(heron, "begin", by=who)

    assert Initiative.objects.get().state == "convening"


def test_signing_is_not_steering(team, carla):
    unsigned = make.initiative(team, signed=False)

    with pytest.raises(ValueError, match="sign"):
        initiatives.steer(unsigned, "sign", by=carla)


@pytest.mark.parametrize("verb", ["begin pause", "begin conclude"])
def test_nobody_is_put_forward_while_an_initiative_rests(heron, carla, verb):
    for step in verb.split():
        initiatives.steer(heron, step, by=carla)

    with pytest.raises(ValidationError, match="there is no work on it just now"):
        make.candidacy(heron, by=carla)


def test_keeping_by_decision_is_a_conveners_and_is_written_down(heron, carla, farid):
    with pytest.raises(PermissionDenied):
        initiatives.keep_by_decision(heron, by=farid)
    initiatives.keep_by_decision(heron, by=carla)

    entry = Entry.objects.latest("pk")
    assert heron.kept_by_decision
    assert (entry.verb, entry.actor) == ("keep by decision", carla.pk)
