"""In which capacity somebody comes is a dated fact: it changes, and two resolve what is not personal."""

from datetime import date, timedelta

import make
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from participants import capacity, clearance, people, signing, vetting
from participants.attributes import Office
from participants.models import Candidacy, Person
from participants.particulars import STANDING_ROOM, Capacity, Standing
from trackii import clock
from trackii.audit.models import Entry
from trackii.outbox.models import Letter
from trackii.policy import Refused
from trackii.states import WrongState

pytestmark = pytest.mark.django_db

WHY = "She left the ministry's payroll in spring; letter seen."


def _put(heron, carla, vera, kind=Capacity.PERSONAL, office=""):
    with make.acting(carla):
        made = people.nominate(
            heron.sides.get(letter="A"), by=carla, particulars=make.particulars(),
            standing=Standing(kind, clock.today().isoformat(), office),
            case="She is heard.",
        )  # fmt: skip
    with make.acting(vera):
        vetting.move(made, "review", by=vera)
    return made


def _read(candidacy):
    return signing.edition(Candidacy.objects.get(pk=candidacy.pk))


def _now(candidacy):
    rows = Candidacy.objects.select_related("initiative", "person")
    return rows.get(pk=candidacy.pk)


def _resolve(candidacy, by, words=WHY):
    with make.acting(by):
        capacity.resolve(_now(candidacy), by=by, words=words, read=_read(candidacy))


def _second(candidacy, by):
    with make.acting(by):
        capacity.second(_now(candidacy), by=by, read=_read(candidacy))


def _change(candidacy, by, kind, office="", since=None):
    with make.acting(by):
        capacity.change(
            _now(candidacy), by=by, capacity=kind, since=since or clock.today(),
            office=office, read=_read(candidacy),
        )  # fmt: skip


def _sign(candidacy, verb, by):
    with make.acting(by):
        make.sign(_now(candidacy), verb, by=by, grounds="Warm.")


@pytest.mark.parametrize(
    ("kind", "office"),
    [("personal", "Deputy minister"), ("mandated", ""), ("official", "")],
)
def test_what_is_not_personal_alone_is_resolved_by_two_before_anybody_approves(
    kind, office, heron, carla, vera, viktor
):
    made = _put(heron, carla, vera, kind, office)
    make.cleared(made, (vera, viktor))

    _sign(made, "recommend", vera)
    with pytest.raises(ValidationError, match="A-01 does not come in a personal"):
        _sign(made, "approve", viktor)
    _resolve(made, vera)
    with pytest.raises(ValidationError, match="does not come in a personal"):
        _sign(made, "approve", viktor)
    with pytest.raises(Refused, match="resolved by two"):
        _second(made, vera)
    _second(made, viktor)
    _sign(made, "approve", viktor)

    assert _now(made).state == "approved"
    acts = Entry.objects.filter(verb__endswith="capacity").order_by("at")
    assert [(act.verb, act.actor) for act in acts] == [
        ("resolve capacity", vera.pk), ("second capacity", viktor.pk),
    ]  # fmt: skip


def test_a_personal_capacity_needs_nothing(heron, carla, vera, viktor):
    made = _put(heron, carla, vera)

    with pytest.raises(ValidationError, match="nothing to resolve"):
        _resolve(made, vera)


def test_an_officer_who_is_not_convinced_gives_another_reason_and_the_first_is_kept(
    heron, carla, vera, viktor
):
    made = _put(heron, carla, vera, "official")
    _resolve(made, vera)
    _resolve(made, viktor, "Her minister wrote that he does not instruct her.")
    with pytest.raises(Refused):
        _second(made, viktor)
    _second(made, vera)

    with make.acting(vera):
        said = capacity.read(_now(made), by=vera)
    assert said.words.startswith("Her minister")
    [past] = said.past
    assert (past["words"], past["by"], past["seconded"]) == (WHY, "Vera Novak", "")
    assert past["of"].capacity == "official"


