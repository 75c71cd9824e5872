"""A participant's own page: what she agrees to, needs, takes away, and how she leaves."""

import json
import re
from datetime import timedelta

import make
import pytest
from django.conf import settings
from django.urls import reverse
from guests import INVITATION, OWN, at_her_browser

from participants import folders, undertakings, wishes, wordings
from participants.models import Candidacy, Undertaking, Wording
from participants.own_forms import Period
from trackii import clock
from trackii.labels import day
from workshops import guests as own
from workshops.models import Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines(guests):
    """A browser before a page of her own, where no round is."""
    return at_her_browser(guests, OWN)


@pytest.fixture
def amal(guests):
    """A browser that came in by an invitation."""
    return at_her_browser(guests, INVITATION)


def _get(client, verb):
    return client.get(reverse(f"own:{verb}"))


def _post(client, verb, **given):
    return client.post(reverse(f"own:{verb}"), given)


SIGNED = {"name": "Ines Faye", "on": str(clock.today())}


def test_her_page_leads_to_what_is_hers_and_names_nobody(ines):
    page = _get(ines, "matter").text

    ways = ["undertakings", "needs", "data", "erase"]
    assert [way for way in ways if reverse(f"own:{way}") not in page] == []
    known = ("heron", "Boris", "Marsh", "Upper Villages", "A-0", "Faye")
    assert [word for word in known if word in page] == []


def test_she_reads_each_text_and_gives_what_she_ticks(ines, world):
    before = _get(ines, "undertakings").text
    answer = _post(ines, "give", kinds=["travel.1.en"], **SIGNED)

    given = world.free.undertakings.get(wording__kind="travel")
    assert "They tell a host, a carrier or a consulate no more of it" in before
    assert answer["Location"] == reverse("own:undertakings")
    assert given.state == "given"
    assert given.given_through.occasion == world.free.pk
    assert (
        "You have agreed to everything you are asked."
        in _get(ines, "undertakings").text
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "Ines Faye", "on": "today"}, "Tick at least one text."),
        ({"kinds": ["travel.1.en"], "on": "today"}, "Write something here"),
        ({"kinds": ["travel.1.en"], "name": "Ines Faye", "on": "2001-01-01"},
         "Write the date of today."),
        ({"kinds": ["consent.1.en"], "name": "Ines Faye", "on": "today"}, "has changed meanwhile"),
        # What is named by its kind alone, or in another edition or language, is not what she read.
        ({"kinds": ["travel"], "name": "Ines Faye", "on": "today"}, "has changed meanwhile"),
        ({"kinds": ["travel.2.en"], "name": "Ines Faye", "on": "today"}, "has changed meanwhile"),
        ({"kinds": ["travel.1.fr"], "name": "Ines Faye", "on": "today"}, "has changed meanwhile"),
    ],
)  # fmt: skip
def test_a_slip_gets_a_sentence_and_nothing_typed_is_lost(given, sentence, ines):
    if given["on"] == "today":
        given = given | {"on": str(clock.today())}

    page = _post(ines, "give", **given)

    assert (page.status_code, sentence in page.text) == (422, True)
    assert given.get("name", "") in page.text
    assert not Undertaking.objects.filter(
        wording__kind="travel", state="given"
    ).exists()


def test_taking_back_asks_first_and_says_what_follows(ines, world):
    asked = _post(ines, "withdraw", kind="follow_up")
    still = world.free.undertakings.get(wording__kind="follow_up").state
    _post(ines, "withdraw", kind="follow_up", sure="yes")

    assert "Then you are asked nothing afterwards." in asked.text
    assert still == "given"
    assert world.free.undertakings.get(wording__kind="follow_up").state == "withdrawn"


def test_needs_are_asked_for_once_travel_is_agreed_to(ines, world):
    before = _get(ines, "needs").text
    _post(ines, "needs", travel="A visa, please.")
    unsaid = folders.Folder.objects.get(candidacy=world.free).said
    _post(ines, "give", kinds=["travel.1.en"], **SIGNED)
    _post(ines, "needs", travel="A visa, please.", diet="No fish.", access="")

    after = _get(ines, "needs").text
    assert "Nobody may use what you would write here" in before
    assert unsaid is None
    assert "A visa, please." in after
    with make.acting(world.organiser):
        assert wishes.said(world.free, by=world.organiser).diet == "No fish."


