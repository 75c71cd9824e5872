"""Packs for facilitators, which name people and die with any of them; packs of counts for donors."""

import re
import shutil
import subprocess
from datetime import timedelta

import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from roles import stepping_into

from dialogues import destruction, holds
from participants import care, leaving, people, undertakings, vetting, wordings
from trackii import clock, principal
from trackii.audit.models import Entry
from trackii.rows import WORKER
from trackii.states import Gone, WrongState
from trackii.vault import keystore, sealing
from trackii.vault.errors import Shredded, VaultLocked, WrongKey
from workshops import (
    arrangements,
    briefings,
    contents,
    figures,
    handouts,
    scheduling,
    seating,
    tasks,
)
from workshops.models import Briefing, Contents, PackCopy

pytestmark = pytest.mark.django_db
SIGNS = "Never speak of the drowned boats before B-01 does."


@pytest.fixture
def known(confirmed, approved, farid):
    """Two who come, with languages and needs of the room; they are kept apart."""
    amal, boris = approved
    make.session(confirmed, by=farid, opened=False)
    with make.acting(farid):
        people.correct(amal.person, by=farid, languages=["العربية", "Français"],
                       needs="A loop for her hearing.", diet="No fish.")  # fmt: skip
        people.correct(boris.person, by=farid, languages=["Русский"])
        arrangements.keep_apart(confirmed, [("a-01", "b-01")], by=farid)
        contents.write(confirmed, "facilitator", "sensitivities", by=farid, words=SIGNS)
    return confirmed


@pytest.fixture
def pack(known, farid):
    made = make.briefing(known, by=farid, audience="facilitator")
    briefings.render_waiting()
    return Briefing.objects.get(pk=made.pk)


def _words(pages, tmp_path):
    """What an independent reader finds in a PDF."""
    assert shutil.which("pdftotext"), "poppler-utils reads what we print"
    (tmp_path / "pack.pdf").write_bytes(pages)
    read = ["pdftotext", "-layout", tmp_path / "pack.pdf", "-"]
    found = subprocess.run(read, capture_output=True, check=True, text=True)
    return " ".join(found.stdout.split())


def _read(pack, *, by):
    with make.acting(by):
        return briefings.read(Briefing.objects.get(pk=pack.pk), by=by)


def _work():
    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        tasks.render()


# --- the facilitators' pack


def test_facilitators_read_who_comes_what_each_needs_and_what_to_mind(
    pack, farid, tmp_path
):
    text = _words(_read(pack, by=farid), tmp_path)

    said = ("For facilitators alone", "Side A", "The Upper Villages", "A-01",
            "Amal Haddad", "Français", "A loop for her hearing.", "Side B", "Boris Lem",
            "Русский", "They share no group", SIGNS, "What each side would lose.",
            "Who may fish in the Ebbing Marsh", "edition 1 · Facilitators")  # fmt: skip
    assert [words for words in said if words not in text] == []
    assert "No fish." not in text  # a kitchen's, and not the room's


def test_nothing_officers_wrote_stands_in_it(pack, farid, tmp_path):
    text = _words(_read(pack, by=farid), tmp_path)

    wrote = ("Two references, both warm.", "Nothing stands against her.", make.FOUND,
             "The fishers listen to her.", "amal.haddad@example.net")  # fmt: skip
    assert [words for words in wrote if words in text] == []


def test_only_who_is_in_the_room_and_briefs_has_such_a_pack(
    known, pack, carla, vera, rosa, oskar, rhea
):
    for other in (carla, vera, rosa, oskar, rhea):
        with pytest.raises(PermissionDenied):
            make.briefing(known, by=other, audience="facilitator")
        with pytest.raises(PermissionDenied):
            _read(pack, by=other)
        with pytest.raises(PermissionDenied):
            briefings.recall(pack, by=other)

    assert Briefing.objects.get().state == "issued"


def test_it_opens_by_the_rooms_key_alone(pack, oskar, farid):
    with make.acting(oskar), pytest.raises(WrongKey):
        sealing.unseal_file(pack, "room_pages", by=oskar)
    with pytest.raises(VaultLocked):
        sealing.unseal_file(pack, "room_pages", by=farid)

    assert _read(pack, by=farid).startswith(b"%PDF")


