"""A list of a table's own: sealed, seen and looked through there and nowhere else."""

from datetime import timedelta

import leaks
import lists
import make
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from roles import stepping_into

from dialogues import holds
from dialogues.holds import OnHold
from participants import looks, own_lists, rescreening, watchlists
from participants.models import OwnList, Screening
from trackii import clock, principal
from trackii.audit.models import Entry
from trackii.outbox.models import Letter
from trackii.policy import Refused, Role
from trackii.rows import WORKER
from trackii.vault import sealing
from trackii.vault.errors import Shredded, VaultLocked

OURS = """reference,name,birth_year,about
a1,Amal Haddad,1968,Sold the weir
a2,Petra Novak,,
"""
LATER = """reference,name,birth_year,about
a1,Amal Haddad,1969,Sold the weir
a3,Ines Faye,,
"""


@pytest.fixture
def amal(heron, carla, vera, viktor):
    return make.candidacy(
        heron, side="A", name="Amal Haddad", state="in_review", by=carla,
        officers=(vera, viktor),
    )  # fmt: skip


@pytest.fixture
def tern(omar, carla, vera, viktor):
    """Another table, where the same officers vet."""
    team = {
        Role.CONVENER: [omar], Role.FACILITATOR: [carla],
        Role.VETTING_OFFICER: [vera, viktor],
    }  # fmt: skip
    return make.initiative(team, code="tern")


def _bring(table, by, words=OURS):
    with make.acting(by):
        return own_lists.bring(table, by=by, files=[words.encode()])


def _hits(candidacy, by):
    with make.acting(by):
        looks.screen(candidacy, by=by)
        row = looks.find(candidacy, by=by)
        return looks.read(row, by=by).hits


def test_who_is_on_it_is_looked_for_at_its_table(amal, heron, vera):
    _bring(heron, vera)

    [hit] = _hits(amal, vera)

    assert (hit.kind, hit.reference, hit.source) == (
        "own",
        "a1",
        "Own list of this table",
    )
    with make.acting(vera):
        entry = looks.entry_of(hit, heron, by=vera)
    assert (entry.names, entry.about) == (("Amal Haddad",), "Sold the weir")


def test_and_at_no_other(heron, tern, carla, omar, vera, viktor):
    watchlists.add([lists.UN.encode()], by=None)
    elsewhere = make.candidacy(
        tern, side="A", name="Amal Haddad", state="in_review", by=omar,
        officers=(vera, viktor),
    )  # fmt: skip
    before = watchlists.edition(tern.pk)

    _bring(heron, vera)

    assert _hits(elsewhere, vera) == []
    assert watchlists.edition(tern.pk) == before
    assert watchlists.edition(heron.pk) != before
    assert own_lists.find(tern) is None


def test_a_table_brings_its_own_beside_anothers(heron, tern, vera):
    """It takes the place of its own former one, and of no other table's."""
    _bring(heron, vera)
    _bring(tern, vera, LATER)
    held = _bring(heron, vera, LATER)

    assert own_lists.find(heron) == held
    with make.acting(vera):
        told = own_lists.read(held, by=vera)
        assert own_lists.read(own_lists.find(tern), by=vera).came == []
    assert [each.reference for each in told.came] == ["a3"]
    assert [each.births for each in told.changed] == [((1969, 1969),)]
    assert [each.names for each in told.went] == [("Petra Novak",)]


def test_the_database_tells_nobody_who_is_on_it(heron, vera):
    own = _bring(heron, vera)

    with connection.cursor() as cursor:
        cursor.execute("SELECT o::text, o.words FROM participants_ownlist o")
        [(row, words)] = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM participants_listed")
        assert cursor.fetchone() == (0,)
    assert str(own.pk) in row
    haystack = row.encode() + bytes(words)
    assert leaks.found(haystack, ["Haddad", "Petra", "Novak", "Sold the weir"]) == []


def test_it_is_for_officers_of_the_table_who_have_unlocked(heron, vera, carla):
    own = _bring(heron, vera)

    with pytest.raises(VaultLocked):
        own_lists.read(own, by=vera)
    with make.acting(carla):
        with pytest.raises(Refused):
            own_lists.read(own, by=carla)
        with pytest.raises(Refused):
            own_lists.bring(heron, by=carla, files=[OURS.encode()])
        with pytest.raises(Refused):
            own_lists.remove(own, by=carla)