def test_by_her_invitation_she_answers_about_its_days(amal, world):
    page = _get(amal, "days").text
    [first, *_] = re.findall(r'name="(\d{4}-\d\d-\d\d)"', page)

    _post(amal, "days", **{first: "if_need_be"})

    with make.acting(world.organiser):
        said = wishes.said(world.a, by=world.organiser)
    assert said.days == {first: "if_need_be"}
    assert 'value="if_need_be"' in _get(amal, "days").text


def test_of_a_day_that_is_not_offered_nothing_is_said(amal, world):
    _post(amal, "days", **{"1999-01-01": "yes"})

    with make.acting(world.organiser):
        assert wishes.said(world.a, by=world.organiser).days == {}


def _ahead(days):
    return clock.today() + timedelta(days=days)


def test_by_her_own_page_she_says_of_any_time_whether_she_could_come(ines, world):
    """No invitation asks her: the days count all the same, for whoever looks for dates."""
    home = _get(ines, "matter").text
    for first, last, answer in ((3, 9, "no"), (10, 12, "if_need_be"), (9, 9, "yes")):
        _post(ines, "days", first=_ahead(first), last=_ahead(last), answer=answer)

    with make.acting(world.organiser):
        window = (_ahead(8), _ahead(11))
        told = wishes.availability([world.free.person], window, by=world.organiser)
    page = _get(ines, "days").text
    assert "/p/days/" in home
    assert told == {world.free.person_id: {
        _ahead(8): "no", _ahead(9): "yes", _ahead(10): "if_need_be", _ahead(11): "if_need_be",
    }}  # fmt: skip
    assert f"{day(_ahead(3))} – {day(_ahead(8))}: No" in page
    assert f"{day(_ahead(9))}: Yes" in page


def test_a_day_she_named_is_taken_back_and_nobody_counts_on_it(ines, world):
    _post(ines, "days", first=_ahead(3), last=_ahead(9), answer="yes")
    before = _get(ines, "days").text

    _post(ines, "days", first=_ahead(4), last=_ahead(20), answer="unsaid")
    part = _get(ines, "days").text
    _post(ines, "days", first=_ahead(3), last=_ahead(3), answer="unsaid")

    with make.acting(world.organiser):
        window = (_ahead(1), _ahead(30))
        told = wishes.availability([world.free.person], window, by=world.organiser)
    after = _get(ines, "days").text
    assert 'name="answer" value="unsaid">Take it back' in before
    assert f"{day(_ahead(3))}: Yes" in part
    assert told == {world.free.person_id: {}}
    assert "What you said" not in after
    assert "Days you could come" not in _get(ines, "data").text


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (9, 3, "The last day lies before the first."),
        (-9, -3, "That time has passed."),
        (1, 99, "Say it of two months at a time, at most."),
    ],
)
def test_a_time_that_makes_no_sense_is_told_and_stays_typed(ines, first, last, said):
    typed = {"first": _ahead(first), "last": _ahead(last), "answer": "no"}
    answer = _post(ines, "days", **typed)

    assert (answer.status_code, said in answer.text) == (422, True)
    assert f'value="{typed["first"]}"' in answer.text


def test_too_many_days_are_told_and_those_that_passed_take_no_room(ines):
    for first in (0, 62):
        days = {
            "first": _ahead(first),
            "last": _ahead(first + 60),
            "answer": "if_need_be",
        }
        assert _post(ines, "days", **days).status_code == 302
    fits = {"first": _ahead(123), "last": _ahead(140), "answer": "if_need_be"}
    full = _post(ines, "days", **fits | {"last": _ahead(160)})
    kept = _post(ines, "days", **fits)
    long_ago = {str(_ahead(-n)): "no" for n in range(1, 140)}
    anew = Period(
        {"first": _ahead(1), "last": _ahead(1), "answer": "no"}, said=long_ago
    )

    assert (full.status_code, kept.status_code) == (422, 302)
    assert "This is more than is kept here." in full.text
    assert anew.is_valid()
    assert anew.days() == {str(_ahead(1)): "no"}


