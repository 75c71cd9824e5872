"""Vetting: two officers, neither of them who put her forward, and grounds nobody else sees."""

import re
from threading import Thread

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from dialogues import keys, team
from participants import people, signing, vetting
from participants.models import Candidacy
from participants.particulars import Capacity, Standing
from trackii import clock
from trackii.audit.models import Entry
from trackii.states import WrongState
from trackii.vault.errors import VaultLocked, WrongKey

pytestmark = pytest.mark.django_db

GROUNDS = "Two references, both warm."


@pytest.fixture
def in_review(heron, carla, vera, viktor):
    officers = (vera, viktor)
    return make.candidacy(heron, by=carla, state="in_review", officers=officers)


@pytest.fixture
def recommended(heron, carla, vera, viktor):
    """Reviewed and signed by vera; the decision is another officer's."""
    officers = (vera, viktor)
    return make.candidacy(heron, by=carla, state="recommended", officers=officers)


def _decide(verb, candidacy, *, by, grounds=GROUNDS):
    with make.acting(by):
        make.sign(candidacy, verb, by=by, grounds=grounds)


def test_one_officer_signs_and_another_decides(recommended, vera, viktor):
    _decide("approve", recommended, by=viktor, grounds="Nothing stands against her.")

    assert recommended.state == "approved"
    assert (recommended.recommended_by, recommended.decided_by) == (vera, viktor)
    assert str(recommended.grounds) == str(recommended.recommendation) == "[sealed]"


@pytest.mark.parametrize(
    ("verb", "state"),
    [("approve", "approved"), ("hold", "reserve"), ("decline", "declined")],
)
def test_the_second_officer_decides_either_way(recommended, viktor, verb, state):
    _decide(verb, recommended, by=viktor)

    assert Candidacy.objects.get().state == state


@pytest.mark.parametrize("verb", ["approve", "hold", "decline"])
def test_one_officer_does_not_sign_twice(recommended, vera, verb):
    with pytest.raises(PermissionDenied):
        _decide(verb, recommended, by=vera)

    assert Candidacy.objects.get().state == "in_review"


@pytest.mark.parametrize("verb", ["approve", "hold", "decline"])
def test_nothing_is_decided_before_one_officer_has_signed(in_review, viktor, verb):
    with pytest.raises(ValidationError, match="review and sign first"):
        _decide(verb, in_review, by=viktor)

    assert Candidacy.objects.get().state == "in_review"


def test_nobody_but_an_officer_reviews_signs_or_decides(
    recommended, carla, farid, rosa, oskar, rhea, omar, ada
):
    for other in (carla, farid, rosa, oskar, rhea, omar, ada):
        with make.acting(other):
            with pytest.raises(PermissionDenied):
                vetting.move(recommended, "refer", by=other)
            with pytest.raises(PermissionDenied):
                make.sign(recommended, "recommend", by=other, grounds=GROUNDS)
            with pytest.raises(PermissionDenied):
                make.sign(recommended, "approve", by=other, grounds=GROUNDS)
            assert signing.read(recommended, by=other) is None

    assert Candidacy.objects.get().state == "in_review"


@pytest.fixture
def nominated_by_viktor(in_review, viktor):
    """A nominator who became an officer since."""
    make.by_hand("UPDATE participants_candidacy SET nominated_by_id = %s", viktor.pk)
    in_review.refresh_from_db()
    return in_review


def test_who_puts_somebody_forward_does_not_review_her(nominated_by_viktor, viktor):
    with make.acting(viktor), pytest.raises(PermissionDenied):
        make.sign(nominated_by_viktor, "recommend", by=viktor, grounds=GROUNDS)

    assert Candidacy.objects.get().recommended_by is None


def test_who_puts_somebody_forward_does_not_decide_on_her(
    nominated_by_viktor, vera, viktor
):
    with make.acting(vera):
        make.sign(nominated_by_viktor, "recommend", by=vera, grounds=GROUNDS)

    with pytest.raises(PermissionDenied):
        _decide("decline", nominated_by_viktor, by=viktor)

    assert Candidacy.objects.get().state == "in_review"