def test_nobody_signs_a_reason_that_was_revised_meanwhile(heron, carla, vera, viktor):
    made = _put(heron, carla, vera, "official")
    _resolve(made, vera)
    read = _read(made)
    _resolve(made, vera, "On second thoughts, for another reason.")

    with make.acting(viktor), pytest.raises(ValidationError, match="revised"):
        capacity.second(_now(made), by=viktor, read=read)


def test_postgresql_takes_no_resolution_by_one_hand_or_by_who_put_her_forward(
    heron, carla, vera
):
    made = _put(heron, carla, vera, "official")
    _resolve(made, vera)

    for hand, rule in (
        (vera, "a_capacity_is_resolved_by_two"), (carla, "a_nominator_signs_no_reso"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=rule):
            make.by_hand(
                "UPDATE participants_candidacy SET seconded_by_id = %s,"
                " seconded_at = clock_timestamp()", hand.pk,
            )  # fmt: skip


@pytest.mark.parametrize("state", ["approved", "reserve", "confirmed"])
def test_who_takes_an_office_after_the_decision_is_in_review_again(
    state, heron, carla, vera, viktor
):
    officers = (vera, viktor)
    made = make.candidacy(
        heron, by=carla, state="reserve" if state == "reserve" else "approved",
        officers=officers,
    )  # fmt: skip
    Candidacy.objects.filter(pk=made.pk).update(state=state)

    _change(made, viktor, "official", "Minister of fisheries")

    now = _now(made)
    assert (now.state, now.recommended_by, now.decided_by) == ("in_review", None, None)
    with make.acting(vera):
        known = people.read_one(now, by=vera).standing
        [past] = signing.read(now, by=vera).earlier
    assert (known.capacity, known.office) == ("official", "Minister of fisheries")
    assert [(each.capacity, each.office) for each in known.past] == [("personal", "")]
    assert past["decided_by"] == "Viktor Lind"
    told = Letter.objects.filter(occasion=made.pk, kind="reminder")
    assert told.count() == 2
    _sign(made, "recommend", vera)
    with pytest.raises(ValidationError, match="does not come in a personal"):
        _sign(made, "approve", viktor)


def test_who_leaves_her_office_needs_no_resolution_any_more(heron, carla, vera, viktor):
    made = _put(heron, carla, vera, "official", "Deputy minister")
    _resolve(made, vera)

    _change(made, viktor, "personal", since=clock.today() + timedelta(days=1))

    now = _now(made)
    assert (now.state, now.resolved_by, now.resolved_at) == ("in_review", None, None)
    with make.acting(viktor):
        assert capacity.read(now, by=viktor).words == ""
    make.cleared(made, (vera, viktor))
    _sign(made, "recommend", vera)
    _sign(made, "approve", viktor)
    assert _now(made).state == "approved"


def test_an_office_that_turns_up_undoes_what_was_resolved(heron, carla, vera, viktor):
    made = _put(heron, carla, vera, "mandated")
    _resolve(made, vera)
    _second(made, viktor)

    with make.acting(vera):
        person = Person.objects.get()
        people.correct(person, by=vera, offices=[Office("Deputy minister", "2024")])

    assert (_now(made).resolved_by, _now(made).seconded_by) == (None, None)


def test_what_was_resolved_before_is_read_beside_the_capacity_it_was_said_of(
    heron, carla, vera, viktor, browse
):
    made = _put(heron, carla, vera, "mandated")
    _resolve(made, vera)
    _second(made, viktor)
    with make.acting(carla):  # who has no key to what officers wrote
        person = Person.objects.get()
        people.correct(person, by=carla, offices=[Office("Deputy minister", "2024")])
    url = f"{made.get_absolute_url()}capacity/"
    between = browse(viktor).get(url).text
    _resolve(made, viktor, "She resigned; her letter is there.")
    _change(made, viktor, "official", "Minister of fisheries")

    with make.acting(vera):
        known = capacity.read(_now(made), by=vera)
    told = browse(vera).get(url).text

    assert (known.words, known.by) == ("", "")
    assert [(past["words"], past["of"].capacity, past["of"].office, past["seconded"])
            for past in known.past] == [
        ("She resigned; her letter is there.", "mandated", "Deputy minister", ""),
        (WHY, "mandated", "", "Viktor Lind"),
    ]  # fmt: skip
    words = WHY.replace("'", "&#x27;")
    assert words in between
    assert "Vera Novak gave it, Viktor Lind signed it. It counts no more." in between
    assert words in told
    assert "Viktor Lind gave it, and nobody signed it." in told
    assert words not in browse(vera, locked=True).get(url).text


def test_nobody_resolves_without_words(heron, carla, vera):
    made = _put(heron, carla, vera, "official")

    with pytest.raises(IntegrityError, match="nobody_resolves_without_words"):
        make.by_hand(
            "UPDATE participants_candidacy SET resolved_by_id = %s,"
            " resolved_at = clock_timestamp() WHERE id = %s", vera.pk, made.pk,
        )  # fmt: skip


def test_what_does_not_change_or_begins_before_is_answered_with_a_sentence(
    heron, carla, vera, viktor
):
    made = _put(heron, carla, vera)

    with pytest.raises(ValidationError, match="how it stands already"):
        _change(made, vera, "personal")
    with pytest.raises(ValidationError, match="Give a later day"):
        _change(made, vera, "official", since=date(2001, 1, 1))
    make.cleared(made, (vera, viktor))
    _sign(made, "recommend", vera)
    _sign(made, "decline", viktor)
    with pytest.raises(WrongState, match="it is now declined"):
        _change(made, vera, "official")


def test_many_changes_take_no_more_room_and_the_oldest_go():
    standing = Standing("personal", "2001-01-01", "Ω" * 100)
    for number in range(20):
        standing = standing.followed_by(
            "official", f"20{number + 2:02d}-02-02", "Ω" * 90
        )
        assert len(standing.dump().encode()) == STANDING_ROOM

    assert [each.since for each in Standing.load(standing.dump()).past] == [
        "2020-02-02", "2019-02-02", "2018-02-02",
    ]  # fmt: skip


def test_the_page_takes_it_from_a_reason_to_a_change_and_keeps_what_was_typed(
    heron, carla, vera, viktor, browse
):
    made = _put(heron, carla, vera, "mandated")
    url = f"{made.get_absolute_url()}capacity/"

    empty = browse(vera).post(f"{url}resolve/", {"words": "", "read": _read(made)})
    late = browse(vera).post(f"{url}resolve/", {"words": WHY, "read": "old"})
    browse(vera).post(f"{url}resolve/", {"words": WHY, "read": _read(made)})
    hers, his = browse(vera).get(url).text, browse(viktor).get(url).text
    browse(viktor).post(f"{url}second/", {"read": _read(made)})
    resolved = browse(viktor).get(made.get_absolute_url()).text
    to = {"capacity": "official", "since": "2001-01-01", "office": "Harbour master"}
    refused = browse(vera).post(f"{url}change/", to | {"read": _read(made)})
    to["since"] = clock.today().isoformat()
    browse(vera).post(f"{url}change/", to | {"read": _read(made)})

    assert (empty.status_code, late.status_code, refused.status_code) == (422,) * 3
    assert "left the ministry" in late.text
    assert 'value="Harbour master"' in refused.text
    assert "Give a later day" in refused.text
    assert ("Sign this reason" in hers, "Sign this reason" in his) == (False, True)
    assert "resolved by two" in resolved
    assert "to be resolved by two" in browse(vera).get(made.get_absolute_url()).text


def test_a_database_shows_neither_the_office_nor_the_reason(heron, carla, vera):
    made = _put(heron, carla, vera, "official", "Deputy minister")
    _resolve(made, vera)

    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM participants_candidacy c")
        [(row,)] = cursor.fetchall()
    words = ["official", "minister", WHY.encode().hex(), b"official".hex()]
    assert [word for word in words if word in row] == []


def test_a_check_is_not_touched_by_a_change(heron, carla, vera, viktor):
    made = make.candidacy(heron, by=carla, state="approved", officers=(vera, viktor))

    _change(made, vera, "mandated")

    assert clearance.missing(_now(made)) == []