def test_she_reads_what_is_known_of_her_and_nothing_others_wrote(ines):
    page = _get(ines, "data").text

    assert "Ines Faye" in page
    assert "ines.faye@example.net" in page
    others = ("The fishers listen to her.", "Two references", "Nothing stands against")
    assert [words for words in others if words in page] == []


def test_she_takes_it_away_for_a_program_and_to_read(ines, world):
    plain = _get(ines, "data_json")
    read = _get(ines, "data_html")

    kept = json.loads(plain.content)
    assert kept["known"]["email"] == "ines.faye@example.net"
    assert [each["state"] for each in kept["undertakings"]] == ["offered", "given"]
    assert "Two references" not in plain.text + read.text
    assert "Ines Faye" in read.text
    assert "src=" not in read.text  # it loads nothing, and names no house
    assert "trackii" not in read.text


def test_the_letter_alone_does_not_open_what_is_known_of_her(guests, amal):
    by_letter = at_her_browser(guests, OWN, spoken=False)
    asked = _get(by_letter, "data").text
    wrong = _post(by_letter, "words", spoken="orchard lantern")
    files = [_get(by_letter, kind)["Location"] for kind in ("data_json", "data_html")]
    said = _post(by_letter, "words", spoken=guests.own_words)

    assert "It opens with the two words your contact told you" in asked
    assert (wrong.status_code, "Those are not the words" in wrong.text) == (422, True)
    assert files == [reverse("own:data")] * 2
    assert said["Location"] == reverse("own:data")
    first = _get(at_her_browser(guests, OWN, spoken=False), "matter").text
    shut = [asked, wrong.text, _get(amal, "data").text, first]
    known = ("Ines", "Amal", "example.net")
    assert [word for page in shut for word in known if word in page] == []
    assert "ines.faye@example.net" in _get(by_letter, "data").text


def test_the_two_words_are_shown_once(world, inside):
    client = inside(world.organiser)
    page = reverse("participants:own", args=["heron", world.free.person.code])

    told = client.post(page, {"days": 30}).text
    again = client.get(page).text

    words = re.findall(r"<li>(\w[\w-]*)</li>", told)
    assert len(words) == 2
    assert [word for word in words if f"<li>{word}</li>" in again] == []


def test_a_correction_reaches_her_page_without_another_letter(ines, world):
    with make.acting(world.organiser):
        [known] = make.people.read([world.free.person], by=world.organiser)
        known.phone = "+47 555 0199"
        make.people.correct(world.free.person, by=world.organiser, particulars=known)

    assert "+47 555 0199" in _get(ines, "data").text


def test_another_link_opens_with_what_she_said_by_the_first(guests, amal, world):
    _post(amal, "give", kinds=["travel.1.en"], **SIGNED)
    _post(amal, "needs", travel="By train.", diet="", access="")

    with make.acting(world.organiser):
        folders.send(world.a, by=world.organiser)

    laid = folders.Folder.objects.filter(candidacy=world.a, link__kind="own").get()
    assert laid.said_back is not None
    with make.acting(world.organiser):
        assert wishes.said(world.a, by=world.organiser).travel == "By train."


def test_a_changed_text_waits_on_the_same_page(ines, world):
    with make.acting(world.organiser):
        wordings.write(world.heron, "travel", by=world.organiser, edition=1,
                       words={"en": "They may book my train."})  # fmt: skip

    page = _get(ines, "undertakings").text
    assert "They may book my train." in page
    assert "They tell a host" not in page


def test_she_leaves_and_is_told_what_was_done(amal, world):
    asked = _get(amal, "erase").text
    answer = _post(amal, "erase")
    told = _get(amal, "erase").text

    assert "from this moment" in asked
    assert (answer.status_code, answer["Location"]) == (302, reverse("own:erase"))
    assert "You take part no more" in told
    left = Candidacy.objects.get(pk=world.a.pk)
    assert left.state == "withdrawn"
    ahead = Seat.objects.filter(candidacy=left, workshop__state="provisional")
    assert set(ahead.values_list("state", flat=True)) == {"declined"}
    assert "You have withdrawn." in _get(amal, "matter").text
    assert own.short(left) == []


def test_who_has_left_gives_nothing_more(amal, world):
    _post(amal, "erase")

    page = _post(amal, "give", kinds=["travel.1.en"], **SIGNED)

    assert page.status_code == 422
    assert undertakings.of(world.a)[0].state == "offered"