def test_what_it_was_made_from_is_wiped(known, farid):
    made = make.briefing(known, by=farid, audience="facilitator")
    waits = b"Amal Haddad" in sealing.unseal_as_worker(made, "room_content")

    briefings.render_waiting()

    row = Briefing.objects.get(pk=made.pk)
    assert (waits, row.room_content, row.content, row.pages) == (True, None, None, None)


def test_nobody_is_handed_it_by_link(pack, farid):
    with make.acting(farid), pytest.raises(ValidationError, match="by link"):
        handouts.hand_out(pack, by=farid)


def test_of_two_who_take_it_each_has_a_copy_with_a_number(pack, farid, tmp_path):
    first = _words(_read(pack, by=farid), tmp_path)
    again = _words(_read(pack, by=farid), tmp_path)

    copy = PackCopy.objects.get()
    assert (copy.taken_by, copy.briefing) == (farid, pack)
    assert re.fullmatch(r"\d{4} \d{4}", copy.copy_number)
    assert copy.copy_number in first
    assert copy.copy_number in again
    assert "Farid" not in first


def _erased(candidacy, carla, farid):
    asked = destruction.ask(
        candidacy.initiative, "person", candidacy.person_id, by=carla
    )
    destruction.sign(asked, by=farid)


def test_who_is_erased_takes_every_pack_along_that_names_her(
    pack, approved, carla, farid
):
    _erased(approved[0], carla, farid)

    pack.refresh_from_db()
    assert pack.state == "emptied"
    with make.acting(farid), pytest.raises(Shredded):
        sealing.unseal_file(pack, "room_pages", by=farid)


def test_a_row_that_is_put_back_opens_nothing_of_who_was_erased(
    pack, approved, carla, farid
):
    """Whoever strikes her from those it names, or says it is issued, opens nothing either."""
    _erased(approved[0], carla, farid)

    make.by_hand("UPDATE workshops_briefing SET state = 'issued'")
    with pytest.raises(Gone, match="no longer held"):
        _read(pack, by=farid)
    make.by_hand("DELETE FROM workshops_mention WHERE person_id = %s",
                 approved[0].person_id)  # fmt: skip

    with pytest.raises(Exception) as refused:  # noqa: PT011 -- whatever it says of it
        _read(pack, by=farid)
    assert type(refused.value).__name__ in ("Corrupt", "WrongKey")


def test_who_withdraws_ends_it_at_once_and_the_worker_destroys_its_key(
    pack, approved, carla, farid
):
    key = pack.key
    with make.acting(carla):
        vetting.move(approved[1], "withdraw", by=carla)

    with pytest.raises(Gone, match="no longer held"):
        _read(pack, by=farid)
    _work()

    pack.refresh_from_db()
    left = (pack.state, pack.key, pack.room_pages, keystore.stands(key))
    assert left == ("emptied", None, None, False)
    verbs = Entry.objects.filter(subject=pack.pk).order_by("pk").values_list("verb")
    assert [verb for (verb,) in verbs][-2:] == ["empty", "wipe pack"]


def test_who_takes_back_what_is_known_for_her_stay_ends_it_too(
    pack, approved, carla, farid, oskar
):
    who = approved[0]
    wordings.write(who.initiative, "travel", by=oskar, words={"en": "Book."}, edition=0)
    undertakings.offer(who, by=oskar)
    signed = {"name": "Amal Haddad", "on": clock.today(), "witness": "The host"}
    undertakings.take_down(who.undertakings.get(), by=oskar, **signed)

    leaving.withdraw(undertakings.bound(who, "travel"), by=oskar)

    with pytest.raises(Gone):
        _read(pack, by=farid)
    care.wipe_shut()
    pack.refresh_from_db()
    assert pack.state == "emptied"


def test_a_hold_keeps_what_ended_shut_and_destroys_nothing(
    pack, approved, carla, farid, vera, heron
):
    holds.put(heron, by=vera)
    with make.acting(carla):
        vetting.move(approved[1], "withdraw", by=carla)

    _work()

    pack.refresh_from_db()
    assert (pack.state, keystore.stands(pack.key)) == ("emptied", True)
    assert pack.room_pages is not None
    with pytest.raises(WrongState):
        _read(pack, by=farid)


def test_a_pack_that_was_recalled_or_followed_dies_by_its_own_key(known, pack, farid):
    old = pack.key
    again = make.briefing(known, by=farid, audience="facilitator")
    _work()
    again.refresh_from_db()
    with make.acting(farid):
        briefings.recall(again, by=farid)
    key = again.key
    _work()

    states = Briefing.objects.order_by("edition").values_list("state", "key")
    assert list(states) == [("superseded", None), ("recalled", None)]
    assert (keystore.stands(old), keystore.stands(key)) == (False, False)