@pytest.mark.parametrize(
    "break_in",
    [
        "SET decided_by_id = recommended_by_id",
        "SET decided_by_id = NULL, decided_at = NULL, grounds = NULL",
        "SET recommended_by_id = NULL, recommended_at = NULL, recommendation = NULL",
    ],
)
def test_postgresql_refuses_a_decision_on_one_signature(recommended, viktor, break_in):
    _decide("approve", recommended, by=viktor)

    with pytest.raises(IntegrityError, match="a_decision_has_two_signatories"):
        make.by_hand(f"UPDATE participants_candidacy {break_in}")


def test_postgresql_refuses_to_approve_what_nobody_signed(in_review, vera, viktor):
    make.cleared(in_review, (vera, viktor))

    with pytest.raises(IntegrityError, match="a_decision_has_two_signatories"):
        make.by_hand("UPDATE participants_candidacy SET state = 'approved'")


@pytest.mark.parametrize("column", ["recommended_by_id", "decided_by_id"])
def test_postgresql_refuses_a_nominator_who_decides(recommended, viktor, column):
    _decide("approve", recommended, by=viktor)

    with pytest.raises(IntegrityError, match="a_nominator_does_not_decide"):
        make.by_hand(f"UPDATE participants_candidacy SET nominated_by_id = {column}")


@pytest.mark.parametrize(
    ("constraint", "break_in"),
    [
        ("a_recommendation_is_whole", "SET recommended_at = NULL"),
        ("a_decision_is_whole", "SET grounds = NULL"),
    ],
)
def test_postgresql_refuses_half_a_signature(recommended, viktor, constraint, break_in):
    _decide("decline", recommended, by=viktor)

    with pytest.raises(IntegrityError, match=constraint):
        make.by_hand(f"UPDATE participants_candidacy {break_in}")


def test_of_two_decisions_only_the_first_counts(
    recommended, viktor, heron, omar, carla, farid
):
    team.sign(team.name(heron, omar, "vetting_officer", by=carla), by=farid)
    with make.acting(carla):
        keys.give(heron, omar.pk, by=carla)
    in_another_tab = Candidacy.objects.get()
    _decide("decline", recommended, by=viktor)

    with make.acting(omar), pytest.raises(WrongState, match="it is now declined"):
        make.sign(in_another_tab, "hold", by=omar, grounds="Fine by me.")

    decided = Candidacy.objects.get()
    assert (decided.state, decided.decided_by) == ("declined", viktor)


def test_an_opinion_may_be_revised_until_somebody_decides(recommended, vera, viktor):
    with make.acting(vera):
        make.sign(recommended, "recommend", by=vera, grounds="One of them cooled.")
        read = signing.read(recommended, by=vera)
    _decide("decline", recommended, by=viktor)

    assert read == signing.Written("One of them cooled.", "")
    with make.acting(vera), pytest.raises(WrongState, match="it is now declined"):
        make.sign(recommended, "recommend", by=vera, grounds="Warm again.")


def test_who_reviewed_is_shown_her_words_and_that_others_will_replace_them(
    recommended, vera, viktor, browse
):
    url = recommended.get_absolute_url()
    area = re.compile(r"<textarea[^>]*>\s*(.*?)</textarea>", re.DOTALL)

    hers, his = (browse(who).get(url).text for who in (vera, viktor))

    assert ("Revise the review" in hers, "Revise the review" in his) == (True, False)
    assert "replaces your earlier words" in hers
    assert "replaces your earlier words" not in his
    assert area.search(hers)[1] == GROUNDS
    assert GROUNDS in his  # he reads them above, and writes his own
    assert area.search(his)[1] == ""


def test_grounds_are_for_officers_alone(recommended, carla, vera, viktor):
    _decide("decline", recommended, by=viktor, grounds="A conflict of interest.")

    with make.acting(vera):
        read = signing.read(recommended, by=vera)
    with make.acting(carla), pytest.raises(WrongKey):
        vetting.sealing.unseal(recommended, "grounds", by=carla)

    assert read == signing.Written(GROUNDS, "A conflict of interest.")
    assert signing.read(recommended, by=carla) is None


def test_grounds_stand_nowhere_in_the_clear(recommended, viktor):
    _decide("decline", recommended, by=viktor, grounds="A conflict of interest.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM participants_candidacy c")
        [row] = cursor.fetchone()

    assert [w for w in ("conflict", "warm", GROUNDS.encode().hex()) if w in row] == []
    assert "declined" in row