def test_the_team_reads_what_she_gave_and_said(ines, world, inside):
    _post(ines, "give", kinds=["travel.1.en"], **SIGNED)
    _post(ines, "needs", travel="A visa, please.", diet="", access="")
    where = reverse("participants:own", args=["heron", world.free.person.code])

    unlocked = inside(world.organiser).get(where).text
    locked = inside(world.organiser, locked=True).get(where).text

    assert "A visa, please." in unlocked
    assert "on paper, witnessed by" in unlocked
    assert [w for w in ("A visa, please.", "As she signs") if w in locked] == []


def test_the_team_changes_a_text_and_previews_every_language(world, inside):
    client = inside(world.organiser)
    page = reverse("participants:write_text", args=["heron", "capacity"])
    begun = client.get(page).text

    words = {"en": "I come alone.\n\nNobody sends me.", "ru": "Я один.", "edition": "0"}
    looked = client.post(page, words).text
    stands = Wording.objects.filter(kind="capacity").count()
    seen = re.search(r'name="seen" value="(\w+)"', looked)[1]
    other = client.post(page, words | {"ru": "Один.", "seen": seen})
    kept = Wording.objects.filter(kind="capacity").count()
    client.post(page, words | {"seen": seen})

    assert "<p>Nobody sends me.</p>" in looked
    assert "Nobody has given this text yet." in looked
    assert (stands, kept, other.status_code) == (0, 0, 200)
    shown = client.get(reverse("participants:undertakings", args=["heron"])).text
    assert "I come as a private person." in begun
    assert "I come alone." in shown
    assert "Я один." in shown


def test_she_signs_the_words_that_stood_before_her_and_no_others(ines, world):
    """They were changed between her reading and her signature: she is shown the new ones."""
    read = _get(ines, "undertakings").text
    with make.acting(world.organiser):
        wordings.write(world.heron, "travel", by=world.organiser, edition=1,
                       words={"en": "They may sell my data."})  # fmt: skip

    page = _post(ines, "give", kinds=["travel.1.en"], **SIGNED)
    given = Undertaking.objects.filter(wording__kind="travel", state="given")
    signed = given.exists()
    answer = _post(ines, "give", kinds=["travel.2.en"], **SIGNED)

    assert "travel.1.en" in read
    assert (page.status_code, signed) == (422, False)
    assert "They may sell my data." in page.text
    assert 'value="Ines Faye"' in page.text
    assert answer.status_code == 302
    assert given.get().wording.edition == 2


def test_her_signature_says_in_which_language_the_words_stood(ines, world):
    ines.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    _post(ines, "give", kinds=["travel.1.fr"], **SIGNED)

    given = Undertaking.objects.get(wording__kind="travel", state="given")
    with make.acting(world.organiser):
        [signed] = undertakings.signatures([given], by=world.organiser)

    assert signed.language == "fr"


def test_where_her_folder_holds_other_words_than_those_asked_for_nothing_is_ticked(
    ines, world
):
    """A folder that was moved is handed nothing: she is not asked to sign what she cannot read."""
    before = folders.Folder.objects.get(candidacy=world.free)
    with make.acting(world.organiser):
        wordings.write(world.heron, "travel", by=world.organiser, edition=1,
                       words={"en": "They may sell my data."})  # fmt: skip
    folders.Folder.objects.filter(pk=before.pk).update(handed=before.handed)

    page = _get(ines, "undertakings").text
    answer = _post(ines, "give", kinds=["travel.2.en"], **SIGNED)

    assert "They may sell my data." not in page
    assert (answer.status_code, "travel." in page) == (422, False)


def test_she_takes_back_what_she_gave_of_words_that_were_changed_since(ines, world):
    _post(ines, "give", kinds=["travel.1.en"], **SIGNED)
    with make.acting(world.organiser):
        wordings.write(world.heron, "travel", by=world.organiser, edition=1,
                       words={"en": "They may book my train."})  # fmt: skip

    page = _get(ines, "undertakings").text
    asked = _post(ines, "withdraw", kind="travel")
    _post(ines, "withdraw", kind="travel", sure="yes")

    assert "You agreed to an earlier text" in page
    assert "closed to everybody from this moment" in asked.text
    world.free.refresh_from_db()
    assert world.free.needs_shut_at is not None
