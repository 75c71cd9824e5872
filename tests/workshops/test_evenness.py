"""Evenness: somebody leaves after a round was confirmed, and whoever settles it says why it stands."""

import make
import pytest
from django.core.exceptions import ValidationError

from participants import dormancy
from trackii import waiting
from trackii.audit.models import Entry
from trackii.policy import Refused
from workshops import evenness, scheduling, seating
from workshops.models import Seat, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(heron, carla, farid, vera, viktor, approved, worker):
    """Two of each side have accepted, and the round is confirmed."""
    officers = (vera, viktor)
    more = [
        make.candidacy(
            heron, by=carla, side=side, name=name, state="approved", officers=officers
        )
        for side, name in (("A", "Chiara Lund"), ("B", "Dario Venn"))
    ]
    return make.workshop(heron, by=farid, state="confirmed", seated=[*approved, *more])


def _decline(round_, *, by, side="B", count=1):
    seats = Seat.objects.filter(
        workshop=round_, state="accepted", candidacy__person__side__letter=side
    )
    for seat in seats.select_related("workshop")[:count]:
        seating.decline(seat, by=by)


def _tilted(who):
    return waiting.for_member(who, unlocked=False).tilted


def test_a_round_confirmed_with_even_sides_asks_nothing(four, farid):
    assert Workshop.objects.get().sides_were == "A 2 B 2"
    assert _tilted(farid) == []


def test_somebody_declines_and_who_settles_rounds_is_told(four, farid, oskar, rosa):
    _decline(four, by=oskar)

    assert _tilted(farid) == [four]
    assert _tilted(oskar) == _tilted(rosa) == []


def test_who_is_made_dormant_tilts_it_too(four, farid, approved):
    dormancy.make_dormant(approved[0].person, by=farid)

    assert _tilted(farid) == [four]


def test_one_of_each_side_declines_and_nothing_is_asked(four, farid, oskar):
    for side in "AB":
        _decline(four, by=oskar, side=side)

    assert _tilted(farid) == []


def test_even_and_below_quorum_is_asked_about(four, farid, oskar):
    Workshop.objects.update(quorum=2)
    for side in "AB":
        _decline(four, by=oskar, side=side)

    assert _tilted(farid) == [four]


def test_a_reason_is_kept_beside_the_one_before_and_asked_for_once(
    four, farid, oskar, rosa
):
    _decline(four, by=oskar)
    with make.acting(farid):
        evenness.explain(four, by=farid, uneven="One of B is ill.")
    assert _tilted(farid) == []

    _decline(four, by=oskar)
    assert _tilted(farid) == [four]
    with make.acting(farid):
        evenness.explain(four, by=farid, uneven="And her colleague stays with her.")

    with make.acting(rosa):
        _despite, said = evenness.read(Workshop.objects.get(), by=rosa)
    assert said == "One of B is ill.\nAnd her colleague stays with her."
    assert Entry.objects.filter(verb="explain").count() == 2


def test_nobody_gives_a_reason_for_what_did_not_change(four, farid):
    with pytest.raises(ValidationError, match="even again"), make.acting(farid):
        evenness.explain(four, by=farid, uneven="Just in case.")

    assert Workshop.objects.get().uneven is None


def test_a_blank_is_no_reason(four, farid, oskar):
    _decline(four, by=oskar)

    with pytest.raises(ValidationError, match="Say why"), make.acting(farid):
        evenness.explain(four, by=farid, uneven="  ")


def test_who_does_not_settle_rounds_gives_none(four, oskar):
    _decline(four, by=oskar)

    with pytest.raises(Refused), make.acting(oskar):
        evenness.explain(four, by=oskar, uneven="One is ill.")


def test_the_round_and_the_desk_say_it_and_the_reason_is_given_there(
    four, farid, oskar, browse
):
    _decline(four, by=oskar)
    page, browser = four.get_absolute_url(), browse(farid)

    desk = browser.get("/").text
    asked = browser.get(page).text
    without = browser.post(f"{page}explain/", {"uneven": ""})
    done = browser.post(f"{page}explain/", {"uneven": "One is ill."}, follow=True).text

    assert "Sides that changed" in desk
    assert "not as they were when the round was confirmed" in asked
    assert without.status_code == 422
    assert "One is ill." in done
    assert "not as they were" not in done
    assert "Sides that changed" not in browser.get("/").text


def test_the_colleague_who_invites_sees_no_question_that_is_not_hers(
    four, oskar, browse
):
    _decline(four, by=oskar)

    page = browse(oskar).get(four.get_absolute_url()).text

    assert "not as they were when the round was confirmed" not in page


def test_nobody_opens_a_round_whose_sides_changed_before_it_is_said_why(
    four, farid, oskar, browse
):
    _decline(four, by=oskar)
    page, browser = four.get_absolute_url(), browse(farid)

    refused = browser.post(f"{page}open/")
    assert refused.status_code == 422
    assert "Say why it stands all the same; then it is opened." in refused.text
    assert "Keep the reason" in refused.text
    assert Workshop.objects.get().state == "confirmed"
    browser.post(f"{page}explain/", {"uneven": "One is ill."})
    browser.post(f"{page}open/")

    assert Workshop.objects.get().state == "in_session"
    assert _tilted(farid) == []


def test_who_decides_on_a_tab_of_before_is_told_as_well(four, farid, oskar):
    """The round stood provisional on the tab, and even."""
    before = Workshop.objects.get()
    before.state, before.sides_were = "provisional", ""
    _decline(four, by=oskar)

    with pytest.raises(ValidationError, match="Say why it stands"), make.acting(farid):
        scheduling.take(before, "open", by=farid)

    assert Workshop.objects.get().state == "confirmed"


def test_who_settles_no_rounds_is_not_told_how_the_sides_stand(four, oskar):
    _decline(four, by=oskar)

    with pytest.raises(Refused), make.acting(oskar):
        scheduling.take(Workshop.objects.get(), "open", by=oskar)


def test_even_sides_are_opened_without_a_word(four, farid, oskar):
    for side in "AB":
        _decline(four, by=oskar, side=side)
    with make.acting(farid):
        scheduling.take(Workshop.objects.get(), "open", by=farid)

    assert Workshop.objects.get().state == "in_session"