def test_nobody_is_written_to_about_a_refusal(recommended, viktor, mailoutbox):
    _decide("decline", recommended, by=viktor)

    assert mailoutbox == []
    assert not Entry.objects.filter(verb="post").exists()


@pytest.fixture
def deputy(heron, carla, vera):
    """Somebody with an office, reviewed and signed for."""
    with make.acting(carla):
        made = people.nominate(
            heron.sides.get(letter="A"),
            by=carla,
            particulars=make.particulars(),
            standing=Standing(
                Capacity.PERSONAL, clock.today().isoformat(), "Deputy minister"
            ),
            case="She is heard.",
        )
    with make.acting(vera):
        vetting.move(made, "review", by=vera)
        make.sign(made, "recommend", by=vera, grounds=GROUNDS)
    return made


def test_an_office_does_not_stand_in_the_way_of_a_refusal(deputy, viktor):
    _decide("decline", deputy, by=viktor)

    assert Candidacy.objects.get().state == "declined"


def test_a_referral_goes_and_comes_back_and_can_be_declined_but_not_approved(
    recommended, vera, viktor
):
    vetting.move(recommended, "refer", by=vera)
    with pytest.raises(WrongState, match="it is now referred"):
        _decide("approve", recommended, by=viktor)
    vetting.move(recommended, "take_back", by=vera)
    _decide("approve", recommended, by=viktor)

    assert Candidacy.objects.get().state == "approved"


@pytest.mark.parametrize("verb", ["approve", "hold", "decline", "nothing"])
def test_a_decision_is_no_plain_step(in_review, viktor, verb):
    with pytest.raises(ValueError, match=verb):
        vetting.move(in_review, verb, by=viktor)


def test_who_withdraws_is_withdrawn_from_anywhere_but_a_refusal(
    heron, recommended, carla, viktor
):
    fresh = make.candidacy(heron, by=carla, name="Boris Lem")
    _decide("decline", recommended, by=viktor)

    vetting.move(fresh, "withdraw", by=carla)
    with pytest.raises(WrongState, match="it is now declined"):
        vetting.move(recommended, "withdraw", by=carla)

    assert fresh.state == "withdrawn"


def test_buttons_are_drawn_for_whose_signature_it_is(recommended, vera, viktor, carla):
    drawn = {
        who.name: [step.verb for step in vetting.open_to(who, recommended)]
        for who in (vera, viktor, carla)
    }

    assert drawn == {
        "Vera Novak": ["refer"],
        "Viktor Lind": ["refer", "approve", "hold", "decline"],
        "Carla Conti": ["withdraw"],
    }


def test_the_first_signature_is_offered_to_officers_in_review(
    in_review, vera, carla, heron
):
    fresh = make.candidacy(heron, by=carla, name="Boris Lem")

    offered = [
        vetting.may_recommend(vera, in_review),
        vetting.may_recommend(carla, in_review),
        vetting.may_recommend(vera, fresh),
    ]

    assert offered == [True, False, False]


def test_nobody_decides_on_a_review_that_was_revised_meanwhile(
    recommended, vera, viktor
):
    read = signing.edition(recommended)
    with make.acting(vera):
        make.sign(recommended, "recommend", by=vera, grounds="I was wrong about him.")

    with make.acting(viktor), pytest.raises(ValidationError, match="revised"):
        vetting.approve(recommended, by=viktor, grounds="Fine by me.", read=read)

    recommended.refresh_from_db()
    assert recommended.state == "in_review"


def test_nobody_signs_a_review_for_a_name_that_was_not_on_her_page(
    in_review, oskar, vera
):
    read = signing.edition(in_review)
    with make.acting(oskar):
        other = make.particulars("Somebody Else")
        people.correct(in_review.person, by=oskar, particulars=other)

    with make.acting(vera), pytest.raises(ValidationError, match="revised meanwhile"):
        vetting.recommend(in_review, by=vera, grounds=GROUNDS, read=read)

    assert Candidacy.objects.get().recommended_by is None


@pytest.mark.parametrize("verb", ["recommend", "approve", "hold", "decline"])
def test_who_does_not_say_what_she_read_signs_nothing(
    recommended, vera, viktor, browse, verb
):
    who = vera if verb == "recommend" else viktor
    page = "/dialogues/heron/people/a-01/"

    answer = browse(who).post(f"{page}{verb}/", {"grounds": "Unseen, and fine by me."})

    kept = Candidacy.objects.get()
    assert answer.status_code == 422
    assert "Unseen, and fine by me." in answer.text
    assert (kept.state, kept.decided_by) == ("in_review", None)
    assert kept.recommended_at == recommended.recommended_at


