"""Lists in force: followed by newer editions, never by half of one."""

import io
import json
import sys
from datetime import timedelta

import lists
import make
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from roles import stepping_into

from participants import editions, watchlists
from participants.models import Listed, Watchlist
from participants.screening import Asked
from trackii import clock, principal
from trackii.audit.models import Entry
from trackii.rows import WEB

PEOPLE = [(n, f"PERSON NUMBER{n}") for n in range(20)]


def _add(*files, **also):
    return watchlists.add([f.encode() for f in files], by=None, **also)


def test_what_one_officer_brings_is_in_force_when_another_has_confirmed_it(
    heron, vera, viktor
):
    [brought] = watchlists.add([lists.UN.encode()], by=vera)
    at_first = [*watchlists.in_force()], watchlists.edition(), [*watchlists.waiting()]

    watchlists.confirm(brought, by=viktor)

    assert at_first == ([], "", [brought])
    [found] = watchlists.in_force()
    assert (found, found.size) == (brought, 3)
    assert (found.added_by, found.confirmed_by) == (vera, viktor)
    for verb, who in (("add", vera), ("confirm", viktor)):
        assert Entry.objects.filter(verb=verb, actor=who.pk).count() == 1
    [match] = watchlists.index().search(Asked(("Jang Min-ho",)), top=1)
    assert (match.entry.reference, match.entry.source) == ("102", "un")


def test_nobody_confirms_what_she_brought_nor_does_who_vets_nobody(heron, vera, carla):
    [brought] = watchlists.add([lists.UN.encode()], by=vera)

    with pytest.raises(ValidationError, match="Another officer"):
        watchlists.confirm(brought, by=vera)
    with pytest.raises(PermissionDenied):
        watchlists.confirm(brought, by=carla)
    with pytest.raises(IntegrityError, match="a_list_is_brought_by_two"):
        make.by_hand(
            "UPDATE participants_watchlist SET confirmed_by_id = added_by_id,"
            " confirmed_at = clock_timestamp()"
        )

    assert [*watchlists.in_force()] == []


def test_of_two_who_confirm_or_set_aside_the_first_counts(heron, vera, viktor):
    [brought] = watchlists.add([lists.UN.encode()], by=vera)
    watchlists.set_aside(brought, by=viktor)

    for verb in (watchlists.confirm, watchlists.set_aside):
        with pytest.raises(ValidationError, match="meanwhile"):
            verb(brought, by=viktor)

    assert [*watchlists.in_force()] == []
    assert Listed.objects.count() == 0


def test_the_edition_in_force_stays_so_until_a_newer_one_is_confirmed(
    heron, vera, viktor
):
    [held] = _add(lists.un(*PEOPLE))
    [brought] = watchlists.add(
        [lists.un(*PEOPLE, (99, "NEW ONE"), day="2026-03-05").encode()], by=vera
    )

    assert [each.pk for each in watchlists.in_force()] == [held.pk]
    assert not watchlists.index().search(Asked(("New One",)), top=1)
    with pytest.raises(ValidationError, match="waits already"):
        watchlists.add(
            [lists.un(*PEOPLE, (98, "X"), day="2026-03-06").encode()], by=vera
        )
    watchlists.confirm(brought, by=viktor)

    assert [each.pk for each in watchlists.in_force()] == [brought.pk]
    assert editions.differences(brought).came[0].reference == "99"


def test_what_was_overtaken_while_it_waited_is_not_confirmed(heron, vera, viktor):
    _add(lists.un(*PEOPLE))
    older = lists.un(*PEOPLE, (99, "NEW ONE"), day="2026-03-05").encode()
    [brought] = watchlists.add([older], by=vera)
    [newest] = _add(lists.un(*PEOPLE, day="2026-03-09"))

    with pytest.raises(ValidationError, match="older than the one in force"):
        watchlists.confirm(brought, by=viktor)

    assert [each.pk for each in watchlists.in_force()] == [newest.pk]


def test_an_officer_takes_no_public_list_out_of_force(heron, vera):
    [held] = _add(lists.UN)

    with pytest.raises(PermissionDenied):
        watchlists.remove(held, by=vera)

    assert [each.pk for each in watchlists.in_force()] == [held.pk]


def test_a_list_of_ones_own_is_not_laid_open_before_every_table(heron, vera):
    with pytest.raises(ValidationError, match="at your table"):
        watchlists.add([lists.PLAIN.encode()], by=vera)

    with pytest.raises(IntegrityError, match="no_officer_lays_a_list_open"):
        make.by_hand(
            "INSERT INTO participants_watchlist (id, kind, digest, size, came, changed,"
            " went, added_at, added_by_id) VALUES (gen_random_uuid(), 'plain', '', 0, 0, 0,"
            " 0, clock_timestamp(), %s)",
            vera.pk,
        )
    assert (Watchlist.objects.count(), Listed.objects.count()) == (0, 0)


def test_the_page_takes_a_file_and_another_officer_confirms_it(
    heron, vera, viktor, browse
):
    first, second = browse(vera), browse(viktor)
    sent = {"files": SimpleUploadedFile("un.xml", lists.UN.encode())}
    broken = {"files": SimpleUploadedFile("un.xml", lists.UN[:-9].encode())}

    refused = first.post("/screening/", broken)
    taken = first.post("/screening/", sent)
    [brought] = watchlists.waiting()
    way = f"/screening/{brought.pk}/"
    own = first.post(f"{way}confirm/")
    confirmed = second.post(f"{way}confirm/")

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert "breaks off" in refused.text
    assert (own.status_code, confirmed.status_code) == (422, 302)
    [held] = watchlists.in_force()
    assert held.size == 3
    assert "Vera Novak" in second.get(way).text


def test_what_is_too_large_for_the_page_is_told_the_way_it_comes(
    heron, vera, browse, settings
):
    large = lists.UN.encode().ljust(settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1)

    answered = browse(vera).post(
        "/screening/", {"files": SimpleUploadedFile("un.xml", large)}
    )

    assert answered.status_code == 422
    assert "manage.py watchlist add" in answered.text
    assert "This field is required" not in answered.text
    assert Watchlist.objects.count() == 0


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
    told = editions.differences(newer)
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