def test_it_ends_with_what_the_room_knew(pack, known, carla, farid):
    with make.acting(farid):
        for verb in ("open", "close"):
            scheduling.take(known, verb, by=farid)
    asked = destruction.ask(known.initiative, "round", known.pk, by=carla)
    key = pack.key

    destruction.sign(asked, by=farid)

    pack.refresh_from_db()
    assert (pack.state, keystore.stands(key)) == ("recalled", False)


def test_a_move_supersedes_it(pack, known, farid):
    with make.acting(farid):
        later = timedelta(days=30)
        scheduling.move(known, by=farid, starts_at=known.starts_at + later,
                        ends_at=known.ends_at + later)  # fmt: skip

    pack.refresh_from_db()
    assert pack.state == "superseded"


def test_nobody_is_told_of_before_somebody_accepted(heron, farid):
    empty = make.workshop(heron, by=farid, state="provisional")

    with pytest.raises(ValidationError, match="Nobody has accepted"):
        make.briefing(empty, by=farid, audience="facilitator")

    assert not Briefing.objects.exists()


@pytest.mark.parametrize(("change", "name"), [
    ("key = NULL", "a_pack_that_names_people_has_a_key_of_its_own"),
    ("pages = room_pages", "a_pack_lies_where_its_audience_reads"),
    ("released_pages = room_pages", "a_pack_lies_where_its_audience_reads"),
    ("audience = 'donor'", "a_pack_lies_where_its_audience_reads"),
])  # fmt: skip
def test_a_pack_lies_where_its_audience_reads(pack, change, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make.by_hand(f"UPDATE workshops_briefing SET {change}")


# --- what stands in it


def test_parts_change_places_are_left_out_and_put_in_again(known, oskar):
    def order():
        return [p.key for p in contents.chosen(contents.of(known, "participant"))]

    contents.raise_part(known, "participant", "safety", by=oskar)
    contents.lower_part(known, "participant", "where", by=oskar)
    contents.leave_out(known, "participant", "staying", by=oskar)
    before = order()
    contents.put_in(known, "participant", "staying", by=oskar)

    assert before == ["host", "where", "safety", "rules", "programme"]
    assert order() == [*before, "staying"]


def test_the_pages_follow_that_order_and_say_nothing_of_what_is_left_out(
    known, oskar, tmp_path
):
    contents.leave_out(known, "participant", "staying", by=oskar)
    contents.raise_part(known, "participant", "programme", by=oskar)
    made = make.briefing(known, by=oskar)
    briefings.render_waiting()

    text = _words(_read(made, by=oskar), tmp_path)

    titles = ["Where and when", "Who invites you", "Safety", "Programme", "How we talk"]
    places = [text.index(title) for title in titles]
    assert places == sorted(places)
    assert "The bus stops" not in text
    assert "The Lantern Society" in text


@pytest.mark.parametrize("key", ["where", "safety", "rules", "nothing"])
def test_what_makes_a_pack_one_is_not_left_out(known, oskar, key):
    with pytest.raises(ValidationError, match="would be none"):
        contents.leave_out(known, "participant", key, by=oskar)


def test_no_part_goes_beyond_the_ends(known, oskar):
    for act, key in (
        (contents.raise_part, "where"),
        (contents.lower_part, "programme"),
    ):
        with pytest.raises(ValidationError, match="change places"):
            act(known, "participant", key, by=oskar)


def test_what_must_not_lack_stands_there_whatever_the_row_says(known, oskar):
    contents.raise_part(known, "participant", "safety", by=oskar)
    make.by_hand("UPDATE workshops_contents SET \"order\" = 'programme nonsense'"
                 " WHERE audience = 'participant'")  # fmt: skip

    found = contents.chosen(contents.of(known, "participant"))

    assert [part.key for part in found] == ["where", "safety", "rules", "programme"]


@pytest.mark.parametrize("words", [
    "Seat Amal Haddad by the door.", "Write to boris.lem@example.net first.",
])  # fmt: skip
def test_facilitators_write_code_names(known, farid, words):
    with make.acting(farid), pytest.raises(ValidationError, match="Write code names"):
        contents.write(known, "facilitator", "needs", by=farid, words=words)

    assert (
        contents.of(known, "facilitator").words is not None
    )  # what stood there, stays


def test_what_they_wrote_is_the_rooms(known, farid, oskar):
    draft = contents.of(known, "facilitator")

    with make.acting(oskar), pytest.raises(PermissionDenied):
        contents.read(draft, by=oskar)
    with make.acting(oskar), pytest.raises(WrongKey):
        sealing.unseal(draft, "words", by=oskar)
    with make.acting(farid):
        assert contents.read(draft, by=farid) == {"sensitivities": SIGNS}


def test_of_two_who_write_the_second_is_told(known, farid):
    seen = contents.mark(contents.of(known, "facilitator"))
    with make.acting(farid):
        said = {"by": farid, "seen": seen}
        contents.write(known, "facilitator", "needs", words="A: the winter.", **said)

        with pytest.raises(ValidationError, match="another edition"):
            contents.write(known, "facilitator", "needs", words="B: the ice.", **said)


def test_an_audience_has_one_draft(known, oskar):
    contents.raise_part(known, "donor", "taking", by=oskar)

    with pytest.raises(IntegrityError, match="an_audience_has_one_draft"):
        make.by_hand("UPDATE workshops_contents SET audience = 'donor'")
    assert Contents.objects.count() == 2


# --- the donors' pack


@pytest.fixture
def held(confirmed, farid):
    with make.acting(farid):
        scheduling.take(confirmed, "open", by=farid)
    make.attended(confirmed, by=farid)
    make.session(confirmed, by=farid)
    return confirmed


def _for_donors(held, by):
    made = make.briefing(held, by=by, audience="donor")
    briefings.render_waiting()
    return Briefing.objects.get(pk=made.pk)


def test_a_reader_opens_counts_and_meets_nobody_in_them(held, oskar, rhea, tmp_path):
    pack = _for_donors(held, oskar)

    text = _words(_read(pack, by=rhea), tmp_path)

    assert "Rounds held 1 Sessions held 1 Hours of talks 3" in text
    assert "People who took part fewer than 5" in text
    named = ["amal", "haddad", "boris", "lem ", "a-01", "b-01", "side a", "villages",
             "harbour", "marsh", "mill", "rhea", "lantern"]  # fmt: skip
    assert [name for name in named if name in text.lower()] == []
    assert PackCopy.objects.get().taken_by == rhea


def test_counts_lie_where_readers_hold_the_key(held, oskar, rhea):
    pack = _for_donors(held, oskar)

    assert (pack.pages, pack.room_pages, pack.released_content) == (None,) * 3
    with make.acting(rhea):
        assert sealing.unseal_file(pack, "released_pages", by=rhea)[:4] == b"%PDF"
        assert briefings.for_donors(held.initiative, by=rhea) == [pack]


def test_nothing_is_counted_before_a_round_was_held(confirmed, oskar):
    with pytest.raises(ValidationError, match="nothing to count"):
        make.briefing(confirmed, by=oskar, audience="donor")


def test_a_reader_sees_no_counts_that_are_not_issued(held, oskar, rhea):
    make.briefing(held, by=oskar, audience="donor")

    assert briefings.for_donors(held.initiative, by=rhea) == []


@pytest.mark.parametrize(("number", "said"), [
    (0, 0), (1, 0), (4, 0), (5, 5), (9, 5), (10, 10), (24, 20),
])  # fmt: skip
def test_people_are_told_in_steps_of_the_threshold(number, said):
    assert figures.told(number, 5) == said


def test_no_small_group_is_left_over():
    assert figures.groups_told({"A": 12, "B": 4}, 5) == {}
    assert figures.groups_told({"A": 12, "B": 5, "C": 0}, 5) == {"A": 10, "B": 5}
    assert figures.groups_told({"A": 12, "B": 6, "C": 4}, 5) == {"A": 10}


def test_no_pack_for_participants_or_donors_names_who_comes(
    known, held, farid, oskar, tmp_path
):
    packs = [
        make.briefing(known, by=oskar, audience=to) for to in ("participant", "donor")
    ]
    briefings.render_waiting()

    for pack in packs:
        text = _words(_read(pack, by=oskar), tmp_path).lower()
        named = [name for name in ("amal", "haddad", "boris", "lem ", "a-01", "b-01",
                                   "loop", "drowned") if name in text]  # fmt: skip
        assert named == []


# --- the pages

PAGE = "/dialogues/heron/workshops/1/briefings/"


def test_an_organiser_is_offered_what_she_may_make_and_nothing_of_people(
    pack, browse, oskar, farid
):
    hers, his = browse(oskar).get(PAGE).text, browse(farid).get(PAGE).text

    assert ("Clear the donors&#x27; pack" in hers, "Clear the facilitators&#x27; pack" in hers) == (True, False)  # fmt: skip
    assert "Clear the facilitators&#x27; pack" in his
    assert (f"{PAGE}1/pages/" in hers, f"{PAGE}1/pages/" in his) == (False, True)
    assert [name for name in ("Amal", "Haddad", "Boris") if name in hers + his] == []


@pytest.mark.parametrize("htmx", [False, True])
def test_a_part_goes_up_with_and_without_javascript(known, browse, oskar, htmx):
    url = f"{PAGE}for/participant/"

    answer = browse(oskar, htmx=htmx).post(f"{url}safety/raise-part/", follow=True)

    assert answer.redirect_chain == [(url, 302)]
    assert "The parts stand as you put them." in answer.text
    assert ("<html" in answer.text) is not htmx
    titles = ["Where and when", "Who invites you", "Safety", "Getting there"]
    places = [answer.text.index(f"{title}") for title in titles]
    assert places == sorted(places)


def test_what_she_wrote_is_handed_back_where_a_name_stands_in_it(known, browse, farid):
    url = f"{PAGE}for/facilitator/contingency/write/"

    answer = browse(farid).post(url, {"words": "Ring Amal Haddad.", "read": contents.mark(
        contents.of(known, "facilitator"))})  # fmt: skip

    assert answer.status_code == 422
    assert "Write code names here: Amal Haddad." in answer.text
    assert "Ring Amal Haddad." in answer.text


def test_locked_the_page_shows_parts_and_no_words(pack, browse, farid):
    shown = browse(farid, locked=True).get(f"{PAGE}for/facilitator/")

    assert "What was written for it is sealed." in shown.text
    assert SIGNS not in shown.text
    assert "Sensitivities" in shown.text


@pytest.mark.parametrize("who", ["nobody", "everybody", "facilitators"])
def test_there_is_no_pack_for_anybody_else(known, browse, farid, who):
    assert browse(farid).get(f"{PAGE}for/{who}/").status_code == 404


def test_the_page_says_that_somebody_left_and_whom_it_names_by_now(
    pack, known, approved, browse, carla, farid, heron, vera, viktor
):
    client = browse(farid)
    more = make.candidacy(heron, by=carla, side="A", name="Ines Faye", state="approved",
                          officers=(vera, viktor))  # fmt: skip
    with make.acting(farid):
        seating.accept(seating.offer(known, more, by=farid), by=farid)
    behind = client.get(PAGE).text
    with make.acting(carla):
        vetting.move(approved[1], "withdraw", by=carla)
    gone = client.get(PAGE).text
    fetched = client.get(f"{PAGE}1/pages/", follow=True)

    assert "Others come by now: clear another." in behind
    assert "Recalled: somebody in it is no longer held" in gone
    assert f"{PAGE}1/pages/" not in gone
    assert fetched.redirect_chain == [(PAGE, 302)]
    assert "Make it anew." in fetched.text


def test_a_reader_finds_counts_and_takes_her_copy(held, browse, oskar, rhea, tmp_path):
    _for_donors(held, oskar)
    client = browse(rhea)

    listed = client.get("/dialogues/heron/donors/").text
    taken = client.get("/dialogues/heron/donors/1/1/")

    assert "/dialogues/heron/donors/1/1/" in listed
    assert PackCopy.objects.get().copy_number in _words(taken.content, tmp_path)


def test_counts_are_no_way_to_another_pack(pack, browse, rhea, farid):
    assert browse(rhea).get("/dialogues/heron/donors/1/1/").status_code == 404
    assert browse(farid).get("/dialogues/heron/donors/1/1/").status_code == 404


def test_an_organiser_recalls_and_hands_out_nothing_that_names_people(
    pack, browse, oskar
):
    client = browse(oskar)

    answers = [
        client.get(f"{PAGE}1/pages/").status_code,
        client.get(f"{PAGE}1/recall/").status_code,
        client.post(f"{PAGE}1/recall/").status_code,
        client.post(f"{PAGE}1/hand-out/").status_code,
    ]

    assert answers == [403, 403, 403, 404]