@pytest.mark.parametrize("verb", ["recommend", "decline"])
def test_with_her_vault_locked_an_officer_signs_nothing(
    recommended, vera, viktor, browse, verb
):
    who = vera if verb == "recommend" else viktor

    with pytest.raises(VaultLocked):
        make.sign(recommended, verb, by=who, grounds=GROUNDS)

    page = browse(who, locked=True).get("/dialogues/heron/people/a-01/").text
    assert f"/a-01/{verb}/" not in page
    assert f"/a-01/{verb}/" in browse(who).get("/dialogues/heron/people/a-01/").text


@pytest.mark.django_db(transaction=True)
def test_of_a_correction_and_a_signature_at_once_the_second_is_told(
    in_review, vera, oskar
):
    """The signature waits for the name that is being put in, and is not given for it."""
    read, told = signing.edition(in_review), []
    other = Thread(target=_sign_at_once, args=(in_review.pk, vera, read, told))

    with make.acting(oskar), transaction.atomic():
        put_in = make.particulars("Somebody Else")
        people.correct(in_review.person, by=oskar, particulars=put_in)
        other.start()
        make.until_somebody_waits()
    other.join()

    assert told == ["ValidationError"]
    assert Candidacy.objects.get().recommended_by is None


def _sign_at_once(pk, officer, read, told):
    try:
        with make.acting(officer):
            found = Candidacy.objects.get(pk=pk)
            vetting.recommend(found, by=officer, grounds=GROUNDS, read=read)
        told.append("signed")
    except ValidationError as late:
        told.append(type(late).__name__)
    finally:
        connection.close()


def test_who_is_held_in_reserve_is_taken_up_again_and_signed_for_anew(
    recommended, vera, viktor
):
    _decide("hold", recommended, by=viktor)

    with make.acting(vera):
        vetting.move(recommended, "reconsider", by=vera)

    assert recommended.state == "in_review"
    assert (recommended.recommended_by, recommended.decided_by) == (None, None)
    assert (recommended.recommendation, recommended.grounds) == (None, None)


def test_one_officer_does_not_make_vanish_what_two_have_written(
    recommended, vera, viktor, carla, browse
):
    for warm in ("She would come later.", "Later still."):
        _decide("hold", recommended, by=viktor, grounds=warm)
        with make.acting(vera):
            vetting.move(recommended, "reconsider", by=vera)
            make.sign(recommended, "recommend", by=vera, grounds=f"Anew. {warm}")

    with make.acting(vera):
        earlier = signing.read(recommended, by=vera).earlier
    assert [(past["recommendation"], past["grounds"]) for past in earlier] == [
        (GROUNDS, "She would come later."),
        ("Anew. She would come later.", "Later still."),
    ]
    assert {past["decided_by"] for past in earlier} == {"Viktor Lind"}
    page = "/dialogues/heron/people/a-01/"
    assert "She would come later." in browse(viktor).get(page).text
    assert "later" not in browse(carla).get(page).text.lower()


def test_who_put_somebody_forward_takes_no_step_of_her_vetting(
    heron, recommended, viktor, vera
):
    _decide("hold", recommended, by=viktor)
    Candidacy.objects.update(nominated_by=make.user("Nell Third"))
    hers = Candidacy.objects.get()
    heron.memberships.filter(user=viktor).update(
        user=hers.nominated_by, founding=False, named_by=vera
    )

    with pytest.raises(PermissionDenied, match="does not decide"):
        vetting.move(hers, "reconsider", by=hers.nominated_by)

    assert vetting.open_to(hers.nominated_by, hers) == []
    assert Candidacy.objects.get().state == "reserve"


@pytest.mark.parametrize("verb", ["review", "refer"])
def test_a_nominator_neither_takes_into_review_nor_refers(in_review, viktor, verb):
    state = "nominated" if verb == "review" else "in_review"
    Candidacy.objects.update(nominated_by=viktor, state=state)

    with pytest.raises(PermissionDenied, match="does not decide"):
        vetting.move(Candidacy.objects.get(), verb, by=viktor)

    assert Candidacy.objects.get().state == state
