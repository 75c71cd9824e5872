"""Official lists are read whole or not at all, whatever they are published as."""

from datetime import date

import lists
import pytest

from participants.screening import OTHER, PERSON, Unreadable, read


def _read(*files):
    return read([each if isinstance(each, bytes) else each.encode() for each in files])


def test_the_list_of_the_united_nations_is_read_with_every_name_and_birth():
    [roll] = _read(lists.UN)

    first, second, firm = roll.entries
    assert (roll.kind, roll.dated) == ("un", date(2026, 3, 2))
    assert first.reference == "101"
    assert first.names == (
        "KARIM ABD AL-RAHMAN HALABI", "كريم عبد الرحمن حلبي", "Abu Tarik",
        "Karim Halaby", "كريم حلبي",
    )  # fmt: skip
    assert first.births == ((1960, 1964),)
    assert first.nationalities == ("Syrian Arab Republic",)
    assert first.about == "Treasurer; XXi.001; 2011-05-04"
    assert (second.names, second.births) == (("MIN HO CHANG",), ((1971, 1971),))
    assert (first.sort, firm.sort) == (PERSON, OTHER)
    assert firm.names == ("HALABI TRADING COMPANY", "Halabi Freres")


def test_ofac_files_are_one_list_in_whatever_order_they_are_given():
    [roll] = _read(lists.ALT, lists.SDN, lists.ADD)

    first, ship, third = roll.entries
    assert (roll.kind, roll.dated) == ("ofac", None)
    assert first.names == (
        "SHCHERBAKOV, Yuri", "SCHERBAKOW, Jurij", "ЩЕРБАКОВ, Юрий", "THE O'HARA", "YURA",
    )  # fmt: skip
    assert first.births == ((1965, 1965), (1966, 1968))
    assert first.nationalities == ("Ukraine", "Cyprus")
    assert (first.sort, ship.sort) == (PERSON, OTHER)
    assert (
        third.about
        == "SDNT; DOB 1980; nationality Mexico.; Calle Mayor 1 Monterrey Mexico"
    )
    assert roll.digest == _read(lists.SDN, lists.ALT, lists.ADD)[0].digest


def test_ofac_xml_gives_the_same_person_under_the_same_reference():
    [roll] = _read(lists.SDN_XML)

    [entry] = roll.entries
    assert (roll.kind, roll.dated) == ("ofac", date(2026, 7, 23))
    assert entry.reference == "7001"
    assert entry.names == ("SHCHERBAKOV, Yuri", "SCHERBAKOW, Jurij")
    assert (entry.births, entry.nationalities) == (((1965, 1965),), ("Ukraine",))


@pytest.mark.parametrize("form", [lists.EU_CSV, lists.EU_XML])
def test_the_european_list_is_read_from_either_form(form):
    [roll] = _read(form)

    entry = roll.entries[0]
    assert (roll.kind, roll.dated) == ("eu", date(2026, 3, 2))
    assert (entry.reference, entry.sort) == ("31", PERSON)
    assert entry.names == ("Leyla Öztürk", "Leila Ozturk")
    assert (entry.births, entry.nationalities) == (((1979, 1979),), ("TURKEY",))


@pytest.mark.parametrize(
    ("form", "reference", "names"),
    [
        (lists.UK_CSV, "14001", ("Joseph MWAMBA", "Jose MUAMBA")),
        (lists.CONLIST_XML, "14001", ("Joseph MWAMBA", "Jose MUAMBA")),
        (lists.UKSL_CSV, "DRC0001", ("Joseph MWAMBA",)),
        (lists.UK_XML, "DRC0001", ("Joseph MWAMBA", "Jose MUAMBA", "Жозеф Мвамба")),
    ],
)
def test_the_british_lists_are_read_from_every_form(form, reference, names):
    [roll] = _read(form)

    entry = roll.entries[0]
    assert roll.kind == "uk"
    assert roll.dated == (None if form == lists.CONLIST_XML else date(2026, 3, 2))
    assert (entry.reference, entry.sort) == (reference, PERSON)
    assert (entry.names, entry.births) == (names, ((1955, 1955),))


def test_a_list_of_ones_own_needs_a_reference_and_a_name():
    [roll] = _read(lists.PLAIN)

    first, second = roll.entries
    assert first.names == ("Amina Warsame", "Amina Warsama", "Umm Salim")
    assert (first.births, first.nationalities) == (((1968, 1968),), ("Somalia",))
    assert (second.names, second.births) == (("Petra Novak",), ())


def test_files_of_windows_are_read_too():
    [roll] = _read(lists.PLAIN.replace("Novak", "Novák").encode("cp1252"))

    assert roll.entries[1].names == ("Petra Novák",)


def test_several_lists_are_read_at_once():
    rolls = _read(lists.UN, lists.SDN, lists.PLAIN)

    assert sorted(roll.kind for roll in rolls) == ["ofac", "plain", "un"]
    assert len({roll.digest for roll in rolls}) == 3


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([""], "empty"),
        ([lists.UN[: len(lists.UN) // 2]], "broken"),
        ([lists.UN[:-3]], "broken"),
        ([lists.BOMB], "entities"),
        ([lists.FETCHED], "entities"),
        (["<html><body>Service unavailable</body></html>"], "unknown"),
        (["Service unavailable"], "unknown"),
        (["first name,last name\nPetra,Novak\n"], "unknown"),
        (["<CONSOLIDATED_LIST><INDIVIDUALS/></CONSOLIDATED_LIST>"], "nobody"),
        ([lists.UN.replace("102", "101")], "twice"),
        ([lists.UN.replace("<DATAID>102</DATAID>", "")], "reference"),
        ([lists.UN.replace("MIN HO", "").replace("CHANG", "")], "nameless"),
        ([lists.SDN.replace('"SDNT",-0- ,', '"SDNT",')], "columns"),
        ([lists.SDN[: lists.SDN.index("alt. DOB")]], "broken"),
        ([lists.SDN.replace("7002,", "7001,")], "twice"),
        ([lists.SDN, lists.ALT.replace("7001,2", "7001,1")], "twice"),
        ([lists.SDN, lists.ALT.replace("7001,2", "7009,2")], "stray"),
        ([lists.ALT], "alone"),
        ([lists.SDN, lists.SDN], "again"),
        ([lists.EU_CSV.replace("NameAlias_WholeName", "Name")], "missing"),
        ([lists.EU_CSV.replace("31;EU.31.1;;P;;;Leyla", ";EU.31.1;;P;;;Leyla")], "reference"),
        ([lists.UK_CSV.replace(",14002", ",")], "reference"),
        ([lists.UK_CSV.replace("MUAMBA,Jose,,,", "MUAMBA,")], "columns"),
        ([lists.PLAIN + "a2,Another,,,,\n"], "twice"),
        ([lists.PLAIN + "a3,Another\n"], "columns"),
        ([b"reference,name\n\x81\x8d,\xff\n"], "letters"),
    ],
)  # fmt: skip
def test_what_is_not_whole_is_refused_with_a_reason(files, why):
    with pytest.raises(Unreadable) as refused:
        _read(*files)

    assert refused.value.why == why
    assert str(refused.value)


def test_a_file_that_is_not_whole_takes_the_whole_ones_down_with_it():
    with pytest.raises(Unreadable):
        _read(lists.PLAIN, lists.UN[:-3])


def test_another_wording_is_another_version_of_an_entry():
    [before], [after] = _read(lists.UN), _read(lists.UN.replace("Treasurer", "Banker"))

    assert before.entries[0].version != after.entries[0].version
    assert before.entries[1].version == after.entries[1].version