def test_removed_it_opens_nowhere_again(
    heron, vera, django_capture_on_commit_callbacks
):
    own = _bring(heron, vera)
    before = watchlists.edition(heron.pk)

    with django_capture_on_commit_callbacks(execute=True):
        own_lists.remove(own, by=vera)

    assert (own_lists.find(heron), watchlists.edition(heron.pk)) == (None, "")
    assert before
    with make.acting(vera), pytest.raises(Shredded):
        sealing.unseal(own, "words", by=vera)
    assert Entry.objects.filter(verb="remove", actor=vera.pk).count() == 1
    with pytest.raises(ValidationError, match="no longer in force"):
        own_lists.remove(own, by=vera)


def test_under_a_hold_none_is_replaced_or_removed(heron, vera, carla):
    own = _bring(heron, vera)
    holds.put(heron, by=carla)

    with make.acting(vera):
        with pytest.raises(OnHold):
            own_lists.bring(heron, by=vera, files=[LATER.encode()])
        with pytest.raises(OnHold):
            own_lists.remove(own, by=vera)

    assert own_lists.find(heron) == own


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (lists.UN, "public list"),
        ("reference,name\n,Nobody\n", "no reference"),
        (OURS + "a1,Twice,,\n", "two entries"),
        ("reference,name\na1,One\na2,\u202eowT\n", "sign in entry 2 turns"),
        ("", "empty"),
    ],
)
def test_what_is_refused_leaves_the_former_one_in_force(words, why, heron, vera):
    held = _bring(heron, vera)

    with make.acting(vera), pytest.raises(ValidationError, match=why):
        own_lists.bring(heron, by=vera, files=[words.encode()])

    assert own_lists.find(heron) == held


def test_far_fewer_entries_are_taken_when_somebody_says_so(heron, vera):
    _bring(
        heron, vera, "reference,name\n" + "".join(f"{n},Name N{n}\n" for n in range(9))
    )
    with make.acting(vera):
        with pytest.raises(ValidationError, match="cut off"):
            own_lists.bring(heron, by=vera, files=[OURS.encode()])

        made = own_lists.bring(heron, by=vera, files=[OURS.encode()], shorter=True)

    assert made.size == 2


def test_the_worker_looks_on_it_and_keeps_nothing_of_it(heron, amal, vera, worker):
    _bring(heron, vera)
    with make.acting(vera):
        assert rescreening.ask(heron, by=vera) == 1
    assert OwnList.objects.get().asked is not None

    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        assert rescreening.look_for_waiting() == 1

    assert OwnList.objects.get().asked is None
    with make.acting(vera):
        [hit] = looks.read(looks.find(amal, by=vera), by=vera).hits
    assert (hit.kind, hit.reference) == ("own", "a1")


def test_a_list_that_was_not_handed_to_the_worker_is_no_empty_one(
    heron, amal, vera, worker
):
    watchlists.add([lists.UN.encode()], by=None)
    with make.acting(vera):
        rescreening.ask(heron, by=vera)
        own_lists.bring(heron, by=vera, files=[OURS.encode()])

    with stepping_into(WORKER), principal.acting_as(principal.WORKER):
        rescreening.look_for_waiting()

    assert looks.find(amal, by=vera) is None
    assert Screening.objects.get().against == ""
    assert rescreening.progress(heron).missed == 1


def test_a_newer_one_makes_looks_stale_and_writes_to_that_tables_officers(
    heron, tern, amal, omar, vera, viktor
):
    _bring(heron, vera)
    _hits(amal, vera)
    Letter.objects.all().delete()

    with clock.at(clock.now() + timedelta(days=1)):
        _bring(heron, vera, LATER)

    assert looks.is_stale(Screening.objects.get(), amal.person)
    assert {each.initiative for each in Letter.objects.all()} == {heron.pk}
    assert Letter.objects.count() == 2


def test_the_page_shows_brings_and_removes_it(heron, vera, browse):
    client, way = browse(vera), "/dialogues/heron/vetting/own-list/"
    empty = client.get(way).text

    sent = {"files": SimpleUploadedFile("ours.csv", OURS.encode())}
    assert client.post(way, sent).status_code == 302
    shown = client.get(way).text
    assert browse(vera, locked=True).get(way).text.count("Amal Haddad") == 0
    assert "Remove?" in client.get(f"{way}remove/").text
    assert client.post(f"{way}remove/").status_code == 302

    assert "keeps no list of its own" in empty
    assert "Amal Haddad" in shown
    assert own_lists.find(heron) is None
