"""A colleague who is put forward is the subject, and the subject is never one of the two."""

import make
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from dialogues import team
from participants import people, signing, vetting
from participants.models import Candidacy, Check, Conflict
from trackii.accounts.models import User
from trackii.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def chosen(heron, carla, viktor):
    """Viktor himself, put forward for the third party under the address he works under."""
    return _put_forward(heron, carla, viktor.email.upper())


def _put_forward(heron, carla, address, name="Viktor Lind"):
    known = make.particulars(name)
    known.email = address
    amal = make.candidacy(heron, by=carla, name="Somebody else")
    with make.acting(carla):
        people.correct(amal.person, by=carla, particulars=known)
    return Candidacy.objects.get(pk=amal.pk)


def test_an_officer_put_forward_under_her_own_address_signs_nothing_about_herself(
    chosen, vera, viktor
):
    with make.acting(vera):
        vetting.move(chosen, "review", by=vera)
        make.sign(chosen, "recommend", by=vera, grounds="A fair chair.")
    check = Check.objects.select_related("person").get(kind="identity")

    with make.acting(viktor):
        for verb in ("approve", "hold", "decline"):
            with pytest.raises(PermissionDenied):
                make.sign(chosen, verb, by=viktor, grounds="I would do.")
        with pytest.raises(PermissionDenied):
            make.found(check, by=viktor)

    assert Candidacy.objects.get().decided_by is None
    assert viktor.pk in signing.may_not_sign(chosen.person_id)
    assert vera.pk not in signing.may_not_sign(chosen.person_id)


def test_nor_does_the_database_take_it(chosen, vera, viktor):
    with make.acting(vera):
        vetting.move(chosen, "review", by=vera)

    with pytest.raises(IntegrityError, match="who_is_close_signs_no_check"):
        make.by_hand(
            "UPDATE participants_check SET found_by_id = %s WHERE person_id = %s",
            viktor.pk, chosen.person_id,
        )  # fmt: skip


def test_it_is_noted_as_soon_as_somebody_is_put_forward_and_written_down(
    heron, carla, viktor
):
    known = make.particulars("Viktor Lind")
    known.email = viktor.email
    with make.acting(carla):
        make.candidacy(heron, by=carla, name="Nobody of the house")
        people.nominate(
            heron.sides.get(letter="T"), by=carla, particulars=known,
            standing=people.Standing("personal", "2026-01-01"), case="He chairs well.",
        )  # fmt: skip

    noted = Conflict.objects.get()
    assert (noted.declared_by, noted.person.code) == (viktor, "t-01")
    assert Entry.objects.filter(verb="note conflict", subject=noted.pk).count() == 1


def test_who_changes_her_address_later_is_still_known_by_the_one_she_works_under(
    heron, carla, vera, viktor
):
    """No row says so yet: her signature is held against the marks of what was sealed."""
    chosen = _put_forward(heron, carla, "v.lind@example.net")
    User.objects.filter(pk=viktor.pk).update(email="v.lind@example.net")
    viktor.refresh_from_db()
    assert not Conflict.objects.exists()

    with make.acting(viktor), pytest.raises(PermissionDenied):
        vetting.move(chosen, "review", by=viktor)

    with make.acting(vera):
        vetting.move(chosen, "review", by=vera)


def test_a_newcomer_to_the_team_who_was_put_forward_before_is_noted(
    heron, carla, farid
):
    newcomer = make.user("Vania Ode")
    chosen = _put_forward(heron, carla, newcomer.email, name="Vania Ode")
    with make.acting(carla):
        seat = team.name(heron, newcomer, "vetting_officer", by=carla)
    with make.acting(farid):
        team.sign(seat, by=farid)

    assert signing.close_to(chosen.person_id) == {newcomer.pk}


def test_colleagues_of_another_table_and_other_addresses_bar_nobody(heron, carla, omar):
    _put_forward(heron, carla, omar.email)

    assert not Conflict.objects.exists()


def test_what_she_declared_herself_is_not_noted_again(chosen, heron, carla, viktor):
    with make.acting(carla):
        people.correct(chosen.person, by=carla, email="other@example.net")
        people.correct(chosen.person, by=carla, email=viktor.email)

    assert Conflict.objects.count() == 1


def test_an_officer_is_told_on_the_page_and_offered_nothing(chosen, viktor, browse):
    page = browse(viktor).get(chosen.get_absolute_url()).text

    assert "you sign nothing about" in page
    assert "Take into review" not in page
