"""Lists in force: followed by newer editions, never by half of one."""

import io
import json
import sys
from datetime import timedelta

import lists
import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from roles import stepping_into

from participants import watchlists
from participants.models import Listed, Watchlist
from participants.screening import Asked
from trackii import clock, principal
from trackii.audit.models import Entry
from trackii.rows import WEB

PEOPLE = [(n, f"PERSON NUMBER{n}") for n in range(20)]


def _add(*files, **also):
    return watchlists.add([f.encode() for f in files], by=None, **also)


def test_an_officer_adds_a_list_and_it_is_in_force(heron, vera):
    [added] = watchlists.add([lists.UN.encode()], by=vera)

    [found] = watchlists.in_force()
    assert (found, found.size, found.added_by) == (added, 3, vera)
    assert Entry.objects.filter(verb="add", actor=vera.pk).count() == 1
    [match] = watchlists.index().search(Asked(("Jang Min-ho",)), top=1)
    assert (match.entry.reference, match.entry.source) == ("102", "un")


def test_who_vets_nobody_adds_no_list(heron, carla):
    with pytest.raises(PermissionDenied):
        watchlists.add([lists.UN.encode()], by=carla)

    assert Watchlist.objects.count() == 0


def test_a_newer_edition_says_what_is_different(db):
    _add(lists.un(*PEOPLE))
    changed = [
        (3, "ANOTHER NAME"),
        *[p for p in PEOPLE if p[0] not in {3, 7}],
        (99, "NEW"),
    ]
    before = watchlists.edition()

    [newer] = _add(lists.un(*changed, day="2026-03-05"))

    assert (newer.came, newer.changed, newer.went) == (1, 1, 1)
    told = watchlists.differences(newer)
    assert [row.reference for row in told.came] == ["99"]
    assert [row.names for row in told.changed] == [["ANOTHER NAME"]]
    assert [row.reference for row in told.went] == ["7"]
    assert watchlists.edition() != before
    assert [each.pk for each in watchlists.in_force()] == [newer.pk]


@pytest.mark.parametrize(
    "file",
    [
        lists.un(*PEOPLE)[:-30],
        lists.BOMB,
        lists.un(*PEOPLE, (3, "TWICE")),
        lists.un(*PEOPLE[:5], day="2026-03-05"),  # cut off between two entries
        lists.un(*PEOPLE, (77, "OLDER"), day="2026-01-01"),
        lists.un(*PEOPLE),  # the very same
    ],
)
def test_what_is_refused_leaves_the_former_list_in_force(db, file):
    [held] = _add(lists.un(*PEOPLE))

    with pytest.raises(ValidationError):
        _add(file)

    assert [each.pk for each in watchlists.in_force()] == [held.pk]
    assert Listed.objects.count() == 20


def test_one_broken_file_of_several_takes_none_in(db):
    with pytest.raises(ValidationError):
        _add(lists.PLAIN, lists.UN[:-5])

    assert Watchlist.objects.count() == 0


def test_a_list_that_really_became_shorter_is_taken_when_somebody_says_so(db):
    _add(lists.un(*PEOPLE))

    [newer] = _add(lists.un(*PEOPLE[:5], day="2026-03-05"), shorter=True)

    assert (newer.size, newer.went) == (5, 15)


def test_two_editions_keep_their_entries_and_older_ones_do_not(db):
    for day in range(1, 5):
        _add(lists.un(*PEOPLE, (900 + day, "NEW ONE"), day=f"2026-03-0{day}"))

    assert Watchlist.objects.count() == 4
    assert Listed.objects.count() == 2 * 21


def test_the_database_knows_one_edition_in_force(db):
    [held] = _add(lists.un(*PEOPLE))

    with pytest.raises(IntegrityError, match="one_edition_of_a_list_is_in_force"):
        make.by_hand(
            "INSERT INTO participants_watchlist (id, kind, digest, size, came, changed,"
            " went, added_at) SELECT gen_random_uuid(), kind, digest, size, 0, 0, 0, now()"
            " FROM participants_watchlist WHERE id = %s",
            held.pk,
        )


def test_a_list_grows_old(db):
    [held] = _add(
        lists.un(*PEOPLE, day=(clock.today() - timedelta(days=1)).isoformat())
    )

    assert (held.is_old, held.age) == (False, 1)
    with clock.at(clock.now() + timedelta(days=15)):
        assert (held.is_old, held.age) == (True, 16)


def test_the_command_adds_lists_shows_and_removes_them(db, tmp_path, capsys):
    file = tmp_path / "list.xml"
    file.write_text(lists.UN)

    with stepping_into(WEB), principal.acting_as(principal.NOBODY):
        call_command("watchlist", "add", str(file))
        call_command("watchlist", "list")
        call_command("watchlist", "remove", "un")
        call_command("watchlist", "list")

    added, shown, removed = capsys.readouterr().out.splitlines()
    assert added == "un    2026-03-02  3 entries: 3 came, 0 changed, 0 went."
    assert shown.startswith("un    2026-03-02  3 entries")
    assert removed == "un is no longer in force."


def test_the_command_says_what_is_wrong_with_a_file(db, tmp_path):
    file = tmp_path / "list.xml"
    file.write_text(lists.BOMB)

    with pytest.raises(CommandError, match="defines entities"):
        call_command("watchlist", "add", str(file))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("watchlist", "add", str(tmp_path / "none"))


def test_names_are_screened_on_the_lists_in_force_and_on_files(db, tmp_path, capsys):
    _add(lists.UN)
    sdn, alt = tmp_path / "sdn.csv", tmp_path / "alt.csv"
    sdn.write_text(lists.SDN)
    alt.write_text(lists.ALT)

    with stepping_into(WEB), principal.acting_as(principal.NOBODY):
        call_command("screen", "Karim Halabi", "--top", "1")
        call_command(
            "screen", "--list", str(sdn), "--list", str(alt), "Jurij Scherbakow"
        )

    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Karim Halabi"
    assert said[1].startswith("  0.94  un 101  Karim Halaby")
    assert "  1.00  ofac 7001  SCHERBAKOW, Jurij" in said


def test_batches_are_answered_line_by_line(db, monkeypatch, capsys):
    _add(lists.UN)
    asked = [
        {"id": "a", "name": "Chang Min Ho", "birth_year": 1971, "nationality": "KP"},
        {"id": 2, "name": "Nobody Whatsoever"},
    ]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(map(json.dumps, asked))))

    call_command("screen", "--jsonl", "--top", "3")

    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["id"], second["id"]) == ("a", 2)
    best = first["matches"][0]
    assert (best["reference"], best["list"]) == ("102", "un")
    assert best["score"] == 1.0
    assert "birth agrees: 1971" in best["why"]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"name": "A"}', "7"])
def test_a_line_that_is_no_question_is_named(line, db, monkeypatch):
    _add(lists.UN)
    monkeypatch.setattr(sys, "stdin", io.StringIO(line))

    with pytest.raises(CommandError, match="Line 1"):
        call_command("screen", "--jsonl")


def test_without_any_list_nobody_is_told_that_nobody_was_found(db):
    with pytest.raises(CommandError, match="No list is in force"):
        call_command("screen", "Petra Novak")
